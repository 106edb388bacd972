import { local } from '../../clock.ts'
import type { Push } from './push.ts'

/**
 * Throws away what only served to bring messages in and out, a month after it has done so. What is still to be
 * done stays, and so do the business rows. Platforms push the same event again for hours, never for weeks.
 */
export const cleanUp: Push = {
  name: 'clean-up',
  async run({ db, now, zone }) {
    const before = local(now, zone).minus({ days: keptDays }).toJSDate()
    await inParts(
      () => db.$executeRaw`DELETE FROM "Inbound" WHERE id IN
      (SELECT id FROM "Inbound" WHERE "receivedAt" < ${before} AND status IN ('handled', 'failed') LIMIT ${part})`,
    )
    await inParts(
      () => db.$executeRaw`DELETE FROM "Delivery" WHERE id IN
      (SELECT id FROM "Delivery" WHERE "createdAt" < ${before} AND status IN ('sent', 'failed', 'merged') LIMIT ${part})`,
    )
    await inParts(
      () => db.$executeRaw`DELETE FROM "IdempotencyKey" WHERE key IN
      (SELECT key FROM "IdempotencyKey" WHERE "createdAt" < ${before} LIMIT ${part})`,
    )
    await inParts(
      () => db.$executeRaw`DELETE FROM "PoolView" WHERE ctid IN
      (SELECT ctid FROM "PoolView" WHERE "day" < ${before}::date LIMIT ${part})`,
    )
    await db.joinCode.deleteMany({ where: { expiresAt: { lt: before } } })
  },
}

const keptDays = 30

/** Some at a time: no statement holds the others up for long. */
const part = 1000

async function inParts(deleteSome: () => Promise<number>): Promise<void> {
  while ((await deleteSome()) === part);
}
