import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttp } from '../../src/chat/http.ts'
import { readConfig } from '../../src/config.ts'
import { type Fake, fakeServer } from '../platforms/support/fake-server.ts'
import { feishuEvent, feishuMessage, signedFeishu } from '../platforms/support/feishu-request.ts'
import { wecomPost, wecomXml } from '../platforms/support/wecom-request.ts'
import { aMember } from '../support/world.ts'
import { aService, type Service } from './support/service.ts'

const opened = {} as { service: Service; inside: Fake }

/** The service beside a server that stands for what else is within its reach: nobody may make it ask there. */
beforeAll(async () => {
  opened.inside = await fakeServer()
  opened.service = await aService()
  const member = await aMember(opened.service.db, { name: '李雷', role: 'sales_ops' })
  const createdAt = opened.service.clock.now()
  for (const [platform, externalId] of [['feishu', 'ou_u1'] as const, ['wecom', 'zhang'] as const])
    await opened.service.db.identity.create({
      data: { platform, externalId, memberId: member.id, createdAt },
    })
})
afterAll(async () => {
  await opened.service.stop()
  await opened.inside.close()
})

test('addresses in messages, pictures, files, places and names are never asked', async () => {
  const { url } = opened.inside
  const said = [
    { message_type: 'text', content: { text: `看看 ${url}/text` } },
    {
      message_type: 'post',
      content: {
        title: url,
        content: [
          [
            { tag: 'a', href: `${url}/a`, text: url },
            { tag: 'img', image_key: `${url}/i` },
          ],
        ],
      },
    },
    { message_type: 'image', content: { image_key: `${url}/image` } },
    { message_type: 'file', content: { file_key: `${url}/file`, file_name: `${url}/name` } },
    { message_type: 'location', content: { name: url, longitude: '1', latitude: '1' } },
    { message_type: 'share_chat', content: { chat_id: url } },
  ]
  for (const [index, { content, ...message }] of said.entries())
    await send(
      'feishu',
      signedFeishu(
        JSON.stringify(
          feishuMessage({ message_id: `om_${index}`, content: JSON.stringify(content), ...message }),
        ),
      ),
    )
  for (const type of ['image', 'voice', 'video', 'link'])
    await send(
      'wecom',
      wecomPost(
        wecomXml({ MsgType: type, MsgId: type, MediaId: `${url}/m`, PicUrl: `${url}/pic`, Url: `${url}/u` }),
      ),
    )
  const value = { act: 'account.show', account: url, url, webhook: url }
  const tap = { operator: { open_id: 'ou_u1' }, action: { value }, context: { open_message_id: url } }
  await send('feishu', signedFeishu(JSON.stringify(feishuEvent('card.action.trigger', tap))))
  expect(opened.inside.calls).toEqual([])
})

test('a group that is named by an address is a name to the platform, and no address', async () => {
  const { db, app, platform, clock } = opened.service
  const { url } = opened.inside
  const now = clock.now()
  const targets = [
    ['wecom', { kind: 'chat', id: `${url}/hook`, via: 'webhook' }],
    ['wecom', { kind: 'chat', id: `k&access_token=1#@${url}`, via: 'webhook' }],
    ['wecom', { kind: 'user', id: `${url}/user` }],
    ['feishu', { kind: 'chat', id: `${url}/chat` }],
  ] as const
  for (const [name, target] of targets) {
    const said = {
      platform: name,
      target,
      kind: 'push',
      message: { text: '喜报' },
      createdAt: now,
      status: 'queued' as const,
    }
    const { id } = await db.delivery.create({ data: said })
    await db.$transaction((tx) => app.queue.send(tx, 'deliver', { deliveryId: id }))
  }
  await app.queue.drain()
  expect(opened.inside.calls).toEqual([])
  const hooks = platform.calls.filter(({ path }) => path === '/cgi-bin/webhook/send')
  expect(hooks.map(({ query }) => [...query.keys()])).toEqual([['key'], ['key']])
})

test('a redirect is not followed, and says nothing of where it led', async () => {
  const { inside, service } = opened
  service.platform.on('/moved', () => ({ status: 302, headers: { location: `${inside.url}/secret` } }))
  await expect(createHttp(2_000)({ method: 'GET', url: `${service.platform.url}/moved` })).rejects.toThrow(
    /^the platform could not be reached/,
  )
  expect(inside.calls).toEqual([])
})

test.each(['file:///etc/passwd', 'ftp://x/', 'javascript:alert(1)', 'not an address', '//x'])(
  'the platforms’ addresses come from the configuration alone, and %s is none',
  (address) => {
    for (const name of ['FEISHU_BASE_URL', 'WECOM_BASE_URL', 'PUBLIC_URL'])
      expect(() => readConfig({ [name]: address })).toThrow(name)
  },
)

test.each([
  'http://open.feishu.cn',
  'http://10.0.0.5:8080',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example/',
])('tokens and words are not sent in the clear beyond this machine: %s', (address) => {
  for (const name of ['FEISHU_BASE_URL', 'WECOM_BASE_URL', 'LLM_BASE_URL'])
    expect(() => readConfig({ [name]: address })).toThrow(`${name}: must be an https address`)
})

test('a platform on this machine may do without, as the sandbox does', () => {
  for (const address of ['http://127.0.0.1:9', 'http://localhost/x', 'http://[::1]:3000'])
    expect(readConfig({ FEISHU_BASE_URL: address }).port).toBe(3000)
})

let count = 0
async function send(platform: string, { query, headers, body }: ReturnType<typeof signedFeishu>) {
  const { service } = opened
  const options = { method: 'POST', headers: headers as Record<string, string>, body: new Uint8Array(body) }
  const { status } = await fetch(`${service.url}/webhooks/${platform}?${query}`, options)
  expect([++count, status]).toEqual([count, 200])
  await service.app.queue.drain()
}
