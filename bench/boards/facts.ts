import { type Db, Prisma, type Tx } from '../../src/db/types.ts'
import { departments } from './company.ts'

/** Numbered facts, spread evenly over reps, their own accounts and days: in the night, so that none is to come. */
export const facts = (days: string[], from: number, to: number): Prisma.Sql => Prisma.sql`
  SELECT n, day, ${memberId('rep')} AS member, ${rowIdOf(3, 'rep * 50 + (round * 7 % 5) * 10 + round % 9')} AS account,
    (day + interval '1 hour' + (n * 37 % 21600) * interval '1 second') AT TIME ZONE 'Asia/Shanghai' AS at
  FROM (SELECT n, n % 1000 AS rep, n / 1000 AS round, (${days}::text[])[1 + (n / 1000) % ${days.length}::int]::date AS day
    FROM generate_series(${from}::int, ${to}::int - 1) AS n) numbered`

/** Ids in the order of time, as the service makes them. */
export const factId = (series: number): Prisma.Sql => Prisma.sql`
  (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(${series}::int), 3, '0')
    || '8' || lpad(to_hex(n), 15, '0'))::uuid`

export const rowIdOf = (kind: number, number: string): Prisma.Sql =>
  Prisma.raw(`('00000000-000${kind}-7000-8000-' || lpad(to_hex((${number})::bigint), 12, '0'))::uuid`)
export const rowId = (kind: number): Prisma.Sql => rowIdOf(kind, 'n')
/** The member of a rep, from the rep's number: leaders come first. */
export const memberId = (rep: string): Prisma.Sql => rowIdOf(2, `${departments.length} + ${rep}`)

/** In one long transaction in which no trigger fires and no foreign key is looked up. */
export const quickly = (db: Db, work: (tx: Tx) => Promise<void>): Promise<void> =>
  db.$transaction(
    async (tx) => {
      await tx.$executeRaw`SET LOCAL session_replication_role = replica`
      await work(tx)
    },
    { timeout: 3 * 3_600_000, maxWait: 60_000 },
  )

/** Takes the tables' indexes away, but for their keys; what is returned makes them again. */
export async function withoutIndexes(tx: Tx, tables: string[]): Promise<() => Promise<void>> {
  const indexes = await tx.$queryRaw<{ name: string; definition: string }[]>`
    SELECT indexname AS name, indexdef AS definition FROM pg_indexes
    WHERE tablename = ANY(${tables}) AND indexname NOT LIKE '%_pkey'`
  for (const { name } of indexes) await tx.$executeRawUnsafe(`DROP INDEX "${name}"`)
  return async () => {
    for (const { definition } of indexes) await tx.$executeRawUnsafe(definition)
  }
}

export async function inParts(
  count: number,
  write: (from: number, to: number) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < count; from += part) await write(from, Math.min(count, from + part))
}

const part = 100_000
