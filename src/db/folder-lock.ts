import {
  access,
  constants,
  type FileHandle,
  mkdir,
  open,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'

/**
 * Takes the data folder for this process. PGlite has no lock of its own, and two processes on one folder
 * lose rows without an error. Throws `FolderInUse` naming the process that has it. Returns the release.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true })
  await access(folder, constants.W_OK)
  const lock = join(folder, 'lock')
  const file = join(await realpath(folder), 'lock.sqlite')
  const held = await hold(file)
  if (!held) throw await inUse(lock)
  try {
    await sign(folder)
  } catch (error) {
    await letGo(file, held)
    throw error
  }
  return async () => {
    await rm(lock, { force: true })
    // Where an open file cannot be removed (Windows) it stays.
    await rm(file, { force: true }).catch(() => undefined)
    await letGo(file, held)
  }
}

interface Held {
  database: DatabaseSync
  /** The same file, kept open as long: closed, it would end the lock, as a process has one for all it has open. */
  known: FileHandle
}

/** What would else be closed by the garbage collector, by file; `null` while it is being taken. */
const kept = new Map<string, Held | null>()

/**
 * The system's own lock on an empty file, by way of SQLite, as Node itself has none to offer. It holds across
 * containers, where numbers of processes say nothing (each has a 1), also while its process is stopped, and ends with
 * it: there is none that is stale. `null` when another process has it, or this one.
 */
async function hold(file: string): Promise<Held | null> {
  if (kept.has(file)) return null
  kept.set(file, null)
  let held: Held | null = null
  try {
    held = await lockFile(file)
    return held
  } finally {
    if (held) kept.set(file, held)
    else kept.delete(file)
  }
}

async function lockFile(file: string): Promise<Held | null> {
  const { DatabaseSync } = await import('node:sqlite')
  for (;;) {
    const known = await open(file, 'a')
    let database: DatabaseSync | undefined
    try {
      database = new DatabaseSync(file, { timeout: 0 })
      database.exec('BEGIN EXCLUSIVE')
      // Whoever let it go has removed it: a lock on a file that is gone keeps nobody out. The number of one that is
      // open is given to no other, so what has it now had it all the time, also when the database was opened.
      if ((await idOf(file)) === (await known.stat({ bigint: true })).ino) return { database, known }
    } catch (error) {
      database?.close()
      await known.close()
      if ((error as { errcode?: number }).errcode === sqliteBusy) return null
      throw new Error(`${file} cannot be locked: ${(error as Error).message}`, { cause: error })
    }
    database.close()
    await known.close()
  }
}

const idOf = (file: string): Promise<bigint | null> =>
  stat(file, { bigint: true }).then(
    ({ ino }) => ino,
    () => null,
  )

const sqliteBusy = 5

async function letGo(file: string, { database, known }: Held): Promise<void> {
  database.close()
  await known.close()
  kept.delete(file)
}

/** Says who has the folder, and whether to ask it for backups: the signal that asks would end any other process. */
export async function sign(folder: string, writesBackups = false): Promise<void> {
  const words = [process.pid, await birthOf(process.pid), Number(writesBackups)]
  await writeFile(join(folder, 'lock'), words.join(' '))
}

async function inUse(lock: string): Promise<FolderInUse> {
  const left = await readFile(lock, 'utf8').catch(() => '')
  const [pid = 0, birth = 0, writesBackups = 0] = left.split(' ').map(Number)
  const isHere = pid > 0 && pid !== process.pid && birth === (await birthOf(pid))
  return new FolderInUse(lock, pid, isHere, isHere && writesBackups === 1)
}

/** When a process began, in the system's own count; 0 where that is not told (only Linux does) or it is gone. */
async function birthOf(pid: number): Promise<number> {
  const told = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return Number(told.slice(told.lastIndexOf(')') + 2).split(' ')[19] ?? 0)
}

export class FolderInUse extends Error {
  override name = 'FolderInUse'
  readonly pid: number
  /** Whether it can be reached by that number: in another container the same one is somebody else's, or our own. */
  readonly isHere: boolean
  readonly writesBackups: boolean
  constructor(lock: string, pid: number, isHere: boolean, writesBackups: boolean) {
    super(
      `Another process (pid ${pid}${isHere ? '' : ', of another container'}) is using this data folder (${lock}). Stop it, or set DATA_DIR to another folder.`,
    )
    this.pid = pid
    this.isHere = isHere
    this.writesBackups = writesBackups
  }
}
