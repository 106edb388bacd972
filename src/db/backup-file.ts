import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { dump, type Sums } from './dump.ts'
import type { Database } from './open.ts'
import { NotRestorable, restore } from './restore.ts'
import type { Db } from './types.ts'

/** Writes a backup as gzipped lines. The file has its name only once it is complete. */
export async function writeBackup(db: Db, file: string): Promise<Sums> {
  const part = `${file}.part`
  const lines = new PassThrough()
  let written: Promise<void> | undefined
  try {
    await mkdir(dirname(file), { recursive: true })
    written = pipeline(lines, createGzip(), createWriteStream(part, { mode: 0o600 }))
    // It may fail while nobody waits for it, which would end the process.
    written.catch(() => undefined)
    const sums = await dump(db, async (line) => {
      if (!lines.write(`${line}\n`))
        await Promise.race([new Promise((resolve) => lines.once('drain', resolve)), written])
    })
    lines.end()
    await written
    await rename(part, file)
    return sums
  } catch (error) {
    lines.destroy()
    await written?.catch(() => undefined)
    await rm(part, { force: true }).catch(() => undefined)
    const reason = reasonOf(error)
    throw reason
      ? new Error(`${file} cannot be written: ${reason}. Name another file: npm run backup -- <file>`)
      : error
  }
}

/** Opens an empty database, fills it from such a file and closes it. Throws `NotRestorable`. */
export const readBackup = (open: () => Promise<Database>, file: string): Promise<Sums> =>
  restore(open, linesOf(file))

/** Opened with the first line that is asked for: what is read before anybody listens is lost. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createGunzip()
  // Its errors come out of what is read.
  pipeline(createReadStream(file), input).catch(() => undefined)
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  } catch (error) {
    throw new NotRestorable(`${file} ${unreadable(error as NodeJS.ErrnoException)}`)
  }
}

function unreadable(error: NodeJS.ErrnoException): string {
  if (error.message === 'incorrect header check') return 'is no backup: it is not even a gzip file'
  if (error.code === 'Z_BUF_ERROR') return 'is cut off: copy it again, or take an earlier backup'
  if (error.code?.startsWith('Z_'))
    return `is damaged (${error.message}): copy it again, or take an earlier backup`
  return `cannot be read: ${reasonOf(error) ?? error.message}`
}

/** What the system has against a file, in words; of what is no affair of files nothing. */
const reasonOf = (error: unknown): string | undefined => REASONS[(error as NodeJS.ErrnoException).code ?? '']

const partIsFile = 'a part of its path is a file'
const REASONS: Record<string, string | undefined> = {
  ENOENT: 'there is no such file',
  EACCES: 'the user that runs this has no right to it',
  EPERM: 'the user that runs this has no right to it',
  EROFS: 'nothing can be written on that disk',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EISDIR: 'it is a folder',
  ENOTDIR: partIsFile,
  EEXIST: partIsFile,
}

/** One line for people: what was carried over. */
export const counted = (sums: Sums): string =>
  `${Object.keys(sums).length} tables, ${Object.values(sums).reduce((all, { rows }) => all + rows, 0)} rows`
