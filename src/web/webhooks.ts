import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import type { Platform, Received } from '../chat/platform.ts'
import { Malformed, Unauthentic } from '../errors.ts'
import { bodyBytes } from './body-bytes.ts'
import { type Inbox, type Stored, StoreUnavailable } from './inbox.ts'
import type { Metrics } from './metrics.ts'
import { routesOf } from './routes.ts'
import type { TapAnswers } from './tap-answers.ts'

/** `/webhooks/<platform>`: verify, store, answer. The work is done after the answer. */
export function webhookRoutes(deps: Deps): Middleware {
  const router = new Router()
  for (const platform of deps.platforms.values()) {
    router.register(`/webhooks/${platform.name}`, ['get', 'post'], (ctx: Context) =>
      receive(ctx, platform, deps),
    )
  }
  return routesOf(router)
}

export type Deps = {
  inbox: Inbox
  platforms: ReadonlyMap<string, Platform>
  tapAnswers: TapAnswers
  /** Begins to work conversations off, after the answer. */
  wake(conversations: string[]): void
  metrics: Metrics
  log: Record<'debug' | 'warn', (fields: object, text: string) => void>
}

async function receive(ctx: Context, platform: Platform, deps: Deps): Promise<void> {
  const began = deps.tapAnswers.began()
  const request = {
    method: ctx.method,
    query: new URLSearchParams(ctx.querystring),
    headers: headersOf(ctx),
    body: await bodyOf(ctx, platform, deps),
  }
  const received = verified(ctx, platform, request, deps)
  if (!received) return
  const { inbounds } = received
  const stored = inbounds.length > 0 ? await storedBy(ctx, deps.inbox, inbounds) : []
  deps.metrics.received(platform.name, inbounds.length, inbounds.length - stored.length)
  for (const { id } of stored) deps.log.debug({ platform: platform.name, inbound: id }, 'inbound stored')
  const isTap = inbounds[0]?.content.kind === 'tap'
  const [tap] = isTap ? stored : []
  const shown = tap && (await deps.tapAnswers.of(tap, began))
  if (shown) ctx.res.once('finish', () => deps.tapAnswers.sent(shown, began))
  const answer = received.answer(shown?.toast, shown?.card)
  if (!tap) deps.wake(stored.map(({ conversation }) => conversation))
  ctx.status = answer.status
  ctx.type = answer.type
  ctx.body = answer.body
}

/** While the database is away nothing is acknowledged: 503, and the platform delivers again. */
async function storedBy(ctx: Context, inbox: Inbox, inbounds: Received['inbounds']): Promise<Stored[]> {
  try {
    return await inbox.store(inbounds)
  } catch (error) {
    if (error instanceof StoreUnavailable) return ctx.throw(503, error.message)
    throw error
  }
}

/** Forged or unreadable: one status for each, nothing stored, nothing of the request repeated or logged. */
function verified(
  ctx: Context,
  platform: Platform,
  request: Parameters<Platform['receive']>[0],
  deps: Deps,
): Received | null {
  try {
    return platform.receive(request)
  } catch (error) {
    if (!(error instanceof Unauthentic || error instanceof Malformed)) throw error
    const reason = error instanceof Unauthentic ? 'Unauthentic' : 'Malformed'
    ctx.status = reason === 'Unauthentic' ? 401 : 400
    ctx.body = reason === 'Unauthentic' ? 'unauthorized' : 'bad request'
    deps.metrics.refused(platform.name, reason)
    deps.log.warn({ platform: platform.name, reason }, 'webhook refused')
    return null
  }
}

/** The bytes as they came. Throws an HTTP error for bodies that are compressed, too long or broken off, and counts it. */
async function bodyOf(ctx: Context, { name }: Platform, { metrics }: Deps): Promise<Buffer> {
  if (ctx.get('content-encoding') && ctx.get('content-encoding') !== 'identity') {
    metrics.refused(name, 'Compressed')
    ctx.throw(415)
  }
  try {
    return await bodyBytes(ctx)
  } catch (error) {
    const { status = 400 } = error as { status?: number }
    metrics.refused(name, status === 413 ? 'TooLong' : 'BrokenOff')
    return ctx.throw(status, { headers: { connection: 'close' } })
  }
}

function headersOf(ctx: Context): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(ctx.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )
}
