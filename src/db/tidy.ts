import { Prisma, type Tx } from './types.ts'

/**
 * What autovacuum does on a server: the room of rows that are gone is used again, and the planner learns how large the
 * tables are. The embedded database runs alone and has nobody who does it. Webhooks wait behind each statement, so it
 * leaves out what has not changed, and looks again at what a table holds when a tenth of it has. Not of the queue: as it
 * is at night, empty, it would be taken to be in the morning. Not in a transaction.
 */
export async function tidy(db: Tx): Promise<void> {
  const [own] = await db.$queryRaw<{ isAlone: boolean }[]>`
    SELECT backend_type = 'standalone backend' AS "isAlone" FROM pg_stat_activity WHERE pid = pg_backend_pid()`
  if (!own?.isAlone) return
  // What it has counted so far becomes visible.
  await db.$queryRaw`SELECT pg_stat_force_next_flush()::text`
  const tables = await db.$queryRaw<{ table: string; isOther: boolean }[]>`
    SELECT s.relid::regclass::text AS table,
      schemaname <> 'pgboss' AND n_mod_since_analyze > greatest(reltuples, 0) / 10 AS "isOther"
    FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
    WHERE n_dead_tup > 0 OR n_ins_since_vacuum > 0 ORDER BY 1`
  for (const { table, isOther } of tables) {
    await db.$executeRaw(Prisma.raw(`VACUUM ${table}`))
    if (isOther) await db.$executeRaw(Prisma.raw(`ANALYZE ${table}`))
  }
}
