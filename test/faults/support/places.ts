import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase, openPglite } from '../../../src/db/open.ts'
import { startQueue } from '../../../src/jobs/queue.ts'
import { fill } from './company.ts'

/** Where a service keeps its data, filled with the people who are going to talk. */
export type Place = {
  name: 'embedded' | 'PostgreSQL'
  env: Record<string, string>
  folder: string
  /** Reads it while nothing (embedded) or anything (PostgreSQL) runs on it. */
  read<T>(work: (query: Query) => Promise<T>): Promise<T>
  open(): Promise<Database>
  remove(): Promise<void>
}
export type Query = <Row = Record<string, unknown>>(sql: string, values?: unknown[]) => Promise<Row[]>

export async function embeddedPlace(people: number): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'liaodan-faults-'))
  const dataDir = join(folder, 'pglite')
  const open = () => openDatabase({ dataDir: folder, onError: () => undefined })
  if (people > 0) {
    const dump = new Blob([await readFile(inject('template'))])
    const copy = await openPglite({ dataDir, loadDataDir: dump })
    await copy.close()
    await filled(open, people)
  }
  return {
    name: 'embedded',
    folder,
    env: { DATA_DIR: folder, DATABASE_URL: '' },
    open,
    async read(work) {
      const pglite = await openPglite({ dataDir })
      try {
        return await work(async (sql, values) => (await pglite.query(sql, values)).rows as never)
      } finally {
        await pglite.close()
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

export async function serverPlace(people: number, server = serverUrl): Promise<Place> {
  const name = `liaodan_faults_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
  await onServer(server, `CREATE DATABASE ${name}`)
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href
  const folder = await mkdtemp(join(tmpdir(), 'liaodan-faults-'))
  const open = () => openDatabase({ url, dataDir: folder, onError: () => undefined })
  if (people > 0) await filled(open, people)
  return {
    name: 'PostgreSQL',
    folder,
    env: { DATA_DIR: folder, DATABASE_URL: url },
    open,
    async read(work) {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        return await work(async (sql, values) => (await client.query(sql, values)).rows as never)
      } finally {
        await client.end()
      }
    },
    async remove() {
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export const serverUrl = process.env.DATABASE_URL || 'postgresql://127.0.0.1:5432/postgres'

/** Both places, or a line that says why there is one only. */
export async function places(): Promise<Record<string, (people: number) => Promise<Place>>> {
  if (await answers(serverUrl)) return { embedded: embeddedPlace, PostgreSQL: serverPlace }
  console.log(`SKIPPED on PostgreSQL: no server at ${new URL(serverUrl).host} (set DATABASE_URL)`)
  return { embedded: embeddedPlace }
}

export async function answers(url: string): Promise<boolean> {
  try {
    await onServer(url, 'SELECT 1')
    return true
  } catch {
    return false
  }
}

async function filled(open: () => Promise<Database>, people: number): Promise<void> {
  const database = await open()
  await database.migrate()
  await (await startQueue(database.queue, () => undefined)).stop()
  await fill(database.db, people)
  await database.close()
}

export async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
