/**
 * npm run migration -- <name>: writes the next migration from the difference between what the migrations so
 * far make and the schema. Read it before you commit it; a migration that has landed is never edited.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { embeddedAdapter } from '../src/db/adapters.ts'
import { applyMigrations } from '../src/db/migrate.ts'
import { migrationsList, prismaFolder } from '../src/db/migrations.ts'
import { openPglite } from '../src/db/open.ts'
import { noFilter, openSchemaEngine, schemaFiles } from '../src/db/schema-engine.ts'

const name = process.argv[2]
if (!name) throw new Error('usage: npm run migration -- <name>')

const pglite = await openPglite({})
const adapter = embeddedAdapter(pglite)
if ((await migrationsList()).migrationDirectories.length > 0) await applyMigrations(adapter)
const engine = await openSchemaEngine(adapter)
const files = (await schemaFiles()).map(([path, content]) => ({ path, content }))
const { stdout } = await engine.diff({
  from: { tag: 'schemaDatasource', files, configDir: prismaFolder },
  to: { tag: 'schemaDatamodel', files },
  script: true,
  exitCode: null,
  filters: noFilter,
})
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
const folder = join(prismaFolder, 'migrations', `${stamp}_${name}`)
await mkdir(folder, { recursive: true })
await writeFile(join(folder, 'migration.sql'), stdout ?? '')
await writeFile(join(prismaFolder, 'migrations', 'migration_lock.toml'), 'provider = "postgresql"\n')
console.log(join(folder, 'migration.sql'))
await pglite.close()
process.exit(0)
