import type { Middleware } from 'koa'
import type { Logger } from 'pino'
import type { Platform } from './chat/platform.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Config, FeishuSettings, WeComSettings } from './config.ts'
import { dryRun } from './conversation/dry-run.ts'
import { createNames } from './conversation/names.ts'
import { ensureDefaultPipeline } from './crm/opportunities/stages.ts'
import { type Database, openDatabase } from './db/open.ts'
import type { Db } from './db/types.ts'
import { newId } from './ids.ts'
import { alarmKinds } from './jobs/alarm.ts'
import { createModel } from './jobs/ask-model.ts'
import { createDeliverer } from './jobs/deliver.ts'
import { askForListings, introduce, nightlyListing, syncDirectory } from './jobs/directory.ts'
import { createDispatcher } from './jobs/dispatcher.ts'
import { goOnFromNewest } from './jobs/go-on.ts'
import { createInboundWorker } from './jobs/handle-inbound.ts'
import { memoryLimiter, sharedLimiter } from './jobs/limiter.ts'
import { createGroupMaker } from './jobs/make-group.ts'
import { type Queue, startQueue } from './jobs/queue.ts'
import { retryDelivery, retryInbound } from './jobs/retry.ts'
import { schedule } from './jobs/schedule.ts'
import { outcomes } from './jobs/send-parts.ts'
import { createSending } from './jobs/sending.ts'
import { startSweeping } from './jobs/sweep.ts'
import { createTimekeeper } from './jobs/timekeeper.ts'
import { callMs } from './jobs/waits.ts'
import { createFeishu } from './platforms/feishu/index.ts'
import { createWeCom } from './platforms/wecom/index.ts'
import { apiRoutes } from './web/api/index.ts'
import { createInbox, type Inbox } from './web/inbox.ts'
import { createMetrics } from './web/metrics.ts'
import { createWeb, listen } from './web/server.ts'
import { createTapAnswers } from './web/tap-answers.ts'
import { webhookRoutes } from './web/webhooks.ts'

/** Puts the service together; the only file that constructs things. */
export async function createApp(config: Config, log: Logger, options: AppOptions = {}) {
  const clock = options.clock ?? systemClock(config.zone)
  const onError = (error: Error) => log.error({ err: error }, 'database or queue')
  const listening = await listen(config.port, config.host)
  const settings = { ...config, ...options.settingsAt?.(listening.port) }

  const place = { url: config.databaseUrl, dataDir: config.dataDir, onError, silentMs }
  const open = options.database ?? openDatabase(place)
  const database = await open
  const { db } = database
  const queue = await database.exclusively(async () => {
    await options.admit?.(db)
    const applied = await database.migrate()
    if (applied.length > 0) log.info({ applied }, 'migrated')
    await db.$transaction(ensureDefaultPipeline)
    await goOnFromNewest(db)
    return startQueue(database.queue, onError, log)
  })

  const platforms = platformsOf(settings, clock, log)
  const directory = { db, clock, platforms, log }
  const names = createNames()
  const { pool } = database
  const began = pool ? undefined : newId()
  const limiter = pool
    ? await database.exclusively(() => sharedLimiter(pool, config.rateFactor))
    : memoryLimiter(config.rateFactor)
  const metrics = createMetrics(queue, () => connectionsOf(database), {
    platforms: platforms.keys(),
    outcomes,
    alarms: alarmKinds,
  })
  const deliver = createDeliverer({ db, queue, clock, platforms, limiter, measure: metrics, log })
  const sending = createSending({ deliver, db, queue, log })
  const worker = createInboundWorker({
    db,
    queue,
    clock,
    names,
    introduce: (platform, externalId) => introduce(directory, platform, externalId),
    model: config.model && { ask: createModel(config.model, log), mask: config.model.mask },
    deliver: sending.send,
    isAlone: pool === null,
    together: database.turnsTogether,
    measure: metrics,
    log,
  })
  const hearing = createDispatcher({
    next: worker.round,
    later: (conversation) =>
      db.$transaction((tx) => queue.send(tx, 'handle-inbound', { conversation }, { seconds: 1 })),
    parallel: conversationsAtOnce,
    log,
  })
  const stopwatch = options.ticking === false ? () => 0 : undefined
  const tapAnswers = createTapAnswers({ db, clock, next: worker.next, stopwatch })
  const nightly = nightlyListing(queue, platforms.keys())
  const drained: Queue = {
    ...queue,
    async drain() {
      await tapAnswers.idle()
      await hearing.idle()
      await sending.idle()
      await queue.drain()
    },
  }
  const timekeeper = createTimekeeper({ db, queue: drained, clock, log, measure: metrics }, [
    ...schedule,
    nightly,
  ])

  const inbox = createInbox({ db, clock })
  const readiness = async () => [
    ...(await problemsOf(database, queue, inbox)),
    ...(options.problems?.() ?? []),
  ]
  const webhooks = webhookRoutes({ inbox, platforms, tapAnswers, wake: hearing.wake, metrics, log })
  const api = apiRoutes({
    db,
    clock,
    log,
    door: {
      token: config.apiToken,
      readToken: config.apiReadToken,
      programs: config.apiPrograms,
      openOnLoopback: options.openOnLoopback,
    },
    perMinute: config.apiPerMinute,
    runJob: timekeeper.runNow,
    jobs: timekeeper.names,
    understand: ({ at = clock.now(), ...said }) =>
      db.$transaction((tx) => dryRun(tx, names, { ...said, at, zone: clock.zone })),
    retryDelivery: (id) => retryDelivery(db, queue, id),
    retryInbound: (id) => retryInbound(db, queue, id),
  })
  const middleware = [webhooks, api, ...(options.middleware ?? [])]
  // Everybody's names are in memory before the first message asks for one.
  await db.$transaction((tx) => names.current(tx), { timeout: 120_000 })
  // The sandbox is for this machine, whatever a header says.
  const proxies = options.openOnLoopback ? 0 : config.proxies
  listening.mount(createWeb({ readiness, metrics, log, middleware, proxies }))
  // What was left behind is worked off beside what comes in: nobody waits for it to be let in.
  // Many deliveries at once: most of them wait for their place, and what finds no room here comes too late to its own.
  await queue.work('deliver', async (job, { id }) => void (await deliver(job, undefined, id)), 64, 4)
  await queue.work(
    'handle-inbound',
    ({ conversation }) => worker.resume(conversation),
    conversationsAtOnce / 4,
    4,
  )
  await queue.work('directory', ({ platform }) => syncDirectory(directory, platform), 1)
  await queue.work('push', timekeeper.work, 1)
  await queue.work('make-group', createGroupMaker({ db, queue, clock, platforms }))
  await db.$transaction((tx) => askForListings(queue, tx, platforms.keys()))
  const ticking = options.ticking === false ? null : timekeeper.start()
  const sweeping = options.ticking === false ? null : startSweeping({ db, queue, now: clock.now, began, log })
  return {
    port: listening.port,
    db,
    queue: drained,
    clock,
    timekeeper,
    async stop() {
      // First, who asked something has their answer.
      await within(2_500, listening.close().then(tapAnswers.idle))
      worker.stop()
      // What is still being worked off has something to say: only then does the sending stop.
      const talked = hearing.stop().then(() => sending.stop())
      await within(4_000, Promise.all([talked, ticking?.stop(), sweeping?.stop()]))
      await queue.stop()
      listening.closeAll()
      await Promise.all([...platforms.values()].map((platform) => platform.close?.()))
      await database.close()
    },
  }
}

