import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Takes the data folder for this process. PGlite has no lock of its own, and two processes on one folder
 * lose rows without an error. A lock left by a process that is gone is taken over.
 * Throws `FolderInUse` naming the process that has it. Returns the release.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true })
  const lock = join(folder, 'lock')
  const mine = join(folder, `lock.${process.pid}`)
  await writeFile(mine, String(process.pid))
  try {
    await take(lock, mine)
  } finally {
    await rm(mine, { force: true })
  }
  return () => rm(lock, { force: true })
}

/** Linking is atomic and fails when the name exists: of two processes that try, one wins. */
async function take(lock: string, mine: string): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await linked(mine, lock)) return
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''))
    if (holder && holder !== process.pid && isAlive(holder)) throw new FolderInUse(lock, holder)
    await clearStale(lock, mine)
  }
  throw new FolderInUse(lock, Number(await readFile(lock, 'utf8').catch(() => '0')))
}

/** Only one process at a time may clear a stale lock, or a second could clear the first one's new lock. */
async function clearStale(lock: string, mine: string): Promise<void> {
  const guard = `${lock}.clearing`
  if (!(await linked(mine, guard))) {
    const guardian = Number(await readFile(guard, 'utf8').catch(() => ''))
    if (guardian && !isAlive(guardian)) await rm(guard, { force: true })
    return
  }
  try {
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''))
    if (!holder || holder === process.pid || !isAlive(holder)) await rm(lock, { force: true })
  } finally {
    await rm(guard, { force: true })
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export class FolderInUse extends Error {
  override name = 'FolderInUse'
  readonly pid: number
  constructor(lock: string, pid: number) {
    super(
      `Another process (pid ${pid}) is using this data folder (${lock}). Stop it, or set DATA_DIR to another folder.`,
    )
    this.pid = pid
  }
}
