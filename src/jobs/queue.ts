import { setTimeout } from 'node:timers/promises'
import {
  type ConstructorOptions,
  fromPrisma,
  type JobWithMetadata,
  PgBoss,
  type Queue as QueueSettings,
} from 'pg-boss'
import type { Message } from '../chat/message.ts'
import type { Tx } from '../db/types.ts'

/** Every kind of job, with what it carries. */
export type Jobs = {
  'handle-inbound': { conversation: string }
  /**
   * `tries`: how many it comes after (none where it is not said); when there have been more, the job is over.
   * `held`: under how many of its rates it has its place already; `at`: when the last one is (ms since 1970).
   * `looks`: how often a change has found that it cannot be made yet.
   */
  deliver: { deliveryId: string; tries?: number; held?: number; at?: number; looks?: number }
  push: { schedule: string; slot: string }
  directory: { platform: string }
  /** `inboundId`: the message that asked; `askedAt`: an ISO date. */
  'make-group': { channelId: string; askedBy: string; message: Message; inboundId: string; askedAt: string }
}
export type JobName = keyof Jobs

export type Queue = {
  /** Enqueues in the caller's transaction: the job exists if and only if the business row does. */
  send<N extends JobName>(tx: Tx, name: N, payload: Jobs[N], how?: Sending): Promise<void>
  /** The same for many at once, each as it is said in `how`. */
  sendAll<N extends JobName>(tx: Tx, name: N, payloads: Jobs[N][], how?: Placing[]): Promise<void>
  /**
   * Works the jobs of one kind, some at once. A batch is over when its slowest is: with several, one that hangs
   * does not keep all others waiting. A throw is logged and retried with back-off, then parked as failed.
   */
  work<N extends JobName>(
    name: N,
    handler: (payload: Jobs[N], trial: Trial) => Promise<void>,
    atOnce?: number,
    batches?: number,
  ): Promise<void>
  /** Resolves when nothing is left to do now; jobs that wait for a later time stay. For tests and fast-forward. */
  drain(): Promise<void>
  /** Jobs waiting or running, failed ones, and the age of the oldest one that could run, by kind. */
  depth(): Promise<QueueDepth[]>
  /** What keeps jobs from being worked on; empty when all is well. */
  problems(): Promise<string[]>
  stop(): Promise<void>
}

/** `onlyOne`: dropped while another with this key waits (queues of policy `short` only). */
export type Sending = { seconds?: number; onlyOne?: string }

/** `seconds`: after how long it may begin; `id`: a job that there has been within the last hour is not made again. */
export type Placing = { seconds?: number; id?: string }

/** `id`: the job's, the same each time; `isLast`: there is no other try after this one. */
export type Trial = { id: string; isLast: boolean }

export type QueueDepth = { name: string; waiting: number; failed: number; oldestSeconds: number }

/** Starts the job queue. Call it exclusively: two first starts at once can deadlock in its own migration. */
export async function startQueue(
  options: ConstructorOptions,
  onError: (error: Error) => void,
  log: Log = silent,
): Promise<Queue> {
  const boss = new PgBoss({ ...options, ...supervision, schedule: false })
  boss.on('error', onError)
  await boss.start()
  await Promise.all(Object.entries(queues).map(([name, settings]) => prepare(boss, name, settings)))
  const run = async (sql: string) => (await boss.getDb().executeSql(sql, [Object.keys(queues)])).rows
  // The embedded database has one process only: what is under way now was begun by one that is gone.
  if (options.backend === 'pglite') await run(handBack)
  return {
    async send(tx, name, payload, { seconds, onlyOne } = {}) {
      await boss.send(name, payload, {
        db: fromPrisma(tx),
        ...(seconds ? { startAfter: seconds } : {}),
        ...(onlyOne ? { singletonKey: onlyOne } : {}),
      })
    },
    async sendAll(tx, name, payloads, how = []) {
      const jobs = payloads.map((data, index) => {
        const { seconds = 0, id } = how[index] ?? {}
        return { data, startAfter: seconds, ...(id ? { id } : {}) }
      })
      if (jobs.length > 0) await boss.insert(name, jobs, { db: fromPrisma(tx) })
    },
    async work(name, handler, atOnce = 8, batches = 1) {
      const settle = (job: JobWithMetadata<unknown>) =>
        settled(log, job, (trial) => handler(job.data as Jobs[typeof name], trial))
      // One at a time is fetched in twos all the same: pg-boss lets whoever fetches single jobs rest in between.
      const how = { ...polling, batchSize: Math.max(atOnce, 2), localConcurrency: batches }
      await boss.work(name, how, (jobs) =>
        atOnce === 1 ? inTurn(jobs, settle) : Promise.all(jobs.map(settle)),
      )
    },
    async problems() {
      return (await run(depths))
        .filter(({ name, active, oldest }) => name in queues && Number(active) === 0 && oldest > stuckSeconds)
        .map(
          ({ name, oldest }) => `nobody works on the queue ${name}: a job waits for ${Math.round(oldest)} s`,
        )
    },
    async drain() {
      while (Number((await run(unfinished))[0].count) > 0) await setTimeout(5)
    },
    async depth() {
      return (await run(depths)).map((row) => ({
        name: row.name,
        waiting: Number(row.waiting),
        failed: Number(row.failed),
        oldestSeconds: Number(row.oldest),
      }))
    },
    async stop() {
      // pg-boss's own graceful stop looks every half second whether its workers rest; most do at once.
      const resting = Promise.all(Object.keys(queues).map((name) => boss.offWork(name)))
      await Promise.race([resting, setTimeout(stopMs, undefined, { ref: false })])
      await boss.stop({ graceful: false })
    },
  }
}

