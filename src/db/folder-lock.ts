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
  await writeFile(mine, `${process.pid} ${await birthOf(process.pid)}`)
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
    const holder = await holderOf(lock)
    if (holder.isAlive) throw new FolderInUse(lock, holder.pid)
    await clearStale(lock, mine)
  }
  throw new FolderInUse(lock, (await holderOf(lock)).pid)
}

/** Only one process at a time may clear a stale lock, or a second could clear the first one's new lock. */
async function clearStale(lock: string, mine: string): Promise<void> {
  const guard = `${lock}.clearing`
  if (!(await linked(mine, guard))) {
    const guardian = await holderOf(guard)
    if (guardian.pid && !guardian.isAlive) await rm(guard, { force: true })
    return
  }
  try {
    if (!(await holderOf(lock)).isAlive) await rm(lock, { force: true })
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

/** Who wrote it, and whether that very process is still there: containers give the same few numbers again. */
async function holderOf(file: string): Promise<{ pid: number; isAlive: boolean }> {
  const [pid = Number.NaN, birth = Number.NaN] = (await readFile(file, 'utf8').catch(() => ''))
    .split(' ')
    .map(Number)
  if (!pid || pid === process.pid || !isAlive(pid)) return { pid: pid || 0, isAlive: false }
  const known = await birthOf(pid)
  return { pid, isAlive: !(birth && known) || birth === known }
}

/** When a process began, in the system's own count; 0 where that is not told (only Linux does). */
async function birthOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 0)
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
