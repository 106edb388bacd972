import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { migrationsList, noFilter, openSchemaEngine } from './schema-engine.ts'

/**
 * Brings the database to this version's schema, as `prisma migrate deploy` would, in the same
 * `_prisma_migrations` table. Returns the names applied. The caller holds the migration lock.
 * Throws `SchemaTooNew` when the database has migrations that this version does not know.
 */
export async function applyMigrations(adapter: SqlMigrationAwareDriverAdapterFactory): Promise<string[]> {
  using engine = await openSchemaEngine(adapter)
  const list = await migrationsList()
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

export class SchemaTooNew extends Error {
  override name = 'SchemaTooNew'
  constructor(unknown: string[]) {
    super(
      `The database was migrated by a newer version of Liaodan (${unknown.join(', ')}); start that version.`,
    )
  }
}
