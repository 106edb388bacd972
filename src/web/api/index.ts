import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import { z } from 'zod'
import { businessDay, type Clock } from '../../clock.ts'
import type { By } from '../../crm/by.ts'
import type { Db } from '../../db/types.ts'
import { guarded } from '../routes.ts'
import { admit, type Caller, type Door, isReading } from './auth.ts'
import { hasBody, readJson } from './body.ts'
import { type Cursors, createCursors } from './cursor.ts'
import { id } from './fields.ts'
import { type Answer, keyOf, once, onceOutside } from './idempotency.ts'
import { openApi } from './openapi.ts'
import { type Operation, type Operations, operationsOf } from './operations.ts'
import { answerProblem, notFound, Problem, problemOf } from './problem.ts'
import { createCallerRate } from './rate.ts'
import type { Resource } from './resource.ts'
import { resources } from './resources/index.ts'
import { serveSettings } from './settings.ts'

/** `/api/v1`: the records of the CRM for other programs, behind a bearer token. */
export function apiRoutes(deps: Deps): Middleware {
  const router = new Router({ prefix: '/api/v1', sensitive: true })
  const api = { ...deps, cursors: createCursors(deps.door.token ?? 'open') }
  const operations = operationsOf(deps)
  // Long, and the same for everybody: written out once, not for each who asks.
  const document = JSON.stringify(openApi(resources, operations))
  const rate = createCallerRate(deps.perMinute)
  const today = () => businessDay(deps.clock.now(), deps.clock.zone)
  const gate: Middleware = (ctx, next) =>
    answering(ctx, deps, router, async () => {
      if (!isForDocument(ctx)) await admit(ctx, deps.door, rate, today)
      await next()
    })
  router.get('/openapi.json', async (ctx) => {
    await rate(ctx, `reader of the document ${ctx.ip}`)
    ctx.type = 'json'
    ctx.body = document
  })
  for (const one of resources) serve(router, api, one)
  for (const operation of operations) serveOperation(router, api, operation)
  const applyPoolRules = () => deps.runJob('pool-clocks')
  router.get('/jobs', (ctx) => {
    ctx.body = { items: deps.jobs.map((name) => ({ name })) }
  })
  serveSettings(router, { db: deps.db, by: (ctx) => machine(deps.clock, ctx), applyPoolRules })
  router.all(anythingElse, (ctx) => {
    const layers = router.match(ctx.path, 'GET').path
    const known = layers.filter(({ path }) => !String(path).endsWith(anythingElse))
    const allowed = known.flatMap(({ methods }) => methods)
    if (allowed.length === 0) throw notFound()
    ctx.set('allow', allowed.join(', '))
    throw new Problem(405, 'Method not allowed', { detail: `Here one may ${allowed.join(', ')}.` })
  })
  return guarded(router, gate)
}

export type Deps = Operations & {
  db: Db
  clock: Clock
  door: Door
  /** Requests a minute for each caller; without it there is no limit. */
  perMinute?: number | undefined
  log: Record<'info' | 'warn' | 'error', (fields: object, text: string) => void>
}

/** How one comes in is no secret. */
const isForDocument = (ctx: Context): boolean => ctx.path === '/api/v1/openapi.json' && isReading(ctx)

const anythingElse = '/{*rest}'

type Api = Deps & { cursors: Cursors }

/** Failures become problems; what nobody foresaw is logged and told as no more than that. */
async function answering(
  ctx: Context,
  deps: Deps,
  router: Router,
  next: () => Promise<unknown>,
): Promise<void> {
  ctx.set('cache-control', 'no-store')
  try {
    await next()
    if (!isReading(ctx)) deps.log.info(asked(ctx), 'API request')
  } catch (error) {
    const fields = ctx.state.fieldOfRule as Record<string, string> | undefined
    const problem = problemOf(error, fields)
    if (!problem) deps.log.error({ err: error, path: ctx._matchedRoute ?? ctx.path }, 'API request failed')
    if (problem && isTurnedAway(problem)) turnedAway(ctx, deps, router, problem)
    answerProblem(ctx, problem ?? new Problem(500, 'Something went wrong on our side'))
  }
}

const isTurnedAway = ({ status }: Problem): boolean => status === 401 || status === 403 || status === 429

/** Before the router has looked at it: by the route that it would have taken. */
function turnedAway(ctx: Context, { log }: Deps, router: Router, { status }: Problem): void {
  const [route] = router.match(ctx.path, ctx.method).pathAndMethod
  log.warn({ ...asked(ctx), ...(route ? { route: route.path } : {}), status }, 'API request refused')
}

/** Who asked, by their token, and for what, by the route: nothing that the caller wrote. */
const asked = (ctx: Context) => ({
  status: ctx.status,
  method: ctx.method,
  route: ctx._matchedRoute ?? 'none',
  caller: (ctx.state.caller as Caller | undefined)?.name ?? 'stranger',
  peer: ctx.ip,
})

