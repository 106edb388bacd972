import type { Db } from '../db/types.ts'
import type { Queue } from './queue.ts'

/**
 * Finds what was to be done `before` but has no job any more (one that was given up, or lost with a restored dump) and
 * enqueues it again. Two processes that find the same make two jobs; the second finds nothing to do.
 */
export async function sweep(db: Db, queue: Queue, before: Date): Promise<number> {
  const conversations = await forgottenConversations(db, before)
  const deliveries = await forgottenDeliveries(db, before)
  const slots = await forgottenSlots(db, before)
  const found = conversations.length + deliveries.length + slots.length
  if (found === 0) return 0
  await db.$transaction(async (tx) => {
    await queue.sendAll(tx, 'handle-inbound', conversations)
    await queue.sendAll(tx, 'deliver', deliveries)
    await queue.sendAll(tx, 'push', slots)
  })
  return found
}

/** Sweeps at once, for what an earlier process left, and every ten seconds until stopped. */
export function startSweeping(deps: Deps): { stop(): Promise<void> } {
  const once = async (restMs: number) => {
    const found = await sweep(deps.db, deps.queue, new Date(deps.now().getTime() - restMs))
    if (found > 0) deps.log.warn({ found }, 'work without a job enqueued again')
  }
  let running: Promise<unknown> = once(0).catch((error) => deps.log.error({ err: error }, 'sweep failed'))
  const timer = setInterval(() => {
    running = running
      .then(() => once(restMs))
      .catch((error) => deps.log.error({ err: error }, 'sweep failed'))
  }, everyMs)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}

export type Deps = {
  db: Db
  queue: Queue
  now: () => Date
  log: { warn(fields: object, text: string): void; error(fields: object, text: string): void }
}

const everyMs = 10_000
/** What is younger is still on its way. */
const restMs = 10_000

const forgottenConversations = (db: Db, before: Date) =>
  db.$queryRaw<{ conversation: string }[]>`
    SELECT DISTINCT conversation FROM "Inbound" i WHERE status = 'pending' AND "receivedAt" < ${before}
      AND NOT EXISTS (SELECT 1 FROM pgboss.job j WHERE j.name = 'handle-inbound'
        AND j.state IN ('created', 'retry', 'active') AND j.data->>'conversation' = i.conversation)
    LIMIT 500`

const forgottenDeliveries = (db: Db, before: Date) =>
  db.$queryRaw<{ deliveryId: string }[]>`
    SELECT id AS "deliveryId" FROM "Delivery" d WHERE status = 'queued' AND "createdAt" < ${before}
      AND NOT EXISTS (SELECT 1 FROM pgboss.job j WHERE j.name = 'deliver'
        AND j.state IN ('created', 'retry', 'active') AND j.data->>'deliveryId' = d.id::text)
    LIMIT 500`

const forgottenSlots = async (db: Db, before: Date) => {
  const slots = await db.$queryRaw<{ schedule: string; slot: Date }[]>`
    SELECT schedule, slot FROM "ScheduleRun" r WHERE status = 'queued' AND "queuedAt" < ${before}
      AND NOT EXISTS (SELECT 1 FROM pgboss.job j WHERE j.name = 'push' AND j.state IN ('created', 'retry', 'active')
        AND j.data->>'schedule' = r.schedule AND (j.data->>'slot')::timestamptz = r.slot)
    LIMIT 500`
  return slots.map(({ schedule, slot }) => ({ schedule, slot: slot.toISOString() }))
}
