import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import type { PGlite, PGliteOptions } from '@electric-sql/pglite'
import pg from 'pg'
import { type ConstructorOptions, fromPglite } from 'pg-boss'
import { PrismaClient } from '../../prisma/generated/client.ts'
import { embeddedAdapter, serverAdapter } from './adapters.ts'
import { lockFolder } from './folder-lock.ts'
import { applyMigrations } from './migrate.ts'
import type { Db } from './types.ts'
import { watchOver } from './watchdog.ts'

export type Database = {
  db: Db
  /** The server's connections, for what is no business row; `null` for the embedded database. */
  pool: pg.Pool | null
  /**
   * How many turns share a transaction at most, and how many transactions there are at once. More would not be
   * faster, as this process has one thread, and what is to be acknowledged waits behind all of them.
   */
  turnsTogether: { most: number; lanes: number }
  /** How the job queue reaches the same database. */
  queue: ConstructorOptions
  /** Runs `work` in one process at a time, across all processes on this database. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
  migrate(): Promise<string[]>
  close(): Promise<void>
}

/** The only place that knows the embedded database from a PostgreSQL server. */
export function openDatabase({ url, dataDir, onError, silentMs, mustBeThere }: Place) {
  return url ? openServer(url, onError, silentMs) : openEmbedded(dataDir, mustBeThere)
}

export type Place = {
  url?: string | undefined
  dataDir: string
  onError: (error: Error) => void
  /** How long a server may say nothing before its connection is given up. Not for who reads whole tables. */
  silentMs?: number
  /** The embedded database is opened only where there is one: not for who starts with none. */
  mustBeThere?: boolean
}

export const hasEmbedded = (dataDir: string): boolean => existsSync(join(dataDir, 'pglite'))

/** Throws `FolderInUse` when another process has the folder. */
export async function openEmbedded(dataDir: string, mustBeThere = false): Promise<Database> {
  // Who has it may be about to make one: that is told by the lock.
  if (mustBeThere && !hasEmbedded(dataDir) && !existsSync(join(dataDir, 'lock')))
    throw new Error(
      `DATA_DIR: there is no database in ${resolve(dataDir)}: set it to the folder that the service uses`,
    )
  const unlock = await lockFolder(dataDir)
  try {
    const pglite = await openPglite({ dataDir: join(dataDir, 'pglite') })
    const stopWatching = watchOver()
    return embedded(pglite, async () => {
      await stopWatching()
      await unlock()
    })
  } catch (error) {
    await unlock()
    throw error
  }
}

/** PostgreSQL in this process, its data in the folder `dataDir` or in memory. */
export async function openPglite(options: PGliteOptions): Promise<PGlite> {
  const { PGlite } = await import('@electric-sql/pglite')
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm')
  // A quarter of the usual buffers: all of them are touched at the start, which takes time and stays in memory.
  const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB']
  return PGlite.create({ ...options, startParams, extensions: { pg_trgm } })
}

/** The embedded database around an instance that is already open (tests clone theirs from a template). */
export function embedded(pglite: PGlite, release: () => Promise<void> = async () => undefined): Database {
  const adapter = embeddedAdapter(pglite)
  const db = new PrismaClient({ adapter, transactionOptions, errorFormat })
  return {
    db,
    pool: null,
    turnsTogether: { most: 8, lanes: 1 },
    queue: { backend: 'pglite', db: fromPglite(pglite), useListenNotify: true },
    exclusively: (work) => work(),
    migrate: () => applyMigrations(adapter),
    async close() {
      await db.$disconnect()
      await pglite.close()
      await release()
    },
  }
}

// As libpq does: without a name in the address, the system's user.
pg.defaults.user ??= userInfo().username

async function openServer(
  connectionString: string,
  onError: (error: Error) => void,
  silentMs = 0,
): Promise<Database> {
  const pool = new pg.Pool({ connectionString, max: 12, connectionTimeoutMillis: 5_000, ...patience })
  heedErrors(pool, onError)
  pool.on('connect', (client) => cutWhenSilent(client, silentMs))
  const adapter = serverAdapter(pool)
  const db = new PrismaClient({ adapter, transactionOptions, errorFormat })
  // The queue has no transactions, and throws a connection away whose query has failed.
  const patiently = { ...patience, query_timeout: silentMs }
  return {
    db,
    pool,
    turnsTogether: { most: 16, lanes: 2 },
    queue: {
      connectionString: nameless(connectionString),
      max: 6,
      useListenNotify: true,
      application_name: queueName,
      ...patiently,
    },
    exclusively: (work) => withAdvisoryLock(pool, work),
    migrate: () => migrateServer(connectionString, onError),
    async close() {
      await db.$disconnect()
      await pool.end()
    },
  }
}

/** The address's own name for its connections would go before the one by which a service is known to be at work. */
function nameless(address: string): string {
  const [place = '', query] = address.split('?')
  if (query === undefined) return address
  const settings = new URLSearchParams(query)
  settings.delete('application_name')
  return `${place}?${settings}`
}

/**
 * A process that stops in the middle of a transaction holds its locks for as long as its connection lives: the
 * server lets go of it after this. No transaction of ours pauses that long.
 */
const patience = { idle_in_transaction_session_timeout: 10_000, keepAlive: true }

/**
 * When its machine is gone, a server says nothing more, and the system waits for it for a quarter of an hour. pg's own
 * `query_timeout` leaves the connection open: Prisma would ask it to roll back, and give it to others afterwards.
 */
function cutWhenSilent(client: pg.PoolClient, ms: number): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  stream.setTimeout(ms, () => stream.destroy(new Error('Connection terminated: the server says nothing')))
}

/**
 * A connection that breaks while nobody listens to it ends the process: one that is idle when the database
 * restarts, and one that is cut in the very moment between being made and being handed out.
 */
function heedErrors(pool: pg.Pool, onError: (error: Error) => void): void {
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', () => undefined))
}

/**
 * One connection for all of it, closed at the end: Prisma's engine takes a lock on its session and does not give
 * it back, so on one that lives on no other process could ever start. A script goes on in the server when its
 * process is killed. The lock of its own connection goes on with it, and whoever starts next waits for its end.
 */
async function migrateServer(connectionString: string, onError: (error: Error) => void): Promise<string[]> {
  const pool = new pg.Pool({ connectionString, max: 1, idleTimeoutMillis: 0 })
  heedErrors(pool, onError)
  try {
    await pool.query('SELECT pg_advisory_lock($1)', [migrationLock])
    return await applyMigrations(serverAdapter(pool))
  } finally {
    await pool.end()
  }
}

/** Without the place of the call, for which Prisma walks the stack each time, and without the values of the query. */
const errorFormat = 'minimal'
const transactionOptions = { maxWait: 10_000, timeout: 10_000 }

/** By this name the server knows the connections of a queue, and by them whether a service is at work. */
export const queueName = 'liaodan-jobs'

/** Any numbers will do, as long as nothing else in the database locks the same ones. */
const startLock = 7_310_577
const migrationLock = 7_310_578

async function withAdvisoryLock<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // Whoever has it may be at it for long.
  cutWhenSilent(client, 0)
  try {
    await client.query('SELECT pg_advisory_lock($1)', [startLock])
    return await work()
  } finally {
    // Closing the connection lets the lock go, also when it broke in between.
    client.release(true)
  }
}
