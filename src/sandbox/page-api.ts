import { Router } from '@koa/router'
import type { Context, Middleware } from 'koa'
import { z } from 'zod'
import { Impossible, say, tap } from './acts.ts'
import type { SandboxPerson } from './company.ts'
import { chatsOf, type Floor, messageView, sees } from './floor.ts'
import { parseMoment } from './moments.ts'
import type { SandboxOptions } from './options.ts'
import { jsonOf, queryOf } from './requests.ts'
import { createStreams } from './streams.ts'
import type { Body, MessageView, PlatformName, World } from './view.ts'

/** `/sandbox/api`, for the chat page. The words are those of `view.ts`. */
export function createPageApi(floor: Floor, options: SandboxOptions) {
  const router = new Router({ prefix: '/sandbox/api' })
  const streams = createStreams(floor)
  const own = ownHosts(options.hosts ?? [])

  router.use(own, explained)
  router.get('/world', (ctx) => {
    ctx.body = worldOf(floor, options)
  })
  router.get('/chats', (ctx) => {
    const { platform, person } = viewer(floor, ctx)
    ctx.body = chatsOf(floor, platform, person)
  })
  router.get('/messages', (ctx) => {
    const { platform, person } = viewer(floor, ctx)
    const chat = queryOf(ctx, 'chat') ?? ''
    if (!sees(floor, platform, person, chat)) throw new Impossible('没有这个会话')
    const messages = floor.store.messagesIn(chat).filter((message) => !message.recalled)
    ctx.body = messages.slice(-shownMessages).map((message) => messageView(floor, message))
  })
  router.post('/messages', async (ctx) => {
    const { platform, person, chat, say: said } = saying.parse(await jsonOf(ctx))
    const speaker = personOf(floor, person)
    const { message } = await say(floor, platform, speaker, chat, said)
    ctx.body = message ? messageView(floor, message) : menuTap(speaker, chat, options.now())
  })
  router.post('/actions', async (ctx) => {
    const { person, message, action } = tapping.parse(await jsonOf(ctx))
    const stored = floor.store.message(message)
    if (!stored) throw new Impossible('没有这条消息')
    const { toast } = await tap(floor, personOf(floor, person), stored, action)
    ctx.body = { toast }
  })
  router.post('/clock', async (ctx) => {
    if (!options.travel) throw new Impossible('这里的时钟不能拨')
    const { to } = z.object({ to: z.string() }).parse(await jsonOf(ctx))
    const target = parseMoment(to, options.now(), options.zone)
    if (!target) throw new Impossible(`看不懂的时间：${to}`)
    if (target <= options.now()) throw new Impossible('时钟只能往前拨')
    floor.store.news.emit('clock', { now: options.now().toISOString(), busy: true })
    try {
      const now = (await options.travel(target)).toISOString()
      ctx.body = { now }
    } finally {
      floor.store.news.emit('clock', { now: options.now().toISOString(), busy: false })
    }
  })
  router.get('/gallery', async (ctx) => {
    ctx.body = (await options.gallery?.()) ?? []
  })
  router.get('/media/:key', (ctx) => {
    const media = floor.store.media.get(String(ctx.params.key))
    if (!media) return
    ctx.set('x-content-type-options', 'nosniff')
    if (media.kind === 'image') ctx.set('cache-control', 'private, max-age=86400, immutable')
    else ctx.attachment(media.name)
    ctx.type = media.kind === 'image' ? media.type : 'application/octet-stream'
    ctx.body = media.bytes
  })
  router.get('/stream', (ctx) => {
    const { platform, person } = viewer(floor, ctx)
    streams.open(ctx, platform, person)
  })

  return { routes: router.routes(), close: streams.close }
}

const shownMessages = 100

