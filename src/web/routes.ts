import type Router from '@koa/router'
import type { Middleware } from 'koa'

/** A router as middleware. Its types ask for its own context, which Koa only has once it runs. */
export const routesOf = (router: Router): Middleware => router.routes() as unknown as Middleware