/** Twice what a transaction may take: a database that has not answered by then does not any more. */
const silentMs = 20_000

/**
 * Some of them may wait for the directory or a language model. Should that many do at once, all others wait until those
 * calls are given up.
 */
const conversationsAtOnce = 24

export type App = Awaited<ReturnType<typeof createApp>>

export type AppOptions = {
  clock?: Clock
  /** An open database in place of the configured one (tests clone theirs from a template). */
  database?: Promise<Database>
  /** Throws where nothing may be written into this database. Nothing has been yet: it may have no tables. */
  admit?: (db: Db) => Promise<void>
  /** `false`: nobody looks at the clock but who calls `timekeeper.tick` or `travel`, and nothing takes any time. */
  ticking?: boolean
  /** What else keeps the service from being ready. */
  problems?: () => string[]
  /** Without an API token: the API is open to this machine (the sandbox). */
  openOnLoopback?: boolean
  /** More to serve beside the webhooks and the API: the sandbox with its chat page. */
  middleware?: Middleware[]
  /** Platform settings that follow from the port that was opened: the sandbox's. */
  settingsAt?: (port: number) => PlatformSettings
}

type PlatformSettings = { feishu?: FeishuSettings | undefined; wecom?: WeComSettings | undefined }

/** A further platform is one folder in `platforms/` and one line here. */
function platformsOf(settings: PlatformSettings, clock: Clock, log: Logger): Map<string, Platform> {
  const deps = { now: clock.now, log, random: Math.random, timeoutMs: callMs }
  const platforms = [
    settings.feishu && createFeishu(settings.feishu, deps),
    settings.wecom && createWeCom(settings.wecom, deps),
  ].filter((platform) => platform !== undefined)
  return new Map(platforms.map((platform) => [platform.name, platform]))
}

/** What hangs may not use up the time in which the rest is put in order. */
const within = (ms: number, work: Promise<unknown>): Promise<unknown> =>
  Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms).unref())])

const connectionsOf = ({ pool }: Database) =>
  pool && { open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }

/** Never waits for long: a probe wants its answer also when the database hangs. */
async function problemsOf({ db }: Database, queue: Queue, inbox: Inbox): Promise<string[]> {
  const asked = db.$queryRaw`SELECT 1`.then(async () => [
    ...(await queue.problems()),
    ...(await inbox.problems()),
  ])
  const late = new Promise<string[]>((resolve) => setTimeout(resolve, 2_000, [noDatabase]).unref())
  return Promise.race([asked.catch(() => [noDatabase]), late])
}

const noDatabase = 'the database does not answer'
