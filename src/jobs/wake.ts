import type { Db } from '../db/types.ts'
import type { Queue } from './queue.ts'

/** Sends what was held back until now (quiet hours). Two processes at once share the rows between them. */
export async function wakeWaiting(db: Db, queue: Queue, now: Date): Promise<void> {
  while ((await wakeSome(db, queue, now)) === batch);
}

const batch = 100

const wakeSome = (db: Db, queue: Queue, now: Date): Promise<number> =>
  db.$transaction(async (tx) => {
    const woken = await tx.$queryRaw<{ id: string }[]>`
      UPDATE "Delivery" SET "status" = 'queued' WHERE "id" IN (
        SELECT "id" FROM "Delivery" WHERE "status" = 'waiting' AND "notBefore" <= ${now}
        ORDER BY "notBefore", "id" LIMIT ${batch} FOR UPDATE SKIP LOCKED)
      RETURNING "id"`
    for (const { id } of woken) await queue.send(tx, 'deliver', { deliveryId: id })
    return woken.length
  })

/** The next moment after `after` at which something held back may go out. */
export async function nextWaking(db: Db, after: Date): Promise<Date | null> {
  const next = await db.delivery.findFirst({
    where: { status: 'waiting', notBefore: { gt: after } },
    orderBy: { notBefore: 'asc' },
    select: { notBefore: true },
  })
  return next?.notBefore ?? null
}
