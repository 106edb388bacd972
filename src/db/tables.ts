import type { Tx } from './types.ts'

/** Our tables with their keys, as the database itself knows them: a new one is in every backup by existing. */
export async function tablesOf(tx: Tx): Promise<Table[]> {
  return tx.$queryRaw<Table[]>`
    SELECT c.relname AS name, array_agg(a.attname ORDER BY k.place)::text[] AS key
    FROM pg_class c
    JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, place)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> ALL(${ownAffairs})
    GROUP BY c.relname ORDER BY c.relname`
}

export type Table = { name: string; key: string[] }

/** Prisma's history is made by migrating; noted name changes count transactions of this one server. */
const ownAffairs = ['_prisma_migrations', 'NameChange']

/** The first table with anything in it but what a service makes by itself, when it is started on an empty database. */
export async function filledTable(tx: Tx): Promise<string | undefined> {
  for (const { name } of await tablesOf(tx)) {
    if (madeByItself.includes(name)) continue
    const rows = await tx.$queryRawUnsafe<unknown[]>(`SELECT 1 FROM ${quoted(name)} LIMIT 1`)
    if (rows.length > 0) return name
  }
  return undefined
}

const madeByItself = ['Pipeline', 'Stage', 'ScheduleRun']

/** Those that were applied; none where the database has never been migrated. */
export async function migrationsOf(tx: Tx): Promise<string[]> {
  const [table] = await tx.$queryRaw<{ isThere: boolean }[]>`
    SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS "isThere"`
  if (!table?.isThere) return []
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL
    ORDER BY migration_name`
  return rows.map(({ name }) => name)
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
