import { setImmediate } from 'node:timers/promises'
import { isPassing } from './passing.ts'

/**
 * One `write` for many callers: what arrives while one batch commits goes into the next one together, so a burst
 * costs few commits. One that cannot be written must not take the others with it: then each is written alone, unless
 * the database is away. `write` returns a result for each, in their order.
 */
export function gathered<One, Result>(
  write: (batch: One[]) => Promise<Result[]>,
  { most = 100, lanes = 1 }: Gathering = {},
): (one: One) => Promise<Result> {
  const arrived: Arrival<One, Result>[] = []
  let writing = 0

  async function writeAll(): Promise<void> {
    writing++
    while (arrived.length > 0) {
      // What else this round of the event loop brings comes along.
      await setImmediate()
      await writeTogether(write, arrived.splice(0, most))
    }
    writing--
  }

  /** Large batches are cheap, so a further lane is only for what one that is slow would keep waiting. */
  const pass = () => {
    if (arrived.length > 0 && writing < lanes) void writeAll()
  }

  return (one) =>
    new Promise((resolve, reject) => {
      arrived.push({ one, resolve, reject })
      if (writing === 0) void writeAll()
      else if (writing < lanes) setTimeout(pass, slowMs)
    })
}

const slowMs = 30

/** `most` in one batch, and so many batches at once (`lanes`). */
type Gathering = { most?: number; lanes?: number }

async function writeTogether<One, Result>(
  write: (batch: One[]) => Promise<Result[]>,
  batch: Arrival<One, Result>[],
): Promise<void> {
  if (batch.length === 0) return
  try {
    const results = await write(batch.map(({ one }) => one))
    for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
  } catch (error) {
    if (batch.length === 1 || isPassing(error)) for (const { reject } of batch) reject(error)
    else for (const arrival of batch) await writeTogether(write, [arrival])
  }
}

type Arrival<One, Result> = { one: One; resolve(result: Result): void; reject(error: unknown): void }
