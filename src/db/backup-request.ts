import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { writeBackup } from './backup-file.ts'
import { type FolderInUse, sign } from './folder-lock.ts'
import type { Db } from './types.ts'

// The embedded database belongs to one process. While the service has it, the service is asked to write the
// backup: by a file that says where to, and a signal.

export const backupSignal = 'SIGUSR2'

/** Asks the process that has the folder and waits until the file is there. Throws what went wrong there. */
export async function askForBackup(dataDir: string, { pid, ...holder }: FolderInUse, file: string) {
  if (!holder.writesBackups)
    throw new Error(
      `Another process (pid ${pid}) is using the data folder ${dataDir}: the service, which is not ready yet, or another command. When it is ready or has ended, run the backup again.`,
    )
  const { request, failure } = namesIn(dataDir)
  await rm(failure, { force: true })
  await writeFile(request, file)
  try {
    process.kill(pid, backupSignal)
    while (await exists(request)) {
      process.kill(pid, 0)
      await wait(100)
    }
  } catch (error) {
    await rm(request, { force: true })
    throw unheard(error as NodeJS.ErrnoException, pid)
  }
  const reason = await readFile(failure, 'utf8').catch(() => null)
  await rm(failure, { force: true })
  if (reason) throw new Error(reason)
  // On a full disk there is no room for the reason either.
  if (!(await exists(file)))
    throw new Error(`${file} was not written, and the service could not say why: is there room on its disk?`)
}

function unheard(error: NodeJS.ErrnoException, pid: number): Error {
  if (error.code === 'ESRCH')
    return new Error(`The service (pid ${pid}) has ended before the backup was written: run it again.`)
  if (error.code === 'EPERM')
    return new Error(`The service (pid ${pid}) belongs to another user: run the backup as that user.`)
  return error
}

/** The service's side: from now on it writes what it is asked for. */
export async function answerBackups(db: Db, dataDir: string): Promise<void> {
  process.on(backupSignal, () => void answerBackup(db, dataDir))
  await sign(dataDir, true)
}

async function answerBackup(db: Db, dataDir: string): Promise<void> {
  const { request, failure } = namesIn(dataDir)
  const file = await readFile(request, 'utf8').catch(() => null)
  if (file === null) return
  try {
    await writeBackup(db, file)
  } catch (error) {
    // Nobody waits for this: what is thrown here would end the service.
    await writeFile(failure, error instanceof Error ? error.message : String(error)).catch(() => undefined)
  }
  await rm(request, { force: true }).catch(() => undefined)
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
