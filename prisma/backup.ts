/**
 * npm run backup -- [file]: everything, as of one moment, in one file, while the service goes on. Reads DATA_DIR or
 * DATABASE_URL as the service does.
 */
import { join, resolve } from 'node:path'
import { runCommand } from '../src/command.ts'
import { counted, writeBackup } from '../src/db/backup-file.ts'
import { askForBackup } from '../src/db/backup-request.ts'
import { FolderInUse } from '../src/db/folder-lock.ts'
import { openDatabase } from '../src/db/open.ts'

await runCommand(async ({ databaseUrl: url, dataDir }) => {
  const stamp = new Date().toISOString().slice(0, 19).replace(/\D/g, '')
  const file = resolve(process.argv[2] ?? join(dataDir, 'backups', `liaodan-${stamp}.gz`))
  try {
    const database = await openDatabase({ url, dataDir, onError: console.error, mustBeThere: true })
    const sums = await writeBackup(database.db, file)
    await database.close()
    return `${file}: ${counted(sums)}`
  } catch (error) {
    if (!(error instanceof FolderInUse && error.isHere)) throw error
    await askForBackup(dataDir, error, file)
    return `${file}: written by the running service`
  }
})
