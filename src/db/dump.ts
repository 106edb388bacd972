import { createHash } from 'node:crypto'
import { migrationsOf, quoted, type Table, tablesOf } from './tables.ts'
import type { Db, Tx } from './types.ts'

/**
 * Everything of ours as lines of JSON, as of one moment, while the service goes on. The same from the embedded
 * database and from a server, so what one wrote the other reads. Jobs are left out: what is still to be done
 * is found again from its rows. The embedded database does nothing else meanwhile.
 */
export async function dump(db: Db, write: (line: string) => Promise<void>): Promise<Sums> {
  return atOneMoment(db, async (tx) => {
    const migrations = await migrationsOf(tx)
    if (migrations.length === 0) throw new Error('there is nothing in this database: is it the right one?')
    const header: Header = { format: 1, migrations }
    await write(JSON.stringify(header))
    const sums: Sums = {}
    for (const table of await tablesOf(tx)) {
      sums[table.name] = await eachRow(tx, table, async (rows) => {
        await write(`{"table":${JSON.stringify(table.name)},"rows":[${rows.join(',')}]}`)
      })
    }
    await write(JSON.stringify({ sums }))
    return sums
  })
}

/** Rows and their checksum for each table: equal on both sides after a move. */
export const sumsOf = (db: Db): Promise<Sums> =>
  atOneMoment(db, async (tx) => {
    const sums: Sums = {}
    for (const table of await tablesOf(tx)) sums[table.name] = await eachRow(tx, table, async () => undefined)
    return sums
  })

export type Header = { format: 1; migrations: string[] }
export type Sums = Record<string, Sum>
export type Sum = { rows: number; sha256: string }

const atOneMoment = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.$transaction(
    async (tx) => {
      await tx.$executeRaw`SET LOCAL TimeZone = 'UTC'`
      return work(tx)
    },
    { isolationLevel: 'RepeatableRead', timeout: hours, maxWait: 60_000 },
  )

const hours = 6 * 3_600_000

/** Rows stay text from end to end: a number that passes through JavaScript is no longer the same. */
async function eachRow(tx: Tx, table: Table, take: (rows: string[]) => Promise<void>): Promise<Sum> {
  const order = table.key.map((column) => `t.${quoted(column)}::text COLLATE "C"`).join(', ')
  await tx.$executeRawUnsafe(
    `DECLARE dumped CURSOR FOR SELECT row_to_json(t)::text AS row FROM ${quoted(table.name)} t ORDER BY ${order}`,
  )
  const hash = createHash('sha256')
  let count = 0
  for (;;) {
    const rows = await tx.$queryRawUnsafe<{ row: string }[]>(`FETCH ${atOnce} FROM dumped`)
    if (rows.length === 0) break
    for (const { row } of rows) hash.update(row).update('\n')
    count += rows.length
    await take(rows.map(({ row }) => row))
  }
  await tx.$executeRawUnsafe('CLOSE dumped')
  return { rows: count, sha256: hash.digest('hex') }
}

const atOnce = 500
