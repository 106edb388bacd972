import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import Koa, { type Middleware } from 'koa'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { createPageApi } from '../../src/sandbox/page-api.ts'
import { createPageFiles } from '../../src/sandbox/page-files.ts'
import { apiRoutes } from '../../src/web/api/index.ts'
import { signedFeishu } from '../platforms/support/feishu-request.ts'
import { stage } from '../support/story.ts'
import { rawStatus } from '../web/support.ts'
import { otherwise } from './support/otherwise.ts'
import { aService, type Service } from './support/service.ts'

const pages = ['/', '/sandbox/page/app.js', '/sandbox/modules/preact.js']
const pageApi = createPageApi({ store: { news: new EventEmitter() } } as never, {} as never).routes
const api = routesOf(pageApi)

describe('the sandbox', () => {
  const story = stage()
  const at = (path: string) => `http://127.0.0.1:${story.app.port}${path}`

  test('listens on loopback unless told', async () => {
    expect(readConfig({}).host).toBe('127.0.0.1')
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal }) => !internal)
    expect(await isOpen('127.0.0.1', story.app.port)).toBe(true)
    for (const { address, scopeid } of others)
      expect(await isOpen(scopeid ? `${address}%${scopeid}` : address, story.app.port)).toBe(false)
  })

  const foreign: [string, Record<string, string>][] = [
    ['a name that somebody had point here', { host: 'evil.example' }],
    ['a name that begins like ours', { host: '127.0.0.1.evil.example:3000' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['another origin', { origin: 'http://evil.example' }],
    ['an origin on another port', { origin: 'http://127.0.0.1:1' }],
    ['no origin', { origin: 'null' }],
  ]
  test.each(foreign)('%s opens no page and no route of the page’s API', async (_name, headers) => {
    for (const [method, path] of [...pages.map((page): [string, string] => ['GET', page]), ...api])
      expect([path, await rawStatus(at(path), headers, method)]).toEqual([path, 403])
  })

  test.each(foreign)('%s opens none of them either where it is written otherwise', async (_name, headers) => {
    const table = [...pages.slice(1).map((page): [string, string] => ['GET', page]), ...api]
    for (const [method, path] of table)
      for (const written of otherwise(path))
        expect([written, await rawStatus(at(written), headers, method)]).toEqual([
          written,
          expect.toSatisfy((status: number) => status === 403 || status === 404),
        ])
  })

  test('its platforms take no call without a token, and no other secret', async () => {
    for (const path of [
      '/sandbox/feishu/open-apis/im/v1/messages?receive_id_type=open_id',
      '/sandbox/feishu/open-apis/contact/v3/scopes',
    ])
      expect(await (await fetch(at(path), { method: 'POST', body: '{}' })).text()).not.toContain('"code":0')
    const asked = await fetch(at('/sandbox/wecom/cgi-bin/gettoken?corpid=wwsandbox0000001&corpsecret=guess'))
    expect(await asked.text()).not.toContain('access_token')
    const users = await fetch(at('/sandbox/wecom/cgi-bin/user/list?access_token=&department_id=1'))
    expect(await users.text()).not.toContain('1390000')
  })

  test('its webhooks take nothing that is signed with keys of another start', async () => {
    const { headers, body } = signedFeishu('{}')
    const options = { method: 'POST', headers: headers as Record<string, string>, body: new Uint8Array(body) }
    expect((await fetch(at('/webhooks/feishu'), options)).status).toBe(401)
  })
})

