import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig, variables } from '../../src/config.ts'

// There is no Docker where the tests run: the files are read, and held against what the service really reads.
const root = resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const compose: Compose = parse(read('deploy/compose.yaml'), { merge: true, uniqueKeys: true })
const dockerfile = read('deploy/Dockerfile')
const nginx = read('deploy/nginx.conf')
const example = parseEnv(read('.env.example')) as Record<string, string>
const processes = ['one', 'two'] as const

test('the example of the environment names every variable that is read, and no other', () => {
  const named = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
  expect(named.toSorted()).toEqual([...variables].toSorted())
})

test.each(processes)(
  'process %s is given variables that the service reads, and a port that it opens',
  (name) => {
    const environment = environmentOf(name)
    expect(Object.keys(environment).filter((key) => !variables.includes(key))).toEqual([])
    const config = readConfig(environment)
    expect(config).toMatchObject({ port: 3000, host: '0.0.0.0', proxies: 1 })
    expect(config.databaseUrl).toBe('postgresql://liaodan:secret@postgres:5432/liaodan')
    expect(service(name).healthcheck?.test.join(' ')).toContain(`127.0.0.1:${config.port}/readyz`)
    expect(Number.parseInt(service(name).stop_grace_period ?? '', 10)).toBeGreaterThan(10)
  },
)

test.each(processes)(
  'process %s starts no sandbox, though its file of settings is the example as it is',
  (name) => {
    expect(readConfig(environmentOf(name)).isProduction).toBe(true)
  },
)

test('every service waits only for services that exist and whose health is looked at', () => {
  for (const [name, { depends_on = {} }] of Object.entries(compose.services))
    for (const other of Object.keys(depends_on))
      expect(compose.services[other]?.healthcheck, `${name} waits for ${other}`).toBeDefined()
})

test('every mounted volume is declared, and the files that are mounted or built are there', () => {
  const mounts = Object.values(compose.services).flatMap(({ volumes = [] }) => volumes)
  const sources = mounts.map((mount) => mount.split(':')[0] as string)
  const named = sources.filter((source) => !source.startsWith('.'))
  expect(named.filter((source) => !(source in compose.volumes))).toEqual([])
  expect(existsSync(join(root, 'deploy/nginx.conf'))).toBe(true)
  const { context, dockerfile: file } = service('one').build as Build
  expect(existsSync(join(root, 'deploy', context, file))).toBe(true)
})

test.each(processes)(
  'process %s keeps its backups where the image lets it write, and beyond its own end',
  (name) => {
    const backups = `${environmentOf(name).DATA_DIR}/backups`
    expect(service(name).volumes).toContain(`backups:${backups}`)
    expect(dockerfile).toContain(
      `mkdir -p ${backups} && chown -R node:node ${environmentOf(name).DATA_DIR}\n`,
    )
  },
)

test('nginx sends to the processes of the compose file, on their port, and passes on all webhooks', () => {
  const upstream = [...nginx.matchAll(/^\s*server (\w+):(\d+)/gm)].map(([, name, port]) => [name, port])
  expect(upstream).toEqual(processes.map((name) => [name, environmentOf(name).PORT]))
  expect(nginx).toMatch(/location \/webhooks\/ \{[^}]*proxy_pass http:\/\/liaodan;/)
  expect(nginx.match(/location \/ \{[^}]*\}/)?.[0]).toContain('return 404')
  const published = service('nginx').ports?.map((port) => port.split(':')[1])
  expect([...nginx.matchAll(/^\s*listen (\d+)/gm)].map(([, port]) => port)).toEqual(published)
})

test.each(processes)('process %s is not told the password of the administrator of the server', (name) => {
  // Compose reads this file by itself, to fill in what the compose file says.
  expect(service(name).env_file).toBeDefined()
  expect(service(name).env_file).not.toBe('.env')
  expect(Object.keys(environmentOf(name)).filter((key) => key.includes('PASSWORD'))).toEqual([])
  expect(JSON.stringify(service(name).environment)).not.toContain('POSTGRES_PASSWORD')
  expect(read('.gitignore').split('\n')).toContain(service(name).env_file)
})

