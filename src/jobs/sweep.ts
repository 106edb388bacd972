import type { Db, Tx } from '../db/types.ts'
import type { Queue } from './queue.ts'
import { restMs } from './waits.ts'

/**
 * Finds what has waited too long without a job: what a process that died had not finished, a job that was given
 * up, rows of a restored dump. Enqueues it. Processes take turns, so that the second finds the first one's jobs: two
 * jobs for one message to a group of WeCom, worked at once, would show it twice.
 */
export async function sweep(
  db: Db,
  queue: Queue,
  now: Date,
  rest = resting,
  forgottenOf = createWatch(),
): Promise<number> {
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000)
  const ahead = new Date(now.getTime() + skewMs)
  await bringBack(db)
  return db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('sweep'))::text`
      await walkIndexes(tx)
      const conversations = await forgottenConversations(tx, before(rest.hear), ahead)
      const deliveries = forgottenOf(await deliveriesWithoutJob(tx))
      const slots = await forgottenSlots(tx, before(rest.push), ahead)
      await queue.sendAll(tx, 'handle-inbound', conversations)
      await queue.sendAll(tx, 'deliver', deliveries)
      await queue.sendAll(tx, 'push', slots)
      return conversations.length + deliveries.length + slots.length
    },
    { timeout: 30_000 },
  )
}

/**
 * Tells of the deliveries that have no job which are forgotten: those that this process has seen so for `restMs`, with
 * no try in between. Two at one message to a group of WeCom would show it twice, so that this goes by no clock: another
 * machine's may be ahead, and any may jump. Ids before `began` are of an earlier process that was alone on its
 * database, and forgotten at once.
 */
export function createWatch({ began = '', stopwatch = () => performance.now() }: Watching = {}) {
  let since = new Map<string, number>()
  return (found: WithoutJob[]): WithoutJob[] => {
    const now = stopwatch()
    const nameOf = ({ deliveryId, tries }: WithoutJob) => `${deliveryId} ${tries}`
    // Only what is still seen stays.
    since = new Map(found.map((one) => [nameOf(one), since.get(nameOf(one)) ?? now]))
    return found.filter((one) => one.deliveryId < began || now - (since.get(nameOf(one)) ?? now) >= restMs)
  }
}

type WithoutJob = { deliveryId: string; tries: number }

export type Watching = {
  began?: string | undefined
  /** Milliseconds. */
  stopwatch?: () => number
}

/** Sweeps at once, for what an earlier process left, and every five seconds until stopped. */
export function startSweeping(deps: Deps): { stop(): Promise<void> } {
  const forgottenOf = createWatch({ began: deps.began })
  const once = async (rest = resting) => {
    const found = await sweep(deps.db, deps.queue, deps.now(), rest, forgottenOf)
    if (found > 0) deps.log.warn({ found }, 'work without a job enqueued again')
  }
  const failed = (error: unknown) => deps.log.error({ err: error }, 'sweep failed')
  const atStart = deps.began ? { hear: 0, push: 0 } : { ...resting, hear: 0 }
  let running: Promise<unknown> = once(atStart).catch(failed)
  const timer = setInterval(() => {
    running = running.then(() => once()).catch(failed)
  }, lookMs)
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
  /** Where no other process works on this database: an id made before anything could come in. */
  began: string | undefined
  log: { warn(fields: object, text: string): void; error(fields: object, text: string): void }
}

/**
 * What has been worked off stays in the index of what waits until the table is vacuumed: on the embedded database a
 * day. Only who walks through an index leaves word in it of what is gone; a bitmap of it, which is preferred for tables
 * that nobody has analysed yet, looks each one up in the table, every time: 0.5 s after a day of 180,000 messages.
 */
const walkIndexes = (tx: Tx) => tx.$executeRaw`SET LOCAL enable_bitmapscan = off`

/** Seconds in which work is still on its way. */
const resting = { hear: 10, push: restMs / 1000 }

/** Seen, rested and seen again, what a process that died had left goes on within half a minute. */
const lookMs = 5_000

/** What was written further ahead than clocks of several machines differ: the clock has been set back since. */
const skewMs = 15 * 60_000

/**
 * Jobs wait by the database's clock. Where that was set back, what was enqueued "later" than now waits as long as
 * it was meant to, from now on, and a retry, which is never further away than a minute, is due.
 */
const bringBack = (db: Db) =>
  db.$executeRaw`
    UPDATE pgboss.job SET created_on = least(created_on, now()),
      start_after = CASE WHEN state = 'created' THEN now() + greatest(start_after - created_on, interval '0') ELSE now() END
    WHERE state < 'active' AND (created_on > now() + interval '30 seconds'
      OR state = 'retry' AND start_after > now() + interval '2 minutes')`

// Sets, not a look for each row: without statistics the embedded database would look through all jobs for each delivery.

const forgottenConversations = (tx: Tx, before: Date, ahead: Date) =>
  tx.$queryRaw<{ conversation: string }[]>`
    SELECT conversation FROM "Inbound" WHERE status = 'pending' AND ("receivedAt" < ${before} OR "receivedAt" > ${ahead})
    EXCEPT SELECT data->>'conversation' FROM pgboss.job
      WHERE name = 'handle-inbound' AND state IN ('created', 'retry', 'active')
    LIMIT 500`

/** Always the same ones where there are more, until they have their jobs. */
const deliveriesWithoutJob = (tx: Tx) =>
  tx.$queryRaw<WithoutJob[]>`
    WITH found AS (
      SELECT id::text AS "deliveryId" FROM "Delivery" WHERE status = 'queued'
      EXCEPT SELECT data->>'deliveryId' FROM pgboss.job
        WHERE name = 'deliver' AND state IN ('created', 'retry', 'active')
      ORDER BY 1 LIMIT 1000
    )
    SELECT "deliveryId", attempts AS tries FROM found JOIN "Delivery" ON id = "deliveryId"::uuid`

const forgottenSlots = (tx: Tx, before: Date, ahead: Date) =>
  tx.$queryRaw<{ schedule: string; slot: string }[]>`
    SELECT schedule, to_char(slot AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS slot FROM "ScheduleRun"
    WHERE status = 'queued' AND ("queuedAt" < ${before} OR "queuedAt" > ${ahead})
    EXCEPT SELECT data->>'schedule', data->>'slot' FROM pgboss.job
      WHERE name = 'push' AND state IN ('created', 'retry', 'active')
    LIMIT 500`
