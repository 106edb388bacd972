import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/db/open.ts'

const server = process.env.DATABASE_URL ?? 'postgresql://localhost/postgres'

// The command speaks to a server only; the embedded database is migrated by the service alone.
describe.runIf(process.env.TEST_ON === 'postgres')(
  'prisma migrate deploy and the service',
  { timeout: 120_000 },
  () => {
    const databases = { command: nameOne(), service: nameOne() }

    beforeAll(() => onServer(Object.values(databases).map((name) => `CREATE DATABASE ${name}`)))
    afterAll(() => onServer(Object.values(databases).map((name) => `DROP DATABASE ${name} WITH (FORCE)`)))

    test('what the command has migrated, the service finds done', async () => {
      const told = await prisma('deploy', databases.command)
      expect(told).toContain('All migrations have been successfully applied.')
      expect(await migrate(databases.command)).toEqual([])
    })

    test('what the service has migrated, the command finds done', async () => {
      expect(await migrate(databases.service)).not.toEqual([])
      expect(await prisma('status', databases.service)).toContain('Database schema is up to date!')
      expect(await prisma('deploy', databases.service)).toContain('No pending migrations to apply.')
    })
  },
)

async function migrate(name: string): Promise<string[]> {
  const database = await openDatabase({ url: urlOf(name), dataDir: '', onError: () => undefined })
  try {
    return await database.migrate()
  } finally {
    await database.close()
  }
}

async function prisma(command: 'deploy' | 'status', name: string): Promise<string> {
  const cli = fileURLToPath(new URL('../../node_modules/prisma/build/index.js', import.meta.url))
  const engine = fileURLToPath(new URL('schema-engine.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, 'migrate', command, '--config', 'prisma/prisma.config.ts'],
    {
      env: {
        ...process.env,
        DATABASE_URL: urlOf(name),
        PRISMA_SCHEMA_ENGINE_BINARY: engine,
        CHECKPOINT_DISABLE: '1',
      },
    },
  )
  return stdout
}

function urlOf(name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function onServer(statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

function nameOne(): string {
  return `liaodan_deploy_${randomBytes(5).toString('hex')}`
}
