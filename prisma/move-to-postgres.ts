/**
 * npm run move-to-postgres: carries the embedded database in DATA_DIR over to the empty PostgreSQL database that
 * DATABASE_URL names, and compares both. The service must be stopped; the data folder stays as it is.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readConfig } from '../src/config.ts'
import { counted, readBackup, writeBackup } from '../src/db/backup-file.ts'
import { openDatabase } from '../src/db/open.ts'

const { databaseUrl, dataDir } = readConfig(process.env)
if (!databaseUrl) throw new Error('set DATABASE_URL to the PostgreSQL database to move to')
const file = join(dataDir, 'move.gz')
const onError = console.error
try {
  const from = await openDatabase({ dataDir, onError })
  await from.migrate()
  await writeBackup(from.db, file)
  await from.close()
  const to = () => openDatabase({ url: databaseUrl, dataDir, onError })
  console.log(
    `moved ${counted(await readBackup(to, file))}, checksums equal. Start the service with DATABASE_URL now.`,
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await rm(file, { force: true })
}
process.exit()
