import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { contentSecurityPolicy, modules, pageFolder } from '../../src/sandbox/page/served.ts'
import type { ChatView, GalleryCard, MessageView, Say, ToastView } from '../../src/sandbox/view.ts'
import { feishuCards, headers } from './fixtures/feishu-cards.ts'
import { wecomCards } from './fixtures/wecom-cards.ts'
import { chats, history, world } from './fixtures/world.ts'

export type Posted = { path: string; body: Record<string, unknown> }
export type Fixture = Awaited<ReturnType<typeof startFixture>>

/**
 * The page with a backend of canned answers, for tests and for working on the page:
 * `node test/page/fixture-server.ts 3100`.
 */
export async function startFixture(port = 0) {
  const posted: Posted[] = []
  const streams = new Map<ServerResponse, string>()
  const asSeeded = () => ({
    /** What the next tap is told. */
    toast: null as ToastView | null,
    /** Set: the API answers with this status. */
    failWith: 0,
    /** Whether what is said to the bot is answered. */
    answers: true,
    /** Set: a POST waits for it. */
    hold: null as Promise<void> | null,
    chats: structuredClone(chats) as ChatView[],
    messages: structuredClone(history) as typeof history,
  })
  const behaviour = asSeeded()
  let now = Date.parse(world.now)
  let serial = 1000

  const push = (event: string, view: unknown, platform?: string) => {
    for (const [stream, listening] of streams)
      if (!platform || platform === listening)
        stream.write(`event: ${event}\ndata: ${JSON.stringify(view)}\n\n`)
  }

  const routes: Record<string, (url: URL, request: IncomingMessage, response: ServerResponse) => unknown> = {
    'GET /world': () => ({ ...world, now: new Date(now).toISOString() }),
    'GET /chats': () => behaviour.chats,
    'GET /messages': ({ searchParams }) =>
      behaviour.messages[searchParams.get('platform') as 'feishu'].filter(
        ({ chat }) => chat === searchParams.get('chat'),
      ),
    'POST /messages': async (_, request) => {
      const body = await posting('/messages', request)
      const { platform, person, chat, say } = body as {
        platform: 'feishu'
        person: string
        chat: string
        say: Say
      }
      const name = world.people.find(({ id }) => id === person)?.name ?? ''
      const view = message(chat, { kind: 'person', id: person, name }, bodyOf(say))
      behaviour.messages[platform].push(view)
      push('message', view, platform)
      if (behaviour.answers && chat === 'bot') {
        const answer = message(chat, { kind: 'bot', name: '聊单' }, { kind: 'text', text: '收到' })
        behaviour.messages[platform].push(answer)
        setTimeout(() => push('message', answer, platform), 300)
      }
      return view
    },
    'POST /actions': async (_, request) => {
      await posting('/actions', request)
      return { toast: behaviour.toast }
    },
    'POST /clock': async (_, request) => {
      const { to } = await posting('/clock', request)
      push('clock', { now: new Date(now).toISOString(), busy: true })
      now += to === 'plus-1h' ? 3_600_000 : 86_400_000
      push('clock', { now: new Date(now).toISOString(), busy: false })
      return { now: new Date(now).toISOString() }
    },
    'GET /gallery': () => gallery,
    'GET /stream': ({ searchParams }, request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write('retry: 200\n\n')
      streams.set(response, searchParams.get('platform') ?? '')
      request.on('close', () => streams.delete(response))
      return undefined
    },
  }

  async function posting(path: string, request: IncomingMessage) {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = JSON.parse(Buffer.concat(chunks).toString())
    posted.push({ path, body })
    await behaviour.hold
    return body
  }

  function message(chat: string, from: MessageView['from'], body: MessageView['body']): MessageView {
    return { id: `m${++serial}`, chat, at: new Date(now).toISOString(), from, body }
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://fixture')
    if (!url.pathname.startsWith('/sandbox/api/')) return serveFile(url.pathname, response)
    if (behaviour.failWith) return answer(response, behaviour.failWith, { title: '服务正在重启' })
    const path = url.pathname.slice('/sandbox/api'.length)
    if (path.startsWith('/media/'))
      return response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(picture)
    const route = routes[`${request.method} ${path}`]
    if (!route) return answer(response, 404, { title: 'Not found' })
    const result = await route(url, request, response)
    if (result !== undefined) answer(response, 200, result)
  })
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posted,
    behaviour,
    push,
    message,
    /** Everything as it was at first. */
    reset() {
      posted.length = 0
      Object.assign(behaviour, asSeeded())
      now = Date.parse(world.now)
    },
    dropStreams: () => {
      for (const stream of streams.keys()) stream.destroy()
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(closed))
    },
  }
}

const gallery: GalleryCard[] = [
  ...Object.entries(feishuCards).map(([name, card], index) => ({
    name,
    feishu: [{ kind: 'feishu-card' as const, card }],
    wecom: [{ kind: 'wecom-card' as const, card: Object.values(wecomCards)[index], disabled: false }],
    wecomGroup: [{ kind: 'markdown' as const, text: `**${name}**\n> <font color="info">群里的样子</font>` }],
  })),
  {
    name: 'headers',
    feishu: headers.map((card) => ({ kind: 'feishu-card', card })),
    wecom: [],
    wecomGroup: [],
  },
]

function bodyOf(say: Say): MessageView['body'] {
  if (say.kind === 'text') return { kind: 'text', text: say.text }
  if (say.kind === 'file') return { kind: 'file', name: say.name }
  if (say.kind === 'location') return say
  if (say.kind === 'image') return { kind: 'image', media: 'chart-1' }
  return { kind: 'text', text: `[${say.kind}]` }
}

const types: Record<string, string> = {
  html: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  svg: 'image/svg+xml',
}

async function serveFile(path: string, response: ServerResponse) {
  const file =
    path === '/'
      ? new URL('index.html', pageFolder)
      : path.startsWith('/sandbox/modules/')
        ? modules[path.slice('/sandbox/modules/'.length)]
        : new URL(`.${path.slice('/sandbox/page'.length)}`, pageFolder)
  const bytes = file && (await readFile(file).catch(() => null))
  if (!bytes) return response.writeHead(404).end()
  const type = types[file.pathname.split('.').at(-1) ?? ''] ?? 'text/javascript'
  const policy = path === '/' ? { 'content-security-policy': contentSecurityPolicy(bytes.toString()) } : {}
  response
    .writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'max-age=60', ...policy })
    .end(bytes)
}

function answer(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 200"><rect width="480" height="200" fill="#eef3ff"/>${[
  128, 96, 41, 12,
]
  .map(
    (value, row) =>
      `<rect x="80" y="${24 + row * 42}" width="${value * 2.8}" height="22" rx="3" fill="#3370ff"/>`,
  )
  .join('')}</svg>`

if (import.meta.main) {
  const { url } = await startFixture(Number(process.argv[2] ?? 3100))
  console.log(url)
}
