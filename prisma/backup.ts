/**
 * npm run backup -- [file]: everything, as of one moment, in one file, while the service goes on. Reads DATA_DIR or
 * DATABASE_URL as the service does.
 */
import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { readConfig } from '../src/config.ts'
import { counted, writeBackup } from '../src/db/backup-file.ts'
import { askForBackup } from '../src/db/backup-request.ts'
import { FolderInUse } from '../src/db/folder-lock.ts'
import { openDatabase } from '../src/db/open.ts'

const { databaseUrl: url, dataDir } = readConfig(process.env)
const stamp = new Date().toISOString().slice(0, 19).replace(/\D/g, '')
const file = resolve(process.argv[2] ?? `backups/liaodan-${stamp}.gz`)
await mkdir(dirname(file), { recursive: true })
try {
  console.log(`${file}: ${await backup()}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
process.exit()

async function backup(): Promise<string> {
  try {
    const database = await openDatabase({ url, dataDir, onError: console.error })
    const sums = await writeBackup(database.db, file)
    await database.close()
    return counted(sums)
  } catch (error) {
    if (!(error instanceof FolderInUse && error.isHere)) throw error
    await askForBackup(dataDir, error, file)
    return 'written by the running service'
  }
}
