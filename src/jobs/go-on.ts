import type { Db } from '../db/types.ts'
import { goOnAfter } from '../ids.ts'

/**
 * New ids come after those that there are, also where the clock was put back since they were made: what is newer by
 * its id overtakes (`cardOf`), is heard later and taken back first. Of other processes at work this knows what they had
 * written by now.
 */
export async function goOnFromNewest(db: Db): Promise<void> {
  const [{ newest }] = await db.$queryRaw<[{ newest: string | null }]>`
    SELECT greatest(
      (SELECT id FROM "Delivery" ORDER BY id DESC LIMIT 1),
      (SELECT id FROM "Inbound" ORDER BY id DESC LIMIT 1),
      (SELECT id FROM "Audit" ORDER BY id DESC LIMIT 1))::text AS newest`
  if (newest) goOnAfter(newest)
}
