import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Middleware } from 'koa'
import Koa from 'koa'
import { healthRoutes, type Readiness } from './health.ts'
import type { Metrics } from './metrics.ts'

/** The HTTP server with the given middleware behind health and metrics. Not listening yet. */
export function createWeb(deps: {
  readiness: Readiness
  metrics: Metrics
  log: Log
  middleware: Middleware[]
}): Koa {
  const app = new Koa()
  app.silent = true
  app.on('error', (error) => deps.log.error({ err: error }, 'request failed'))
  app.use(measured(deps.metrics))
  app.use(healthRoutes(deps.readiness, deps.metrics))
  for (const middleware of deps.middleware) app.use(middleware)
  return app
}

export async function listen(
  app: Koa,
  port: number,
  host: string,
): Promise<{ server: Server; port: number }> {
  // Slow senders may not hold a connection: headers in 10 s, the whole request in 15 s.
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 2_000 },
    app.callback(),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return { server, port: (server.address() as AddressInfo).port }
}

const measured =
  (metrics: Metrics): Middleware =>
  async (ctx, next) => {
    const start = performance.now()
    try {
      await next()
    } finally {
      metrics.answered(
        ctx._matchedRoute ? String(ctx._matchedRoute) : 'other',
        ctx.status,
        (performance.now() - start) / 1000,
      )
    }
  }

type Log = { error(fields: object, text: string): void }
