import { createServer, type RequestListener } from 'node:http'
import type { Middleware } from 'koa'
import Koa from 'koa'
import { healthRoutes, type Readiness } from './health.ts'
import type { Metrics } from './metrics.ts'
import { openPort } from './open-port.ts'

/** The HTTP server with the given middleware behind health and metrics. Not listening yet. */
export function createWeb(deps: {
  readiness: Readiness
  metrics: Metrics
  log: Log
  middleware: Middleware[]
  /** So many addresses of `X-Forwarded-For`, from its end, were written by proxies of ours. */
  proxies?: number | undefined
}): Koa {
  const { proxies = 0 } = deps
  const app = new Koa({ proxy: proxies > 0, maxIpsCount: proxies })
  app.silent = true
  app.on('error', (error) => {
    // A reader that closes its event stream has done nothing wrong.
    if (error.code === 'ERR_STREAM_PREMATURE_CLOSE') return
    // Anybody can have a request refused; only our own failures are anybody's business here.
    if (error.expose) deps.log.debug({ status: error.status }, 'request refused')
    else deps.log.error({ err: error }, 'request failed')
  })
  app.use(guarded)
  app.use(measured(deps.metrics))
  app.use(healthRoutes(deps.readiness, deps.metrics))
  for (const middleware of deps.middleware) app.use(middleware)
  return app
}

/**
 * Opens the port at once and answers 503 until the application is mounted, so that its address is known while
 * everything else is put together, and a probe sees "starting" instead of a refused connection.
 */
export async function listen(port: number, host: string): Promise<Listening> {
  let answer: RequestListener = (_request, response) => {
    response.writeHead(503, { 'content-type': 'application/json', ...safety }).end('{"status":"starting"}')
  }
  const server = createServer(slowSenders, (request, response) => answer(request, response))
  const opened = await openPort(server, port, host)
  return {
    port: opened.port,
    mount(app) {
      answer = app.callback()
    },
    /** Takes no new requests and waits for those under way; a connection ends with the answer it was held for. */
    async close() {
      const closing = setInterval(() => server.closeIdleConnections(), 50)
      server.closeIdleConnections()
      await opened.close().finally(() => clearInterval(closing))
    },
    closeAll: () => server.closeAllConnections(),
  }
}

export type Listening = { port: number; mount(app: Koa): void; close(): Promise<void>; closeAll(): void }

/** Slow senders may not hold a connection: headers in 10 s, the whole request in 15 s. */
const slowSenders = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 2_000 }

/** Answers are data, whoever opens them in a browser. Koa drops headers on errors but for the error's own. */
const guarded: Middleware = async (ctx, next) => {
  ctx.set(safety)
  try {
    await next()
  } catch (error) {
    if (error instanceof Error) Object.assign(error, { headers: { ...safety, ...headersIn(error) } })
    throw error
  }
}

const safety = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
}

const headersIn = (error: Error) => (error as { headers?: Record<string, string> }).headers

const measured =
  (metrics: Metrics): Middleware =>
  async (ctx, next) => {
    const start = performance.now()
    // Koa gives an error its status only after all of this.
    let thrown: { status?: number } | undefined
    try {
      await next()
    } catch (error) {
      thrown = error as { status?: number }
      throw error
    } finally {
      const route = ctx._matchedRoute ? String(ctx._matchedRoute) : 'other'
      const status = thrown ? (thrown.status ?? 500) : ctx.status
      metrics.answered(route, status, (performance.now() - start) / 1000)
    }
  }

type Log = Record<'debug' | 'error', (fields: object, text: string) => void>
