import { isDeepStrictEqual } from 'node:util'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { migrationsList } from './migrations.ts'

/**
 * Brings the database to this version's schema, as `prisma migrate deploy` would, in the same
 * `_prisma_migrations` table. Returns the names applied. The caller holds the migration lock.
 * Throws `SchemaTooNew` when the database has migrations that this version does not know.
 */
export async function applyMigrations(adapter: SqlMigrationAwareDriverAdapterFactory): Promise<string[]> {
  const list = await migrationsList()
  const names = list.migrationDirectories.map(({ path }) => path)
  if (await isUpToDate(adapter, names)) return []
  // Only now: loading Prisma's engine is most of what a start costs, and it stays in memory.
  const { noFilter, openSchemaEngine } = await import('./schema-engine.ts')
  using engine = await openSchemaEngine(adapter)
  const { history, failedMigrationNames } = await engine.diagnoseMigrationHistory({
    migrationsList: list,
    optInToShadowDatabase: false,
    filters: noFilter,
  })
  if (history?.diagnostic === 'migrationsDirectoryIsBehind' || history?.diagnostic === 'historiesDiverge') {
    throw new SchemaTooNew(history.unpersistedMigrationNames)
  }
  // A migration that was cut off left nothing behind (each runs in one transaction), so it is run again.
  for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName })
  const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: list, filters: noFilter })
  return appliedMigrationNames
}

/** Exactly these were applied, all to their end. Whatever else it may be, the engine finds out. */
async function isUpToDate(adapter: SqlMigrationAwareDriverAdapterFactory, names: string[]): Promise<boolean> {
  const connection = await adapter.connect()
  const ask = async (sql: string) => (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows
  try {
    const [[isThere] = []] = await ask(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL`)
    if (!isThere) return false
    const applied = await ask(`SELECT migration_name, finished_at IS NOT NULL FROM "_prisma_migrations"
      WHERE rolled_back_at IS NULL ORDER BY migration_name`)
    return isDeepStrictEqual(
      applied,
      names.map((name) => [name, true]),
    )
  } finally {
    await connection.dispose()
  }
}

export class SchemaTooNew extends Error {
  override name = 'SchemaTooNew'
  constructor(unknown: string[]) {
    super(
      `The database was migrated by a newer version of Liaodan (${unknown.join(', ')}); start that version.`,
    )
  }
}