describe('where HOST opens the port to everybody, the name in Host opens neither page nor API', () => {
  const local = ['/', '/sandbox/page/app.js', '/sandbox/api/gallery', '/api/v1/jobs']
  const peers: [string | undefined, number][] = [
    ['127.0.0.1', 200],
    ['127.8.8.8', 200],
    ['::1', 200],
    ['::ffff:127.0.0.1', 200],
    ['192.168.1.20', 403],
    ['::ffff:192.168.1.20', 403],
    ['2001:db8::1', 403],
    ['::ffff:10.127.0.1', 403],
    [undefined, 403],
  ]
  test.each(peers)('from %s it is %i', async (peer, status) => {
    const url = await servedTo(peer)
    for (const path of local)
      expect([path, await rawStatus(url + path, { host: 'localhost:3000' })]).toEqual([path, status])
  })

  test.each(['x-forwarded-for', 'forwarded', 'x-real-ip'])(
    'behind a proxy that says %s it is 403',
    async (header) => {
      const url = await servedTo('127.0.0.1')
      for (const path of local)
        expect([
          path,
          await rawStatus(url + path, { host: 'localhost:3000', [header]: '203.0.113.7' }),
        ]).toEqual([path, 403])
    },
  )

  /** The routes that ask for no token, to somebody whose connection comes from there. */
  async function servedTo(peer: string | undefined): Promise<string> {
    const door = { token: undefined, openOnLoopback: true }
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const app = new Koa()
    app.silent = true
    app.use((ctx, next) => {
      Object.defineProperty(ctx.req.socket, 'remoteAddress', { value: peer, configurable: true })
      return next()
    })
    app.use(apiRoutes({ door, log, jobs: [] } as never))
    app.use(pageApi as Middleware)
    app.use(createPageFiles() as Middleware)
    const server = createServer(app.callback())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
})

describe('beside a configured platform', () => {
  const opened = {} as { service: Service }
  beforeAll(async () => {
    opened.service = await aService('')
  })
  afterAll(() => opened.service.stop())

  test.each([
    ...pages,
    ...api.map(([, path]) => path),
    '/sandbox/feishu/open-apis/x',
    '/sandbox/wecom/cgi-bin/gettoken',
  ])('there is no sandbox: %s', async (path) => {
    expect((await fetch(opened.service.url + path)).status).toBe(404)
  })

  test('the API is closed without a token, to this machine too', async () => {
    expect((await fetch(`${opened.service.url}/api/v1/leads`)).status).toBe(403)
  })
})

describe('a configuration that is half a platform', () => {
  const whole = {
    FEISHU_APP_ID: 'cli_1',
    FEISHU_APP_SECRET: 's',
    FEISHU_ENCRYPT_KEY: 'k',
    FEISHU_VERIFICATION_TOKEN: 'v',
    WECOM_CORP_ID: 'ww1',
    WECOM_AGENT_ID: '1',
    WECOM_SECRET: 's',
    WECOM_CALLBACK_TOKEN: 't',
    WECOM_ENCODING_AES_KEY: 'a'.repeat(43),
  }
  test.each(Object.keys(whole))('without %s starts neither the service nor a sandbox', (name) => {
    expect(() => readConfig({ ...whole, [name]: '' })).toThrow(name)
  })

  test('a reading token alone opens nothing', () => {
    const [writer, reader] = ['a-token-that-writes', 'a-token-that-reads']
    const needsAnother = 'API_READ_TOKEN: needs an API_TOKEN'
    expect(() => readConfig({ API_READ_TOKEN: reader })).toThrow(needsAnother)
    expect(() => readConfig({ API_TOKEN: reader, API_READ_TOKEN: reader })).toThrow(needsAnother)
    expect(readConfig({ API_TOKEN: writer, API_READ_TOKEN: reader }).apiReadToken).toBe(reader)
  })
})

const isOpen = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 })
    socket.once('connect', () => resolve(true))
    for (const event of ['error', 'timeout']) socket.once(event, () => resolve(false))
    socket.once('close', () => socket.destroy())
  })

function routesOf(middleware: unknown): [string, string][] {
  const { router } = middleware as { router: { stack: { path: string; methods: string[] }[] } }
  return router.stack.flatMap(({ path, methods }) =>
    methods
      .filter((method) => method !== 'HEAD')
      .map((method): [string, string] => [method, String(path).replace(':key', 'x')]),
  )
}