test('the role that the service has owns its database and is nobody on the server', () => {
  const { pathname, username } = new URL(environmentOf('one').DATABASE_URL as string)
  const script = read('deploy/database.sh')
  expect(script).toContain(`CREATE ROLE ${username} LOGIN PASSWORD`)
  expect(script).toContain(`CREATE DATABASE ${pathname.slice(1)} OWNER ${username};`)
  expect(script).not.toMatch(/SUPERUSER|CREATEROLE|CREATEDB/)
  expect(service('postgres').environment).not.toHaveProperty('POSTGRES_USER')
})

test('nothing goes unencrypted from outside, and browsers are told so', () => {
  expect(nginx).not.toMatch(/listen 80\b/)
  expect(nginx).toContain('Strict-Transport-Security')
  expect(nginx).toMatch(/limit_req zone=requests /)
  // Whatever was written there before is overwritten by the address that nginx sees.
  expect(nginx).toContain('X-Forwarded-For $remote_addr;')
})

test('no log of nginx tells what stands behind the question mark of an address', () => {
  const [, name, format = ''] = nginx.match(/^\s*log_format (\w+) ([^;]*);/m) ?? []
  expect(format).toContain('$uri')
  expect(format).not.toMatch(/\$(request|request_uri|args|query_string|http_referer)\b/)
  expect([...nginx.matchAll(/^\s*access_log ([^;]*);/gm)].map(([, log]) => log)).toEqual([
    `/var/log/nginx/access.log ${name}`,
  ])
  // Lines of the lower levels repeat the whole request.
  expect(nginx.match(/^\s*error_log \S+ (\w+);/m)?.[1]).toBe('crit')
})

test('every line of the nginx file opens a block, closes one or ends with a semicolon', () => {
  const lines = nginx.split('\n').map((line) => line.replace(/#.*/, '').trim())
  expect(lines.filter((line) => line && !/[;{}]$/.test(line))).toEqual([])
  const depth = [...nginx.replace(/#.*/g, '')].reduce(
    (sum, letter) => sum + (letter === '{' ? 1 : letter === '}' ? -1 : 0),
    0,
  )
  expect(depth).toBe(0)
})

test('the image copies what exists, sets what is read, exposes its port and starts a file', () => {
  const instructions = dockerfile.split('\n').filter((line) => line && !line.startsWith('#'))
  const known = /^(FROM|WORKDIR|ENV|COPY|RUN|USER|EXPOSE|CMD) \S/
  expect(instructions.filter((line) => !known.test(line))).toEqual([])
  const copied = linesOf('COPY').flatMap((line) => line.split(' ').slice(0, -1))
  expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([])
  const set = linesOf('ENV').flatMap((line) => [...line.matchAll(/(\w+)=(\S+)/g)])
  const settings = Object.fromEntries(set.map(([, name, value]) => [name, value]))
  expect(Object.keys(settings).filter((name) => name !== 'NODE_ENV' && !variables.includes(name))).toEqual([])
  expect(linesOf('EXPOSE')).toEqual([settings.PORT])
  // As npm start does, but without a file of settings: those are the container's.
  const start = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts.start as string
  const command = JSON.parse(linesOf('CMD')[0] as string)
  expect(command).toEqual(start.split(' ').filter((word) => word !== '--env-file-if-exists=.env'))
  expect(existsSync(join(root, command.at(-1)))).toBe(true)
})

const linesOf = (instruction: string) =>
  dockerfile
    .split('\n')
    .filter((line) => line.startsWith(`${instruction} `))
    .map((line) => line.slice(instruction.length + 1))

function service(name: string): Service {
  const found = compose.services[name]
  if (!found) throw new Error(`no service ${name}`)
  return found
}

/** As Compose fills it in, with `LIAODAN_PASSWORD=secret`; what is there beats the file, which is the example as it is. */
const environmentOf = (name: string): Record<string, string> => ({
  ...(service(name).env_file ? example : {}),
  ...Object.fromEntries(
    Object.entries(service(name).environment ?? {}).map(([key, value]) => [
      key,
      value.replace(/\$\{LIAODAN_PASSWORD:\?[^}]*\}/, 'secret'),
    ]),
  ),
})

type Build = { context: string; dockerfile: string }
type Service = {
  env_file?: string
  environment?: Record<string, string>
  build?: Build
  depends_on?: Record<string, unknown>
  healthcheck?: { test: string[] }
  stop_grace_period?: string
  volumes?: string[]
  ports?: string[]
}
type Compose = { services: Record<string, Service>; volumes: Record<string, unknown> }
