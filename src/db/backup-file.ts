import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { dump, type Sums } from './dump.ts'
import type { Database } from './open.ts'
import { restore } from './restore.ts'
import type { Db } from './types.ts'

/** Writes a backup as gzipped lines. The file has its name only once it is complete. */
export async function writeBackup(db: Db, file: string): Promise<Sums> {
  const part = `${file}.part`
  const lines = new PassThrough()
  const written = pipeline(lines, createGzip(), createWriteStream(part, { mode: 0o600 }))
  try {
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
    await written.catch(() => undefined)
    await rm(part, { force: true })
    throw error
  }
}

/** Opens an empty database, fills it from such a file and closes it. Throws `NotRestorable`. */
export const readBackup = (open: () => Promise<Database>, file: string): Promise<Sums> =>
  restore(open, linesOf(file))

/** Opened with the first line that is asked for: what is read before anybody listens is lost. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createReadStream(file).pipe(createGunzip())
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
}

/** One line for people: what was carried over. */
export const counted = (sums: Sums): string =>
  `${Object.keys(sums).length} tables, ${Object.values(sums).reduce((all, { rows }) => all + rows, 0)} rows`
