import type { Config } from './config.ts'

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

const fileSystem = new Set(['mkdir', 'open', 'write', 'rename', 'scandir', 'access'])
const network = new Set(['connect', 'getaddrinfo', 'read'])
