import type { PGlite } from '@electric-sql/pglite'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type pg from 'pg'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import { preparing } from './prepared.ts'
import { createStatementNames } from './statement-names.ts'

/** Prisma over the embedded database. */
export const embeddedAdapter = (pglite: PGlite) =>
  withWholeScripts(
    new PrismaPGlite(preparing(pglite) as PGlite),
    async (script) => void (await pglite.exec(script)),
  )

/** Prisma over a PostgreSQL server. */
export const serverAdapter = (pool: pg.Pool) =>
  withWholeScripts(
    new PrismaPg(pool, { disposeExternalPool: false, statementNameGenerator: createStatementNames() }),
    async (script) => void (await pool.query(script)),
  )

/**
 * The published adapters cut a migration at its semicolons, or do not wait for it. Sent whole, PostgreSQL
 * runs it as one transaction: a migration that is interrupted leaves nothing behind. And it writes down its own
 * end: a process may die between the two, or before a script that goes on without it in the server.
 */
function withWholeScripts(
  factory: SqlMigrationAwareDriverAdapterFactory,
  run: (script: string) => Promise<void>,
): SqlMigrationAwareDriverAdapterFactory {
  const whole = (adapter: SqlDriverAdapter) =>
    Object.assign(adapter, { executeScript: (script: string) => run(`${script};\n${finished}`) })
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => whole(await factory.connect()),
    connectToShadowDb: () => factory.connectToShadowDb(),
  }
}

// Of those that were begun one only is not at its end: earlier ones are marked as rolled back before it begins.
const finished = `DO $$ BEGIN
  IF to_regclass('"_prisma_migrations"') IS NOT NULL THEN
    UPDATE "_prisma_migrations" SET finished_at = now()
      WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  END IF;
END $$`
