import { afterAll, beforeAll, expect, test } from 'vitest'
import { lineOf } from '../../src/errors.ts'
import { createLog } from '../../src/log.ts'
import {
  feishuConfig,
  feishuEvent,
  feishuMessage,
  signedFeishu,
} from '../platforms/support/feishu-request.ts'
import { wecomConfig, wecomPost, wecomXml } from '../platforms/support/wecom-request.ts'
import { aMember, anAccount } from '../support/world.ts'
import { aService, type Service } from './support/service.ts'

const token = 'bearer-of-the-log-test'
const opened = {} as { service: Service }
beforeAll(async () => {
  const service = await aService(token)
  opened.service = service
  const member = await aMember(service.db, { name: '欧阳慕雪', mobile: '13977778888' })
  const createdAt = service.clock.now()
  for (const [platform, externalId] of [['feishu', 'ou_u1'] as const, ['wecom', 'zhang'] as const])
    await service.db.identity.create({ data: { platform, externalId, memberId: member.id, createdAt } })
  await anAccount(service.db, { name: '紫藤花艺有限公司', ownerId: member.id })
})
afterAll(() => opened.service.stop())

/** Planted in what is said, in records, in keys and in what the platforms answer. */
const planted = [
  ...['欧阳慕雪', '13977778888', '紫藤花艺', '13566667777', '要六折', '暗号', '86,000', '86000'],
  ...[token, 't-1-secret', feishuConfig.appSecret, feishuConfig.verificationToken, feishuConfig.encryptKey],
  ...[
    wecomConfig.secret,
    wecomConfig.callbackToken,
    wecomConfig.encodingAesKey,
    'access_token',
    'corpsecret',
  ],
] as string[]

test('a day of work and of trouble leaves not a word of it in the log, down to trace', async () => {
  await says('拜访 紫藤花艺 暗号：要六折，电话13566667777，周五再联系')
  await says('紫藤花艺 回款 8.6万')
  await says('新线索 紫藤花艺 13566667777')
  await says('这句话谁也听不懂 暗号')
  await taps('account.show', { account: '暗号' })
  await taps('暗号', {})
  await wecomSays('看看 紫藤花艺')
  for (const trouble of troubles) {
    for (const path of ['/open-apis/im/v1/messages', '/cgi-bin/message/send'])
      opened.service.platform.on(path, () => trouble)
    await says('看看 紫藤花艺')
    await wecomSays('我的客户 暗号')
  }
  await asks('POST', '/leads', { company: '紫藤花艺', phone: '13566667777', note: '暗号' })
  await asks('GET', '/leads?phone=13566667777&cursor=13566667777')
  expect(leaked()).toEqual([])
  const deliveries = await opened.service.db.delivery.findMany({ where: { error: { not: null } } })
  expect(deliveries.length).toBeGreaterThan(0)
  expect(planted.filter((word) => deliveries.some(({ error }) => error?.includes(word)))).toEqual([])
})

test('who writes by the API is in the log: by which token, where and from which address', async () => {
  const { status } = await asks('POST', '/leads', { company: '紫藤花艺二店', phone: '13566667777' })
  expect(status).toBe(201)
  const line = opened.service
    .log()
    .split('\n')
    .findLast((one) => one.includes('API request'))
  expect(JSON.parse(line as string)).toMatchObject({
    status: 201,
    method: 'POST',
    route: '/api/v1/leads',
    caller: 'writer',
    peer: expect.stringContaining('127.0.0.1'),
  })
})

test('who is turned away by the API is in the log, by the route and with nothing that they wrote', async () => {
  const [apiReadToken, guessed] = ['bearer-that-may-only-read', 'bearer-that-is-guessed']
  const service = await aService(token, { apiReadToken, apiPerMinute: 3 })
  const status = async (bearer: string, method: string, path: string) => {
    const headers = { authorization: `Bearer ${bearer}` }
    return (await fetch(`${service.url}/api/v1${path}`, { method, headers })).status
  }
  expect(await status(guessed, 'GET', '/leads/暗号')).toBe(401)
  expect(await status(apiReadToken, 'DELETE', '/payments/暗号')).toBe(403)
  for (const expected of [200, 200, 429])
    expect(await status(apiReadToken, 'GET', '/leads?phone=13566667777')).toBe(expected)
  const lines = service.log().split('\n')
  await service.stop()
  const refused = lines.filter((line) => line.includes('API request refused')).map((line) => JSON.parse(line))
  const peer = expect.stringContaining('127.0.0.1')
  expect(refused).toMatchObject([
    { level: 40, status: 401, method: 'GET', route: '/api/v1/leads/:id', caller: 'stranger', peer },
    { level: 40, status: 403, method: 'DELETE', route: '/api/v1/payments/:id', caller: 'reader', peer },
    { level: 40, status: 429, method: 'GET', route: '/api/v1/leads', caller: 'reader', peer },
  ])
  for (const word of [...planted, apiReadToken, guessed]) expect(lines.join()).not.toContain(word)
})