function serve(router: Router, api: Api, one: Resource): void {
  router.get(`/${one.name}`, (ctx) => list(ctx, api, one))
  router.get(`/${one.name}/:id`, async (ctx) => {
    ctx.body = await read(api.db, api, one, ctx.params.id)
  })
  if (one.create) router.post(`/${one.name}`, (ctx) => create(ctx, api, one))
  if (one.patch) router.patch(`/${one.name}/:id`, (ctx) => patch(ctx, api, one))
  if (one.remove) router.delete(`/${one.name}/:id`, (ctx) => remove(ctx, api, one))
}

export const mostRows = 200
const pageFields = {
  limit: z.coerce.number().int().min(1).max(mostRows).default(50),
  cursor: z.string().max(100).optional(),
}

/** One row more than asked tells whether there is a next page. */
async function list(ctx: Context, api: Api, one: Resource): Promise<void> {
  const { none, given } = askedFor(ctx, one)
  const query = z
    .strictObject({ id, ...one.filters.shape })
    .partial()
    .extend(pageFields)
    .parse(given)
  const { limit, cursor, ...filters } = { ...query, ...none }
  const after = cursor ? { id: { lt: api.cursors.read(one.name, cursor) } } : {}
  const asked = one.where ? one.where(filters as never, api.clock.zone) : filters
  const where = { AND: [one.listed ?? {}, asked, after] }
  const found = await one.find(api.db, { where, orderBy: { id: 'desc' }, take: limit + 1 })
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  ctx.body = {
    items: page.map((record) => one.row.parse(one.present(record, api.clock.zone))),
    nextCursor: last ? api.cursors.after(one.name, last.id) : null,
  }
}

/** `?ownerId=` asks for those that have none, of a field that may be empty. */
function askedFor(ctx: Context, { row, filters }: Resource) {
  const given = Object.entries(ctx.query)
  const isNone = ([name, value]: [string, unknown]) =>
    value === '' &&
    Object.hasOwn(filters.shape, name) &&
    (row.shape[name] as z.ZodType).safeParse(null).success
  return {
    none: Object.fromEntries(given.filter(isNone).map(([name]) => [name, null])),
    given: Object.fromEntries(given.filter((one) => !isNone(one))),
  }
}

async function read(tx: Parameters<Resource['find']>[0], { clock }: Api, one: Resource, rowId: unknown) {
  if (!id.safeParse(rowId).success) throw notFound()
  const [record] = await one.find(tx, { where: { id: rowId }, orderBy: { id: 'desc' }, take: 1 })
  if (!record) throw notFound()
  return one.row.parse(one.present(record, clock.zone))
}

async function create(ctx: Context, api: Api, one: Resource): Promise<void> {
  const creating = one.create as NonNullable<Resource['create']>
  ctx.state.fieldOfRule = one.fieldOfRule
  const { raw, json } = await readJson(ctx)
  const body = creating.body.parse(json) as never
  const answer = await once(api.db, api.clock.now(), keyOf(ctx, raw), async (tx) => {
    const rowId = await creating.run({ tx, by: machine(api.clock, ctx) }, body)
    return { status: 201, body: await read(tx, api, one, rowId) }
  })
  send(ctx, answer)
  ctx.set('location', `/api/v1/${one.name}/${(answer.body as { id: string }).id}`)
}

async function patch(ctx: Context, api: Api, one: Resource): Promise<void> {
  const patching = one.patch as NonNullable<Resource['patch']>
  ctx.state.fieldOfRule = one.fieldOfRule
  const rowId = ctx.params.id as string
  const { json } = await readJson(ctx)
  const body = patching.body.parse(json) as never
  ctx.body = await api.db.$transaction(async (tx) => {
    await read(tx, api, one, rowId)
    await patching.run({ tx, by: machine(api.clock, ctx) }, rowId, body)
    return read(tx, api, one, rowId)
  })
}

async function remove(ctx: Context, api: Api, one: Resource): Promise<void> {
  const rowId = ctx.params.id as string
  await api.db.$transaction(async (tx) => {
    await read(tx, api, one, rowId)
    await one.remove?.({ tx, by: machine(api.clock, ctx) }, rowId)
  })
  ctx.status = 204
}

const nothing = { raw: Buffer.alloc(0), json: {} }

function serveOperation(router: Router, api: Api, operation: Operation): void {
  router.post(operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (ctx) => {
    const { raw, json } = hasBody(ctx) ? await readJson(ctx) : nothing
    const body = operation.body.parse(json) as never
    const work = async () => ({
      status: operation.status,
      body: operation.answer.parse(await operation.run(ctx.params, body)) as object,
    })
    send(ctx, await onceOutside(api.db, api.clock.now(), keyOf(ctx, raw), work))
  })
}

function send(ctx: Context, { status, body, replayed }: Answer & { replayed: boolean }): void {
  ctx.status = status
  ctx.body = body
  if (replayed) ctx.set('idempotency-replayed', 'true')
}

/** Who acts: no member, with rights over everything. */
const machine = ({ now, zone }: Clock, ctx: Context): By => ({
  member: { id: nobody, name: 'API', role: 'director', departmentId: null, reach: 'all' },
  now: now(),
  zone,
  unsigned: true,
  program: (ctx.state.caller as Caller).name,
})

const nobody = '00000000-0000-0000-0000-000000000000'
