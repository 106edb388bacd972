import { type Header, type Sums, sumsOf } from './dump.ts'
import { migrationsList } from './migrations.ts'
import { type Database, queueName } from './open.ts'
import { filledTable, quoted, tablesOf } from './tables.ts'
import type { Db, Tx } from './types.ts'

/**
 * Opens an empty database, once the backup is known to fit, and fills it with what `dump` wrote, all of it or nothing, and compares counts and checksums.
 * Throws `NotRestorable` when anything is in it or a service is at work on it, when another version wrote the backup,
 * or when a line or a checksum is wrong.
 */
export async function restore(open: () => Promise<Database>, lines: AsyncGenerator<string>): Promise<Sums> {
  await expectSameVersion((await lines.next()).value)
  const database = await open()
  try {
    // Whoever starts meanwhile waits.
    return await database.exclusively(async () => {
      await expectNobody(database.db)
      await database.migrate()
      return restoreAlone(database.db, lines)
    })
  } finally {
    await database.close()
  }
}

async function restoreAlone(db: Db, lines: AsyncIterable<string>): Promise<Sums> {
  const written = await db.$transaction(
    async (tx) => {
      await expectEmpty(tx)
      await tx.$executeRaw`SET LOCAL TimeZone = 'UTC'`
      return withoutForeignKeys(tx, () => fill(tx, lines))
    },
    { timeout: 6 * 3_600_000, maxWait: 60_000 },
  )
  const found = await sumsOf(db)
  for (const name of new Set([...Object.keys(written), ...Object.keys(found)]))
    if (written[name]?.sha256 !== found[name]?.sha256)
      throw new NotRestorable(
        `${name} differs: ${written[name]?.rows} rows written, ${found[name]?.rows} found`,
      )
  return found
}

export class NotRestorable extends Error {
  override name = 'NotRestorable'
}

/** A service that is up always has a connection for its jobs. Of the embedded database the folder's lock keeps it out. */
async function expectNobody(db: Db): Promise<void> {
  const [{ isBusy }] = await db.$queryRaw<[{ isBusy: boolean }]>`
    SELECT EXISTS (SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = ${queueName}) AS "isBusy"`
  if (isBusy)
    throw new NotRestorable(
      'a service is at work on this database. Stop every process of the service, then restore into a new, empty database',
    )
}

async function expectEmpty(tx: Tx): Promise<void> {
  const filled = await filledTable(tx)
  if (filled)
    throw new NotRestorable(
      `the database is not empty (${filled}), and nothing was changed. Name a new, empty one: another DATABASE_URL or DATA_DIR`,
    )
}

async function fill(tx: Tx, lines: AsyncIterable<string>): Promise<Sums> {
  const known = new Set((await tablesOf(tx)).map(({ name }) => name))
  for (const name of known) await tx.$executeRawUnsafe(`TRUNCATE ${quoted(name)} CASCADE`)
  for await (const line of lines) {
    const rows = batch.exec(line)
    if (!rows) return sumsIn(line)
    const [, table, json] = rows
    if (!table || !known.has(table)) throw new NotRestorable(`there is no table ${table}`)
    await tx.$executeRawUnsafe(
      `INSERT INTO ${quoted(table)} SELECT * FROM json_populate_recordset(NULL::${quoted(table)}, $1::json)`,
      json,
    )
  }
  throw new NotRestorable('the backup is cut off: its last line is missing')
}

/** The rows are not parsed here: they go to the database as they are. */
const batch = /^\{"table":"([A-Za-z_]+)","rows":(\[.*\])\}$/su

/** Told before this version's migrations are in the database: the other version would not start on it any more. */
async function expectSameVersion(line: string | undefined): Promise<void> {
  const { format, migrations: there } = ((line && parsed(line)) || {}) as Partial<Header>
  if (format !== 1 || !Array.isArray(there)) throw new NotRestorable('this is no backup of ours')
  const here = (await migrationsList()).migrationDirectories.map(({ path }) => path)
  if (there.join() === here.join()) return
  const [theirs = 'none', ours = 'none'] = [there.at(-1), here.at(-1)]
  const isNewer = theirs > ours || there.length > here.length
  throw new NotRestorable(
    `another version wrote this backup: its last migration is ${theirs}, that of this version ${ours}. The backup is ${
      isNewer
        ? 'newer. Update to that version, then restore it into a new, empty database'
        : 'older. Restore it with that version into a new, empty database, on which this one has not been started, then update to this one'
    }`,
  )
}

function sumsIn(line: string): Sums {
  const { sums } = parsed(line) as { sums?: Sums }
  if (!sums) throw new NotRestorable('a line of the backup cannot be read')
  return sums
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new NotRestorable('a line of the backup cannot be read')
  }
}

/** Tables refer to each other in circles; the keys are checked when all rows are there. */
async function withoutForeignKeys<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const keys = await tx.$queryRaw<{ table: string; name: string; definition: string }[]>`
    SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`
  const tables = await tablesOf(tx)
  for (const { table, name } of keys)
    await tx.$executeRawUnsafe(`ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`)
  for (const { name } of tables)
    await tx.$executeRawUnsafe(`ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`)
  const result = await work()
  for (const { name } of tables) await tx.$executeRawUnsafe(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`)
  for (const { table, name, definition } of keys)
    await tx.$executeRawUnsafe(`ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${definition}`)
  return result
}