test('nor does it tell when the database fails in the middle of it', async () => {
  const { db } = opened.service
  await db.$executeRawUnsafe('ALTER TABLE "Visit" RENAME COLUMN content TO moved')
  await says('拜访 紫藤花艺 暗号：要六折，电话13566667777').catch(() => {})
  await asks('GET', '/visits')
  await db.$executeRawUnsafe('ALTER TABLE "Visit" RENAME COLUMN moved TO content')
  await db.$executeRawUnsafe(
    `ALTER TABLE "Visit" ADD CONSTRAINT c CHECK (content NOT LIKE '%六折%') NOT VALID`,
  )
  await says('拜访 紫藤花艺 暗号：要六折，电话13566667777').catch(() => {})
  expect(opened.service.log()).toContain('inbound failed')
  expect(leaked()).toEqual([])
  const failed = await db.inbound.findMany({ where: { error: { not: null } } })
  expect(failed.length).toBeGreaterThan(0)
  expect(planted.filter((word) => failed.some(({ error }) => error?.includes(word)))).toEqual([])
})

test('errors that repeat what they were given are told without it', async () => {
  const lines: string[] = []
  const log = createLog('trace', { write: (line) => void lines.push(line) })
  const { db } = opened.service
  const failures = [
    () => db.member.create({ data: { name: '暗号', mobile: 13566667777 } as never }),
    () => db.member.findUnique({ where: { id: '暗号13566667777' } }),
    () => db.$queryRaw`SELECT ${'暗号'}::uuid`,
    () =>
      db.identity.create({
        data: { platform: '暗号', externalId: '暗号', memberId: none, createdAt: new Date(0) },
      }),
    async () => JSON.parse('暗号13566667777'),
    async () => new URL('暗号13566667777'),
  ]
  for (const failure of failures) {
    const error = await failure().then(
      () => null,
      (thrown: unknown) => thrown,
    )
    log.error({ err: error }, 'failed')
    lines.push(lineOf(error))
  }
  expect(lines).toHaveLength(2 * failures.length)
  expect(planted.filter((word) => lines.join().includes(word))).toEqual([])
})

const none = '00000000-0000-7000-8000-000000000000'
const leaked = () => planted.filter((word) => opened.service.log().includes(word))

/** What a platform may answer; some repeat what was sent. */
const troubles = [
  {
    status: 200,
    body: { code: 230001, msg: 'invalid content: 紫藤花艺 13566667777', errcode: 40058, errmsg: '紫藤花艺' },
  },
  {
    status: 200,
    body: {
      code: 99991663,
      msg: 'token t-1-secret expired',
      errcode: 42001,
      errmsg: 'access_token t-1-secret',
    },
  },
  { status: 500, body: '<html>紫藤花艺</html>' },
  { status: 302, headers: { location: 'http://127.0.0.1:9/?access_token=t-1-secret' } },
  { status: 200, body: 'not json: 紫藤花艺' },
]

let count = 0
const says = (text: string) =>
  send(
    'feishu',
    signedFeishu(
      JSON.stringify(feishuMessage({ message_id: `om_${++count}`, content: JSON.stringify({ text }) })),
    ),
  )
const wecomSays = (Content: string) =>
  send('wecom', wecomPost(wecomXml({ MsgType: 'text', Content, MsgId: String(++count) })))
const taps = (act: string, args: object) =>
  send(
    'feishu',
    signedFeishu(
      JSON.stringify(
        feishuEvent(
          'card.action.trigger',
          {
            operator: { open_id: 'ou_u1' },
            action: { value: { act, ...args } },
            context: { open_message_id: 'om_x' },
          },
          { event_id: `ev-${++count}` },
        ),
      ),
    ),
  )

async function send(platform: string, { query, headers, body }: ReturnType<typeof signedFeishu>) {
  const { service } = opened
  const options = { method: 'POST', headers: headers as Record<string, string>, body: new Uint8Array(body) }
  const { status } = await fetch(`${service.url}/webhooks/${platform}?${query}`, options)
  expect(status).toBe(200)
  await service.app.queue.drain()
}

const asks = (method: string, path: string, body?: object) =>
  fetch(`${opened.service.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
