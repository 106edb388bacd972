import type { Db } from '../db/types.ts'
import type { Queue } from './queue.ts'

/**
 * Finds what is to be done but has no job any more (one that was given up, or lost with a restored dump) and
 * enqueues it again. Two processes that find the same make two jobs; the second finds nothing to do.
 */
export async function sweep(db: Db, queue: Queue, now: Date): Promise<number> {
  const before = new Date(now.getTime() - restMs)
  const conversations = await forgottenConversations(db, before)
  const deliveries = await forgottenDeliveries(db, before)
  if (conversations.length + deliveries.length === 0) return 0
  await db.$transaction(async (tx) => {
    await queue.sendAll(tx, 'handle-inbound', conversations)
    await queue.sendAll(tx, 'deliver', deliveries)
  })
  return conversations.length + deliveries.length
}

/** Sweeps every half minute until stopped. */
export function startSweeping(deps: Deps): { stop(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  const once = async () => {
    const found = await sweep(deps.db, deps.queue, deps.now())
    if (found > 0) deps.log.warn({ found }, 'work without a job enqueued again')
  }
  const timer = setInterval(() => {
    running = running.then(once).catch((error) => deps.log.error({ err: error }, 'sweep failed'))
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

const everyMs = 30_000
/** What is younger has its job still on the way. */
const restMs = 30_000

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
