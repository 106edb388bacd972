import type { Middleware } from 'koa'
import { z } from 'zod'
import { isThisMachine } from '../peer.ts'
import { Impossible } from './acts.ts'

/**
 * The page plays everybody, so it is open to this machine alone, whatever `HOST` opens: only its own pages may call,
 * under a name that nobody else can point here.
 */
export const ownHosts =
  (hosts: string[]): Middleware =>
  async (ctx, next) => {
    if (!isThisMachine(ctx)) ctx.throw(403, 'The sandbox is open to its own machine only: come by a tunnel')
    const origin = ctx.get('origin')
    const known = new Set(['127.0.0.1', 'localhost', '[::1]', ...hosts])
    const foreign = origin !== '' && origin !== `${ctx.protocol}://${ctx.host}`
    const across = ctx.get('sec-fetch-site') === 'cross-site'
    if (!known.has(ctx.host.replace(/:\d+$/, '')) || foreign || across) ctx.throw(403, 'foreign origin')
    await next()
  }

/** Says in words what went wrong. */
export const explained: Middleware = async (ctx, next) => {
  try {
    await next()
  } catch (problem) {
    if (problem instanceof Impossible) Object.assign(ctx, { status: 409, body: { error: problem.message } })
    else if (problem instanceof z.ZodError) {
      Object.assign(ctx, { status: 400, body: { error: z.prettifyError(problem) } })
    } else throw problem
  }
}
