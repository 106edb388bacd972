import { expect } from 'vitest'
import type { Db, Tx } from '../../src/db/types.ts'

/**
 * Two acts at once: the second begins when the first has written and not yet committed, and finds it committed as
 * soon as it has to wait for it; what the first still has to do `then` is done while it waits. Returns what the second
 * gave, or the rule that refused it. On the embedded database, where transactions take turns, it begins after the first.
 */
export async function atOnce<T>(
  db: Db,
  first: Act<unknown>,
  second: Act<T>,
  then: Act<unknown> = async () => undefined,
): Promise<T | string> {
  const begun = Promise.withResolvers<void>()
  const commit = Promise.withResolvers<void>()
  const one = db.$transaction(async (tx) => {
    await first(tx)
    begun.resolve()
    await commit.promise
    await then(tx)
  }, patience)
  await Promise.race([begun.promise, one])
  const other = db.$transaction(second, patience).catch(({ rule, message }) => rule ?? message)
  // On the embedded database it has not begun yet, on a server it waits or is done.
  if (process.env.TEST_ON === 'postgres') await Promise.race([expect.poll(() => waiting(db)).toBe(1), other])
  commit.resolve()
  await one
  return other
}

type Act<T> = (tx: Tx) => Promise<T>
const patience = { timeout: 30_000, maxWait: 30_000 }

/** How many wait for a row or an advisory lock. */
const waiting = async (db: Db): Promise<number> =>
  (
    await db.$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  ).length
