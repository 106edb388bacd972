import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { embedded, openDatabase, openPglite } from '../../src/db/open.ts'
import { startQueue } from '../../src/jobs/queue.ts'

/**
 * A fresh embedded database takes seconds to make, so a migrated one is kept as a dump and cloned for each
 * file. Its name follows from the migrations: a new migration makes a new template.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (project.config.env?.TEST_ON === 'postgres') return serverTemplate(project)
  const folder = join('node_modules', '.cache', 'liaodan')
  const file = join(folder, `template-${await fingerprint()}.tar`)
  if (!existsSync(file)) {
    await mkdir(folder, { recursive: true })
    const pglite = await openPglite({})
    const database = embedded(pglite)
    await database.migrate()
    await (await startQueue(database.queue, fail)).stop()
    const dump = await pglite.dumpDataDir('none')
    await writeFile(`${file}.${process.pid}`, Buffer.from(await dump.arrayBuffer()))
    await rename(`${file}.${process.pid}`, file)
    await database.close()
  }
  project.provide('template', file)
}

/** On a server, each test file copies this database; it goes when the run ends. */
async function serverTemplate(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.DATABASE_URL ?? 'postgresql://localhost/postgres'
  const name = `liaodan_test_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const database = await openDatabase({ url: url.href, dataDir: '', onError: fail })
  await database.migrate()
  await (await startQueue(database.queue, fail)).stop()
  await database.close()
  project.provide('template', url.href)
  return async () => {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await admin.end()
  }
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  const folder = join('prisma', 'migrations')
  for (const name of (await readdir(folder)).sort()) {
    if (name.endsWith('.toml')) continue
    hash.update(await readFile(join(folder, name, 'migration.sql')))
  }
  hash.update(await readFile(join('src', 'jobs', 'queue.ts')))
  return hash.digest('hex').slice(0, 12)
}

function fail(error: Error): void {
  throw error
}

declare module 'vitest' {
  interface ProvidedContext {
    template: string
  }
}
