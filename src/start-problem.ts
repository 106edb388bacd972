import { type Config, ConfigError, readConfig } from './config.ts'

/** Why the service did not start, in one line that names the variable to look at where there is one. */
export function startProblem(error: unknown, config: Pick<Config, 'port' | 'host' | 'databaseUrl'>): string {
  if (!(error instanceof Error)) return String(error)
  const { message } = error
  const { code = '', syscall = '' } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `PORT: ${config.port} is taken by another process`
  if (syscall === 'listen' && code === 'EACCES')
    return `PORT: ${config.port} needs rights of an administrator`
  if (syscall === 'listen' || (syscall === 'getaddrinfo' && !config.databaseUrl))
    return `HOST: ${config.host} is no address of this machine`
  if (fileSystem.has(syscall)) return `DATA_DIR: cannot be used as a folder (${message})`
  const isServers = /^[0-9A-Z]{5}$/.test(code) || network.has(syscall)
  return config.databaseUrl && isServers ? `DATABASE_URL: ${message}` : message
}

/** What the environment says, or the end of the process with one line that names what is wrong in it. */
export function configOrExit(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}

const fileSystem = new Set(['mkdir', 'open', 'write', 'rename', 'scandir', 'access'])
const network = new Set(['connect', 'getaddrinfo', 'read'])
