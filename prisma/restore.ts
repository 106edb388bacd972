/** npm run restore -- <file>: fills an empty database (DATA_DIR or DATABASE_URL) from a backup, all or nothing. */
import { readConfig } from '../src/config.ts'
import { counted, readBackup } from '../src/db/backup-file.ts'
import { openDatabase } from '../src/db/open.ts'

const file = process.argv[2]
if (!file) throw new Error('usage: npm run restore -- <file>')
const { databaseUrl: url, dataDir } = readConfig(process.env)
try {
  const open = () => openDatabase({ url, dataDir, onError: console.error })
  console.log(`${file}: ${counted(await readBackup(open, file))}, checksums equal`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
process.exit()
