/**
 * npm run move-to-postgres: carries the embedded database in DATA_DIR over to the empty PostgreSQL database that
 * DATABASE_URL names, and compares both. The service must be stopped; the data folder stays as it is.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../src/command.ts'
import { counted, readBackup, writeBackup } from '../src/db/backup-file.ts'
import { openDatabase } from '../src/db/open.ts'
import { filledTable } from '../src/db/tables.ts'

await runCommand(async ({ databaseUrl: url, dataDir }) => {
  if (!url) throw new Error('DATABASE_URL: is missing: set it to the PostgreSQL database to move to')
  const file = join(dataDir, 'move.gz')
  const onError = console.error
  const from = await openDatabase({ dataDir, onError, mustBeThere: true })
  await from.migrate()
  if (!(await filledTable(from.db)))
    throw new Error(
      `DATA_DIR: there is nothing to move in ${dataDir}: set it to the folder that the service uses`,
    )
  try {
    await writeBackup(from.db, file)
    await from.close()
    const sums = await readBackup(() => openDatabase({ url, dataDir, onError }), file)
    return `moved ${counted(sums)}, checksums equal. Start the service with DATABASE_URL now.`
  } finally {
    await rm(file, { force: true })
  }
})
