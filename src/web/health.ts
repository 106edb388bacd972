import Router from '@koa/router'
import type { Middleware } from 'koa'
import type { Metrics } from './metrics.ts'
import { routesOf } from './routes.ts'

/** Says what keeps the service from working; empty when it is ready. */
export type Readiness = () => Promise<string[]>

/** `/healthz`: the process is alive. `/readyz`: it can take messages. `/metrics`: figures for Prometheus. */
export function healthRoutes(readiness: Readiness, metrics: Metrics): Middleware {
  const router = new Router()
  router.get('/healthz', (ctx) => {
    ctx.body = { status: 'ok' }
  })
  router.get('/readyz', async (ctx) => {
    const problems = await readiness()
    ctx.status = problems.length === 0 ? 200 : 503
    ctx.body = problems.length === 0 ? { status: 'ready' } : { status: 'not ready', problems }
  })
  router.get('/metrics', async (ctx) => {
    ctx.type = 'text/plain; version=0.0.4'
    ctx.body = await metrics.text()
  })
  return routesOf(router)
}
