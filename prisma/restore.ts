/** npm run restore -- <file>: fills an empty database (DATA_DIR or DATABASE_URL) from a backup, all or nothing. */
import { runCommand } from '../src/command.ts'
import { counted, readBackup } from '../src/db/backup-file.ts'
import { openDatabase } from '../src/db/open.ts'

await runCommand(async ({ databaseUrl: url, dataDir }) => {
  const file = process.argv[2]
  if (!file) throw new Error('usage: npm run restore -- <file>')
  const open = () => openDatabase({ url, dataDir, onError: console.error })
  return `${file}: ${counted(await readBackup(open, file))}, checksums equal`
})
