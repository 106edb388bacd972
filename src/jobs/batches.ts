import { isPassing, tookTooLong } from '../db/passing.ts'
import type { Db, Tx } from '../db/types.ts'

/**
 * Works off some together; where that cannot be done, or takes too long for one transaction, each alone, so that one
 * keeps nobody else from theirs. Whoever cannot be helped alone either goes to `left`, which may throw. Throws what else
 * only passes: then all of it is done again.
 */
export async function orEachAlone<T>(
  some: T[],
  work: (some: T[]) => Promise<unknown>,
  left: Left<T>,
): Promise<void> {
  try {
    await work(some)
  } catch (error) {
    if (isPassing(error) && !tookTooLong(error)) throw error
    const [one, ...more] = some
    if (more.length > 0) for (const each of some) await orEachAlone([each], work, left)
    else if (one) left(one, error)
  }
}

/** Works a long list off in several transactions: none is held long, and a repeat finds the earlier ones done. */
export async function inBatches<T>(
  db: Db,
  all: T[],
  work: (tx: Tx, one: T) => Promise<void>,
  left: Left<T>,
): Promise<void> {
  const together = (some: T[]) =>
    db.$transaction(async (tx) => {
      for (const one of some) await work(tx, one)
    })
  for (const some of groupsOf(all, 5)) await orEachAlone(some, together, left)
}

/** A long list in pieces, each to be worked off in a transaction of its own. */
export const groupsOf = <T>(all: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, place) =>
    all.slice(place * size, (place + 1) * size),
  )

/** What becomes of one that could not be done, as nothing of it has been. */
type Left<T> = (one: T, error: unknown) => void
