import { Prisma, type Tx } from './types.ts'

/**
 * What autovacuum does on a server: the room of rows that are gone is used again, and the planner learns how large the
 * tables are. The embedded database runs alone and has nobody who does it. Each table by itself: webhooks wait behind
 * each. Not in a transaction. Returns how many tables that were.
 */
export async function tidy(db: Tx): Promise<number> {
  const [own] = await db.$queryRaw<{ isAlone: boolean }[]>`
    SELECT backend_type = 'standalone backend' AS "isAlone" FROM pg_stat_activity WHERE pid = pg_backend_pid()`
  if (!own?.isAlone) return 0
  const tables = await db.$queryRaw<{ table: string }[]>`
    SELECT c.oid::regclass::text AS table FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema'
    ORDER BY 1`
  for (const { table } of tables) await db.$executeRaw(Prisma.raw(`VACUUM (ANALYZE) ${table}`))
  return tables.length
}
