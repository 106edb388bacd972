import { isPassing } from './passing.ts'

/**
 * One `write` for many callers: what arrives while one batch commits goes into the next one together, so a burst
 * costs few commits. One that cannot be written must not take the others with it: then each is written alone, unless
 * the database is away. `write` returns a result for each, in their order.
 */
export function gathered<One, Result>(
  write: (batch: One[]) => Promise<Result[]>,
): (one: One) => Promise<Result> {
  const arrived: Arrival<One, Result>[] = []
  let writing = false

  async function writeAll(): Promise<void> {
    writing = true
    while (arrived.length > 0) await writeTogether(write, arrived.splice(0, atOnce))
    writing = false
  }

  return (one) =>
    new Promise((resolve, reject) => {
      arrived.push({ one, resolve, reject })
      if (!writing) void writeAll()
    })
}

async function writeTogether<One, Result>(
  write: (batch: One[]) => Promise<Result[]>,
  batch: Arrival<One, Result>[],
): Promise<void> {
  try {
    const results = await write(batch.map(({ one }) => one))
    for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
  } catch (error) {
    if (batch.length === 1 || isPassing(error)) for (const { reject } of batch) reject(error)
    else for (const arrival of batch) await writeTogether(write, [arrival])
  }
}

const atOnce = 100

type Arrival<One, Result> = { one: One; resolve(result: Result): void; reject(error: unknown): void }
