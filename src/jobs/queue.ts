import { type ConstructorOptions, fromPrisma, PgBoss, type Queue as QueueSettings } from 'pg-boss'
import type { Message } from '../chat/message.ts'
import type { Tx } from '../db/types.ts'

/** Every kind of job, with what it carries. */
export type Jobs = {
  'handle-inbound': { conversation: string }
  deliver: { deliveryId: string }
  push: { schedule: string; slot: string }
  directory: { platform: string }
  'make-group': { channelId: string; askedBy: string; message: Message }
}
export type JobName = keyof Jobs

export type Queue = {
  /** Enqueues in the caller's transaction: the job exists if and only if the business row does. */
  send<N extends JobName>(tx: Tx, name: N, payload: Jobs[N], how?: Sending): Promise<void>
  /** Works the jobs of one kind, some at once; a throw is retried with back-off, then parked as failed. */
  work<N extends JobName>(
    name: N,
    handler: (payload: Jobs[N]) => Promise<void>,
    atOnce?: number,
  ): Promise<void>
  /** Resolves when nothing is left to do now; jobs that wait for a later time stay. For tests and fast-forward. */
  drain(): Promise<void>
  /** Jobs waiting or running, failed ones, and the age of the oldest one that could run, by kind. */
  depth(): Promise<QueueDepth[]>
  stop(): Promise<void>
}

/** `onlyOne`: dropped while another with this key waits (queues of policy `short` only). */
export type Sending = { seconds?: number; onlyOne?: string }

export type QueueDepth = { name: string; waiting: number; failed: number; oldestSeconds: number }

/** Starts the job queue. Call it exclusively: two first starts at once can deadlock in its own migration. */
export async function startQueue(
  options: ConstructorOptions,
  onError: (error: Error) => void,
): Promise<Queue> {
  const boss = new PgBoss({ ...options, schedule: false })
  boss.on('error', onError)
  await boss.start()
  for (const [name, settings] of Object.entries(queues)) await boss.createQueue(name, settings)
  const run = async (sql: string) => (await boss.getDb().executeSql(sql, [Object.keys(queues)])).rows
  // A queue that is not yet in pg-boss's cache is looked up on the outer connection, which stalls an
  // embedded transaction until its time-out: make it look now.
  for (const name of Object.keys(queues)) await boss.fetch(name)
  return {
    async send(tx, name, payload, { seconds, onlyOne } = {}) {
      await boss.send(name, payload, {
        db: fromPrisma(tx),
        ...(seconds ? { startAfter: seconds } : {}),
        ...(onlyOne ? { singletonKey: onlyOne } : {}),
      })
    },
    async work(name, handler, atOnce = 8) {
      await boss.work(name, { ...polling, batchSize: atOnce }, (jobs) =>
        Promise.all(jobs.map((job) => settled(job.id, () => handler(job.data as Jobs[typeof name])))),
      )
    },
    async drain() {
      while (Number((await run(unfinished))[0].count) > 0)
        await new Promise((resolve) => setTimeout(resolve, 5))
    },
    async depth() {
      return (await run(depths)).map((row) => ({
        name: row.name,
        waiting: Number(row.waiting),
        failed: Number(row.failed),
        oldestSeconds: Number(row.oldest),
      }))
    },
    stop: () => boss.stop({ graceful: true, timeout: 8_000 }),
  }
}

const polling = {
  perJobResults: true,
  pollingIntervalSeconds: 0.5,
  notifyPollingIntervalSeconds: 2,
  burstWhenBatchFull: true,
} as const

// Work that a dead process had begun is handed on after `expireInSeconds`.
const basic: Omit<QueueSettings, 'name'> = {
  notify: true,
  retryLimit: 8,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  expireInSeconds: 60,
  deleteAfterSeconds: 3600,
}
const queues: Record<JobName, Omit<QueueSettings, 'name'>> = {
  'handle-inbound': basic,
  deliver: basic,
  push: { ...basic, expireInSeconds: 300 },
  directory: { ...basic, expireInSeconds: 600, policy: 'short' },
  'make-group': basic,
}

const unfinished = `SELECT count(*) FROM pgboss.job
  WHERE name = ANY($1) AND state IN ('created', 'retry', 'active') AND start_after <= now()`

const depths = `SELECT q.name,
    count(*) FILTER (WHERE j.state IN ('created', 'retry', 'active')) AS waiting,
    count(*) FILTER (WHERE j.state = 'failed') AS failed,
    coalesce(extract(epoch FROM now() - min(j.start_after) FILTER (WHERE j.state IN ('created', 'retry'))), 0) AS oldest
  FROM unnest($1::text[]) AS q(name) LEFT JOIN pgboss.job j ON j.name = q.name GROUP BY q.name`

async function settled(id: string, work: () => Promise<void>) {
  try {
    await work()
    return { id, status: 'completed' as const }
  } catch (error) {
    return {
      id,
      status: 'failed' as const,
      output: { message: error instanceof Error ? error.message : String(error) },
    }
  }
}
