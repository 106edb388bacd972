import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, embedded, openDatabase, openPglite } from '../../src/db/open.ts'

/** A migrated, empty database of this test's own: embedded, or on the server when the run is on PostgreSQL. */
export async function testDatabase(): Promise<Database> {
  const template = inject('template')
  return template.startsWith('postgres') ? copyOnServer(template) : copyEmbedded(template)
}

async function copyEmbedded(file: string): Promise<Database> {
  return embedded(await openPglite({ loadDataDir: await dump(file) }))
}

/** The same as a data folder, as the service finds it at its start. Embedded only. */
export async function testFolder(folder: string): Promise<Database> {
  const loadDataDir = await dump(inject('template'))
  const dataDir = join(folder, 'pglite')
  return embedded(await openPglite({ dataDir, loadDataDir }))
}

let dumped: Promise<Blob> | undefined

/** Read once for all test files of a worker. A blob's own `arrayBuffer` copies its 40 MB in small pieces each time. */
function dump(file: string): Promise<Blob> {
  dumped ??= readFile(file).then(({ buffer }) =>
    Object.assign(new Blob([]), { arrayBuffer: async () => buffer as ArrayBuffer }),
  )
  return dumped
}

async function copyOnServer(templateUrl: string): Promise<Database> {
  const url = new URL(templateUrl)
  const template = url.pathname.slice(1)
  const name = `${template}_${Math.random().toString(36).slice(2, 10)}`
  url.pathname = '/postgres'
  await onServer(url.href, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  const copy = new URL(templateUrl)
  copy.pathname = `/${name}`
  const database = await openDatabase({ url: copy.href, dataDir: '', onError: () => undefined })
  return {
    ...database,
    async close() {
      await database.close()
      await onServer(url.href, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

/** Copying locks the template; files that start together take turns by trying again. */
async function onServer(url: string, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      await client.query(statement)
      return
    } catch (error) {
      if (attempt >= 20) throw error
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt))
    } finally {
      await client.end()
    }
  }
}
