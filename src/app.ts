import type { Logger } from 'pino'
import type { Platform } from './chat/platform.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { createNames } from './conversation/names.ts'
import { ensureDefaultPipeline } from './crm/opportunities/stages.ts'
import { type Database, openDatabase } from './db/open.ts'
import { createDeliverer } from './jobs/deliver.ts'
import { introduce } from './jobs/directory.ts'
import { createInboundWorker } from './jobs/handle-inbound.ts'
import { memoryLimiter } from './jobs/limiter.ts'
import { startQueue } from './jobs/queue.ts'
import { createFeishu } from './platforms/feishu/index.ts'
import { createWeCom } from './platforms/wecom/index.ts'
import { createMetrics } from './web/metrics.ts'
import { createWeb, listen } from './web/server.ts'
import { webhookRoutes } from './web/webhooks.ts'

/** Puts the service together; the only file that constructs things. */
export async function createApp(config: Config, log: Logger, options: AppOptions = {}) {
  const clock = options.clock ?? systemClock(config.zone)
  const onError = (error: Error) => log.error({ err: error }, 'database or queue')
  const database = await (options.database ??
    openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, onError }))
  const { db } = database
  const queue = await database.exclusively(async () => {
    const applied = await database.migrate()
    if (applied.length > 0) log.info({ applied }, 'migrated')
    await db.$transaction(ensureDefaultPipeline)
    return startQueue(database.queue, onError)
  })
  const platforms = platformsOf(config, clock, log)
  const worker = createInboundWorker({
    db,
    queue,
    clock,
    names: createNames(),
    introduce: (platform, externalId) => introduce({ db, clock, platforms }, platform, externalId),
    log,
  })
  const deliver = createDeliverer({ db, queue, clock, platforms, limiter: memoryLimiter(), log })
  await queue.work('handle-inbound', async ({ conversation }) => void (await worker.next(conversation)))
  await queue.work('deliver', ({ deliveryId }) => deliver(deliveryId))

  const metrics = createMetrics(queue)
  const webhooks = webhookRoutes({ db, queue, clock, platforms, next: worker.next, metrics, log })
  const web = createWeb({ readiness: async () => [], metrics, log, middleware: [webhooks] })
  const { server, port } = await listen(web, config.port, config.host)
  return {
    port,
    db,
    queue,
    clock,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      await queue.stop()
      await closed
      await Promise.all([...platforms.values()].map((platform) => platform.close?.()))
      await database.close()
    },
  }
}

export type App = Awaited<ReturnType<typeof createApp>>

export type AppOptions = {
  clock?: Clock
  /** An open database in place of the configured one (tests clone theirs from a template). */
  database?: Promise<Database>
}

/** A further platform is one folder in `platforms/` and one line here. */
function platformsOf(config: Config, clock: Clock, log: Logger): Map<string, Platform> {
  const deps = { now: clock.now, log, random: Math.random }
  const platforms = [
    config.feishu && createFeishu(config.feishu, deps),
    config.wecom && createWeCom(config.wecom, deps),
  ].filter((platform) => platform !== undefined)
  return new Map(platforms.map((platform) => [platform.name, platform]))
}