/** The page is open on the loopback: only its own pages may call, under a name that nobody else can point here. */
export const ownHosts =
  (hosts: string[]): Middleware =>
  async (ctx, next) => {
    const origin = ctx.get('origin')
    const known = new Set(['127.0.0.1', 'localhost', '[::1]', ...hosts])
    const foreign = origin !== '' && origin !== `${ctx.protocol}://${ctx.host}`
    const across = ctx.get('sec-fetch-site') === 'cross-site'
    if (!known.has(ctx.host.replace(/:\d+$/, '')) || foreign || across) ctx.throw(403, 'foreign origin')
    await next()
  }

/** Says in words what went wrong. */
const explained: Middleware = async (ctx, next) => {
  try {
    await next()
  } catch (problem) {
    if (problem instanceof Impossible) Object.assign(ctx, { status: 409, body: { error: problem.message } })
    else if (problem instanceof z.ZodError) {
      Object.assign(ctx, { status: 400, body: { error: z.prettifyError(problem) } })
    } else throw problem
  }
}

function worldOf({ roster, feishu, wecom }: Floor, { company, now, zone, menu }: SandboxOptions): World {
  return {
    company: company.name,
    now: now().toISOString(),
    zone,
    people: roster.people().map((person) => ({
      id: person.employeeNo,
      name: person.name,
      title: person.title,
      department:
        person.departmentKeys.map((key) => roster.department(key)?.name ?? '').join('、') || company.name,
      role: person.role ?? person.title,
      ...(feishu ? { openId: feishu.tenant.identities.openId(person.employeeNo) } : {}),
      ...(wecom ? { userId: wecom.corp.identities.userid(person.employeeNo) } : {}),
    })),
    platforms: [...(feishu ? (['feishu'] as const) : []), ...(wecom ? (['wecom'] as const) : [])],
    ...(menu ? { menu } : {}),
  }
}

function viewer(floor: Floor, ctx: Context): { platform: PlatformName; person: SandboxPerson } {
  const platform = z.enum(['feishu', 'wecom']).parse(queryOf(ctx, 'platform'))
  return { platform, person: personOf(floor, queryOf(ctx, 'person') ?? '') }
}

function personOf(floor: Floor, id: string): SandboxPerson {
  const person = floor.roster.person(id)
  if (!person) throw new Impossible('没有这个人')
  return person
}

/** A menu click leaves no message; the page is told what was done. */
function menuTap(person: SandboxPerson, chat: string, at: Date): MessageView {
  const body: Body = { kind: 'system', text: '点了菜单' }
  const from = { kind: 'person' as const, id: person.employeeNo, name: person.name }
  return { id: `menu-${at.getTime()}`, chat, at: at.toISOString(), from, body }
}

const platform = z.enum(['feishu', 'wecom'])
const base64 = z.base64().max(14_000_000).optional()
const saying = z.object({
  platform,
  person: z.string(),
  chat: z.string(),
  say: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('text'),
      text: z.string().min(1).max(10_000),
      mention: z.boolean().optional(),
    }),
    z.object({ kind: z.literal('image'), bytes: base64 }),
    z.object({ kind: z.literal('file'), name: z.string().min(1).max(200), bytes: base64 }),
    z.object({ kind: z.literal('location'), label: z.string(), latitude: z.number(), longitude: z.number() }),
    z.object({ kind: z.literal('sticker') }),
    z.object({ kind: z.literal('menu'), key: z.string().min(1) }),
  ]),
})
const tapping = z.object({
  platform,
  person: z.string(),
  message: z.string(),
  action: z.discriminatedUnion('platform', [
    z.object({
      platform: z.literal('feishu'),
      tag: z.string(),
      name: z.string().optional(),
      value: z.unknown().optional(),
      option: z.string().optional(),
      formValue: z.record(z.string(), z.unknown()).optional(),
      options: z.array(z.string()).optional(),
      inputValue: z.string().optional(),
      checked: z.boolean().optional(),
    }),
    z.object({
      platform: z.literal('wecom'),
      key: z.string(),
      selected: z.array(z.object({ question: z.string(), options: z.array(z.string()) })).optional(),
    }),
  ]),
})
