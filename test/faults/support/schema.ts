import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { migrationsList, prismaFolder } from '../../../src/db/migrations.ts'
import type { Query } from './places.ts'

/** Everything of ours that a migration makes, as text that can be compared. */
export async function schemaOf(query: Query): Promise<string[]> {
  const rows = await query<{ of: string }>(`
    SELECT concat_ws(' ', 'column', table_name, column_name, data_type, is_nullable, column_default) AS of
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid::regclass::text <> '_prisma_migrations'
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname) FROM pg_trigger WHERE NOT tgisinternal
    ORDER BY 1`)
  return rows.map((row) => row.of)
}

/** How the migrations stand: each of them once at its end, and none under way. */
export async function historyOf(query: Query) {
  const [row] = await query<Record<'applied' | 'names' | 'open', string>>(`
    SELECT count(*) FILTER (WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL) AS applied,
      count(DISTINCT migration_name) AS names,
      count(*) FILTER (WHERE finished_at IS NULL AND rolled_back_at IS NULL) AS open FROM "_prisma_migrations"`)
  const { migrationDirectories } = await migrationsList()
  return {
    wanted: migrationDirectories.length,
    applied: Number(row?.applied),
    names: Number(row?.names),
    open: Number(row?.open),
  }
}

/** Brings an empty database to an earlier schema, as the version of that time left it. */
export async function migrateTo(query: Query, count: number): Promise<void> {
  const { migrationDirectories } = await migrationsList()
  await query(`CREATE TABLE "_prisma_migrations" (id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL,
    finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`)
  for (const { path } of migrationDirectories.slice(0, count)) {
    const script = await readFile(join(prismaFolder, 'migrations', path, 'migration.sql'), 'utf8')
    await query(script)
    await query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES (gen_random_uuid()::text, $1, $2, now(), 1)`,
      [createHash('sha256').update(script).digest('hex'), path],
    )
  }
}
