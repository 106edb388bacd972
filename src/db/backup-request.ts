import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { writeBackup } from './backup-file.ts'
import type { Db } from './types.ts'

// The embedded database belongs to one process. While the service has it, the service is asked to write the
// backup: by a file that says where to, and a signal.

export const backupSignal = 'SIGUSR2'

/** Asks the service with this pid and waits until the file is there. Throws what went wrong there. */
export async function askForBackup(dataDir: string, pid: number, file: string): Promise<void> {
  const { request, failure } = namesIn(dataDir)
  await rm(failure, { force: true })
  await writeFile(request, file)
  process.kill(pid, backupSignal)
  while (await exists(request)) {
    process.kill(pid, 0)
    await wait(100)
  }
  const reason = await readFile(failure, 'utf8').catch(() => null)
  await rm(failure, { force: true })
  if (reason !== null) throw new Error(reason)
}

/** The service's side: writes what is asked for, if anything is. */
export async function answerBackupRequest(db: Db, dataDir: string): Promise<void> {
  const { request, failure } = namesIn(dataDir)
  const file = await readFile(request, 'utf8').catch(() => null)
  if (file === null) return
  try {
    await writeBackup(db, file)
  } catch (error) {
    await writeFile(failure, error instanceof Error ? error.message : String(error))
  }
  await rm(request, { force: true })
}

const namesIn = (dataDir: string) => ({
  request: join(dataDir, 'backup-request'),
  failure: join(dataDir, 'backup-failure'),
})

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  )
