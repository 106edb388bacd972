import type Router from '@koa/router'
import type { Context, Middleware } from 'koa'

/** A router as middleware. Its types ask for its own context, which Koa only has once it runs. */
export const routesOf = (router: Router): Middleware => router.routes() as unknown as Middleware

/**
 * A router behind a gate that everything below its prefix has to pass, whether or not a route fits, and in whatever
 * case it is written: what the router itself has before its routes (`use`) is asked only where its own pattern fits,
 * which once was not where the routes' did (`/api/V1/leads`). Its `prefix` has to be in small letters.
 */
export function guarded(router: Router, gate: Middleware): Middleware {
  const routes = routesOf(router)
  const prefix = router.opts.prefix as string
  const isBelow = ({ path }: Context) => `${path.toLowerCase()}/`.startsWith(`${prefix}/`)
  const behind: Middleware = (ctx, next) => (isBelow(ctx) ? gate(ctx, async () => routes(ctx, next)) : next())
  return Object.assign(behind, { router })
}