/** Settings that changed since the queue was made are brought up to date; its policy stays. */
async function prepare(boss: PgBoss, name: string, settings: Omit<QueueSettings, 'name'>): Promise<void> {
  await boss.createQueue(name, settings)
  const { policy: _, ...changeable } = settings
  await boss.updateQueue(name, changeable)
  // A queue that is not yet in pg-boss's cache is looked up on the outer connection, which stalls an
  // embedded transaction until its time-out: make it look now. Fetching would take a job away.
  await boss.getJobById(name, nobody)
}

const nobody = '00000000-0000-0000-0000-000000000000'

const handBack = `UPDATE pgboss.job SET state = 'retry', start_after = now(), started_on = NULL
  WHERE name = ANY($1) AND state = 'active'`

// A process that dies stops its heartbeat: its jobs are handed on within 10 s and the next look, 15 s in all.
const supervision = {
  superviseIntervalSeconds: 5,
  monitorIntervalSeconds: 5,
  maintenanceIntervalSeconds: 600,
}
const stuckSeconds = 60
// What takes longer is given back to be worked on elsewhere.
const stopMs = 2_000

type Log = Record<'warn' | 'error', (fields: object, text: string) => void>
const silent: Log = { warn() {}, error() {} }

const polling = {
  perJobResults: true,
  includeMetadata: true,
  heartbeatRefreshSeconds: 3,
  pollingIntervalSeconds: 0.5,
  notifyPollingIntervalSeconds: 2,
  burstWhenBatchFull: true,
} as const

// A handler that does not return is given up after `expireInSeconds`.
const basic: Omit<QueueSettings, 'name'> = {
  notify: true,
  retryLimit: 8,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  expireInSeconds: 60,
  heartbeatSeconds: 10,
  deleteAfterSeconds: 3600,
}
const queues: Record<JobName, Omit<QueueSettings, 'name'>> = {
  'handle-inbound': basic,
  deliver: basic,
  push: { ...basic, expireInSeconds: 300 },
  directory: { ...basic, expireInSeconds: 600, policy: 'short' },
  // Its worker gives up by itself after a day, with an answer: by then it was tried each minute.
  'make-group': { ...basic, retryLimit: 2_000 },
}

const unfinished = `SELECT count(*) FROM pgboss.job
  WHERE name = ANY($1) AND state IN ('created', 'retry', 'active') AND start_after <= now()`

// Messages and deliveries are work too: most of them never need a job.
const depths = `SELECT q.name,
    count(*) FILTER (WHERE j.state IN ('created', 'retry', 'active')) AS waiting,
    count(*) FILTER (WHERE j.state = 'active') AS active,
    count(*) FILTER (WHERE j.state = 'failed') AS failed,
    coalesce(extract(epoch FROM now() - min(j.start_after) FILTER (WHERE j.state IN ('created', 'retry'))), 0) AS oldest
  FROM unnest($1::text[]) AS q(name) LEFT JOIN pgboss.job j ON j.name = q.name GROUP BY q.name
  UNION ALL SELECT 'inbound', count(*) FILTER (WHERE status = 'pending'), 0, count(*) FILTER (WHERE status = 'failed'),
    coalesce(extract(epoch FROM now() - min("receivedAt") FILTER (WHERE status = 'pending')), 0)
    FROM "Inbound" WHERE status IN ('pending', 'failed')
  UNION ALL SELECT 'delivery', count(*) FILTER (WHERE status = 'queued'), 0, count(*) FILTER (WHERE status = 'failed'), 0
    FROM "Delivery" WHERE status IN ('queued', 'failed')`

async function inTurn<T, R>(all: T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const one of all) results.push(await work(one))
  return results
}

async function settled(log: Log, job: JobWithMetadata<unknown>, work: (trial: Trial) => Promise<void>) {
  const { id, name, retryCount, retryLimit } = job
  const isLast = retryCount >= retryLimit
  try {
    await work({ id, isLast })
    return { id, status: 'completed' as const }
  } catch (error) {
    // The job and what is known of it are gone within the hour.
    const failed = { job: id, queue: name, tries: retryCount + 1, err: error }
    if (isLast) log.error(failed, 'job given up')
    else log.warn(failed, 'job failed')
    return {
      id,
      status: 'failed' as const,
      output: { message: error instanceof Error ? error.message : String(error) },
    }
  }
}
