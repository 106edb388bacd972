import { Router } from '@koa/router'
import type { Context } from 'koa'
import { z } from 'zod'
import { Impossible, say, tap } from './acts.ts'
import type { SandboxPerson } from './company.ts'
import { chatsOf, type Floor, messageView, sees } from './floor.ts'
import { parseMoment } from './moments.ts'
import type { SandboxOptions } from './options.ts'
import { explained, ownHosts } from './page-guard.ts'
import { platform, saying, tapping } from './page-requests.ts'
import { jsonOf, queryOf } from './requests.ts'
import { createStreams } from './streams.ts'
import type { Body, MessageView, PlatformName, World } from './view.ts'

/** `/sandbox/api`, for the chat page. The words are those of `view.ts`. */
export function createPageApi(floor: Floor, options: SandboxOptions) {
  // Without `sensitive` a path in capitals finds its route, but not what stands before all of them.
  const router = new Router({ prefix: '/sandbox/api', sensitive: true })
  const streams = createStreams(floor)
  const own = ownHosts(options.hosts ?? [])

  router.use(own, explained)
  router.get('/world', async (ctx) => {
    ctx.body = await worldOf(floor, options)
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
    const tell = (busy: boolean) => floor.store.news.emit('clock', { now: options.now().toISOString(), busy })
    tell(true)
    // Ten days take a while: the page shows how far they have got.
    const progress = setInterval(() => tell(true), 300)
    try {
      const now = (await options.travel(target)).toISOString()
      ctx.body = { now }
    } finally {
      clearInterval(progress)
      tell(false)
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

async function worldOf({ roster, feishu, wecom }: Floor, options: SandboxOptions): Promise<World> {
  const { company, now, zone, menu } = options
  const examples = await options.examples?.()
  const exampleOf = ({ employeeNo }: SandboxPerson) => {
    const example = examples?.get(employeeNo)
    return example ? { example } : {}
  }
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
      ...exampleOf(person),
    })),
    platforms: [...(feishu ? (['feishu'] as const) : []), ...(wecom ? (['wecom'] as const) : [])],
    ...(menu ? { menu } : {}),
  }
}

function viewer(floor: Floor, ctx: Context): { platform: PlatformName; person: SandboxPerson } {
  return {
    platform: platform.parse(queryOf(ctx, 'platform')),
    person: personOf(floor, queryOf(ctx, 'person') ?? ''),
  }
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
