import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WebhookRequest } from '../../src/chat/platform.ts'
import {
  feishuEvent,
  feishuMessage,
  plainRequest,
  sealFeishu,
  signedBody,
  signedFeishu,
} from '../platforms/support/feishu-request.ts'
import { outerXml, sealWeCom, wecomEcho, wecomPost, wecomXml } from '../platforms/support/wecom-request.ts'
import { aService, type Service } from './support/service.ts'

const words = '华联超市答应周五付款'
const opened = {} as { service: Service }
beforeAll(async () => {
  opened.service = await aService()
})
afterAll(() => opened.service.stop())
beforeEach(() => opened.service.clock.set(new Date('2026-03-02T10:00:00Z')))

const event = JSON.stringify(feishuMessage({ content: JSON.stringify({ text: words }) }))
const good = signedFeishu(event)
const withHeader = (name: string, value: string | undefined) => ({
  ...good,
  headers: { ...good.headers, [name]: value },
})
const without = (name: string) => {
  const { [name]: _, ...headers } = good.headers
  return { ...good, headers }
}
const sealed = Buffer.from(sealFeishu(event), 'base64')
const sealedAs = (bytes: Buffer) =>
  signedBody(Buffer.from(JSON.stringify({ encrypt: bytes.toString('base64') })))
const flipped = (bytes: Buffer, at: number) => {
  const copy = Buffer.from(bytes)
  copy.writeUInt8(copy.readUInt8(at) ^ 0xff, at)
  return copy
}
const inside = (header: object) =>
  signedFeishu(JSON.stringify(feishuEvent('im.message.receive_v1', {}, header)))

/** Comes without a signature (feishu.md). */
const question = (values: object = {}) => {
  const asked = { type: 'url_verification', token: 'vt-1', challenge: 'ajls384kdjx98XX', ...values }
  return plainRequest({ encrypt: sealFeishu(JSON.stringify(asked)) })
}

const forgedFeishu: [string, WebhookRequest, 400 | 401][] = [
  ['no signature', without('x-lark-signature'), 401],
  ['no timestamp', without('x-lark-request-timestamp'), 401],
  ['no nonce', without('x-lark-request-nonce'), 401],
  ['a signature of noughts', withHeader('x-lark-signature', '0'.repeat(64)), 401],
  ['an empty signature', withHeader('x-lark-signature', ''), 401],
  [
    'a signature in capitals',
    withHeader('x-lark-signature', good.headers['x-lark-signature']?.toUpperCase()),
    401,
  ],
  ['another timestamp', withHeader('x-lark-request-timestamp', '1772442001'), 401],
  ['another nonce', withHeader('x-lark-request-nonce', 'other'), 401],
  ['the signature of another body', { ...good, body: signedFeishu('{}').body }, 401],
  ['one more byte in the body', { ...good, body: Buffer.concat([good.body, Buffer.from(' ')]) }, 401],
  ['another encrypt key', signedFeishu(event, 'another'), 401],
  ['plain text where there is a key', plainRequest(event), 401],
  ['plain text, signed', signedBody(Buffer.from(event)), 401],
  ['another app', inside({ app_id: 'cli_other' }), 401],
  ['another verification token', inside({ token: 'vt-2' }), 401],
  ['signed a month ago', signedBody(good.body, undefined, '1769763600'), 401],
  ['signed a year from now', signedBody(good.body, undefined, '1803978000'), 401],
  ['a time that took digits of the nonce', signedBody(good.body, undefined, '17724420001462'), 401],
  [
    'a question, wrongly signed',
    { ...question(), headers: withHeader('x-lark-signature', '0').headers },
    401,
  ],
  ['a question for another token', question({ token: 'vt-2' }), 401],
  ['a question that would give back what somebody said', question({ challenge: words }), 401],
  ['a question of two thousand bytes', question({ padding: '1'.repeat(2_000) }), 401],
  ['signed at no time', signedBody(good.body, undefined, 'yesterday'), 401],
  ['a short cipher', sealedAs(sealed.subarray(0, 15)), 401],
  ['only the initial vector', sealedAs(sealed.subarray(0, 16)), 401],
  ['a cut cipher', sealedAs(sealed.subarray(0, -7)), 401],
  ['bad padding', sealedAs(flipped(sealed, sealed.length - 17)), 401],
  ['a flipped first block', sealedAs(flipped(sealed, 20)), 401],
  ['no base64', signedBody(Buffer.from('{"encrypt":"%%%"}')), 401],
  ['a sealed null', signedFeishu('null'), 401],
  ['sealed words', signedFeishu('hello'), 401],
  ['a cut body', plainRequest(good.body.subarray(0, -2).toString()), 400],
  ['an empty body', plainRequest(''), 400],
  ['a hundred thousand levels', plainRequest(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), 400],
  ['a hundred thousand levels, open', plainRequest('{"a":'.repeat(100_000)), 400],
  ['an own prototype', plainRequest('{"__proto__":{"encrypt":"AAAA"}}'), 401],
]

const said = { MsgType: 'text', Content: words, MsgId: '4561255354251345929' }
const hello = wecomXml(said)
const post = wecomPost(hello)
const ofQuery = (change: (query: URLSearchParams) => void) => {
  const query = new URLSearchParams(post.query)
  change(query)
  return { ...post, query }
}
const cipher = Buffer.from(sealWeCom(hello), 'base64')
const bomb = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(50)}"><!ENTITY c "${'&b;'.repeat(50)}">]>`
const outside = `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM "http://127.0.0.1:9/">]>`
const xml = (text: string) => ({ ...post, body: Buffer.from(text) })

const forgedWeCom: [string, WebhookRequest, 400 | 401][] = [
  ['no signature', ofQuery((query) => query.delete('msg_signature')), 401],
  ['no timestamp', ofQuery((query) => query.delete('timestamp')), 401],
  ['two signatures', ofQuery((query) => query.append('msg_signature', '0'.repeat(40))), 401],
  ['a signature of noughts', ofQuery((query) => query.set('msg_signature', '0'.repeat(40))), 401],
  ['a signature of another length', ofQuery((query) => query.set('msg_signature', 'é')), 401],
  ['another timestamp', ofQuery((query) => query.set('timestamp', '1772442001')), 401],
  ['another nonce', ofQuery((query) => query.set('nonce', 'n2')), 401],
  ['another callback token', wecomPost(hello, { token: 'other' }), 401],
  ['plain text', xml(hello), 401],
  ['another corp outside', wecomPost(hello, { corpId: 'ww_other' }), 401],
  ['another corp in the event', wecomPost(wecomXml({ ToUserName: 'ww_other', MsgType: 'text' })), 401],
  ['another app', wecomPost(hello, { agentId: '1000003' }), 401],
  ['sealed for another corp', wecomPost(hello, { receiver: 'ww_other' }), 401],
  ['sealed for nobody', wecomPost(hello, { receiver: '' }), 401],
  ['another AES key', wecomPost('', { encrypt: sealWeCom(hello, 'ww_corp', 'a'.repeat(43)) }), 401],
  ['a short cipher', wecomPost('', { encrypt: cipher.subarray(0, 16).toString('base64') }), 401],
  ['a cut cipher', wecomPost('', { encrypt: cipher.subarray(0, -5).toString('base64') }), 401],
  ['bad padding', wecomPost('', { encrypt: flipped(cipher, cipher.length - 17).toString('base64') }), 401],
  ['a length that lies', wecomPost('', { encrypt: flipped(cipher, 2).toString('base64') }), 401],
  ['no base64', wecomPost('', { encrypt: '%%%' }), 401],
  [
    'two ciphers',
    xml(
      outerXml({ corpId: 'ww_corp', agentId: '1000002', encrypt: 'A' }).replace(
        '</xml>',
        '<Encrypt>B</Encrypt></xml>',
      ),
    ),
    401,
  ],
  ['a question for another corp', wecomEcho('1', 'ww_other'), 401],
  ['an event as a question', wecomEcho(hello), 401],
  // As when timestamp and nonce have changed places: they are signed in the order of their digits.
  [
    'an event of last month under a time of today',
    wecomPost(wecomXml({ ...said, CreateTime: '1769763600' })),
    401,
  ],
  ['a time that took digits of the nonce', wecomPost(hello, { at: '17724420001462' }), 401],
  ['a year ahead', wecomPost(hello, { at: '1803978000' }), 401],
  ['an entity bomb', xml(`${bomb}<xml><Encrypt>&c;</Encrypt></xml>`), 400],
  ['an entity bomb, sealed', wecomPost(`${bomb}<xml><Content>&c;</Content></xml>`), 400],
  ['an external entity', xml(`${outside}<xml><Encrypt>&f;&h;</Encrypt></xml>`), 400],
  ['an external entity, sealed', wecomPost(`${outside}<xml><Content>&f;</Content></xml>`), 400],
  ['fifty thousand levels', xml(`<xml>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}</xml>`), 400],
  [
    'fifty thousand levels, sealed',
    wecomPost(`<xml>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}</xml>`),
    400,
  ],
  ['an own prototype', xml('<xml><__proto__><Encrypt>A</Encrypt></__proto__></xml>'), 400],
  ['a cut body', xml(post.body.subarray(0, -3).toString()), 400],
  ['no XML', xml('{"Encrypt":"A"}'), 400],
]

describe.each([
  ['feishu', forgedFeishu],
  ['wecom', forgedWeCom],
] as const)('what was not sent by %s', (platform, forged) => {
  test.each(forged)('%s is refused and leaves no trace', async (_name, request, status) => {
    const answer = await send(platform, request)
    expect(answer.status).toBe(status)
    expect(answer.text).toBe(status === 401 ? 'unauthorized' : 'bad request')
    expect(await opened.service.db.inbound.count()).toBe(0)
  })
})

test('each refusal is counted and logged once, without a word of what was sent', async () => {
  const metrics = await (await fetch(`${opened.service.url}/metrics`)).text()
  const counts = [...metrics.matchAll(/^liaodan_webhook_refused_total\{.*\} (\d+)$/gm)].map(([, count]) =>
    Number(count),
  )
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(forgedFeishu.length + forgedWeCom.length)
  const lines = opened.service
    .log()
    .split('\n')
    .filter((line) => line.includes('webhook refused'))
  expect(lines).toHaveLength(forgedFeishu.length + forgedWeCom.length)
  expect(opened.service.log()).not.toMatch(/华联|encrypt|vt-1|x-lark|msg_signature|ww_other|cli_other/)
})

test('nothing that came in changed what things inherit', () => {
  expect(({} as { encrypt?: string }).encrypt).toBeUndefined()
  expect(({} as { Encrypt?: string }).Encrypt).toBeUndefined()
})

describe.each([
  ['feishu', good],
  ['wecom', post],
] as const)('a captured request of %s', (platform, captured) => {
  const count = () => opened.service.db.inbound.count({ where: { platform } })

  test('is answered again within the hours in which platforms repeat, and does nothing a second time', async () => {
    for (let sent = 0; sent < 3; sent++) expect((await send(platform, captured)).status).toBe(200)
    const together = await Promise.all(Array.from({ length: 8 }, () => send(platform, captured)))
    expect(together.map(({ status }) => status)).toEqual(Array(8).fill(200))
    opened.service.clock.advance(86_400_000)
    expect((await send(platform, captured)).status).toBe(200)
    expect(await count()).toBe(1)
    await opened.service.app.queue.drain()
  })

  test('is refused after a week, long before the service forgets that it came', async () => {
    opened.service.clock.advance(8 * 86_400_000)
    expect((await send(platform, captured)).status).toBe(401)
    opened.service.clock.advance(40 * 86_400_000)
    await opened.service.app.timekeeper.runNow('clean-up')
    expect(await count()).toBe(0)
    expect((await send(platform, captured)).status).toBe(401)
    expect(await count()).toBe(0)
  })
})

test('each platform’s question whether the address is ours is answered', async () => {
  const feishu = await send('feishu', question())
  expect([feishu.status, JSON.parse(feishu.text)]).toEqual([200, { challenge: 'ajls384kdjx98XX' }])
  expect(await send('wecom', wecomEcho('1616140317555161061'))).toEqual({
    status: 200,
    text: '1616140317555161061',
  })
})

describe('what is properly signed and still means harm', () => {
  test('an own prototype in a button’s value and in a form stays a word', async () => {
    const value = JSON.parse('{"act":"undo","__proto__":{"admin":"1"},"constructor":"x"}')
    const tapped = feishuEvent('card.action.trigger', {
      operator: { open_id: 'ou_nobody' },
      action: { tag: 'button', value, form_value: JSON.parse('{"__proto__":"1","toString":"2"}') },
      context: { open_message_id: 'om_1', open_chat_id: 'oc_1' },
    })
    expect((await send('feishu', signedFeishu(JSON.stringify(tapped)))).status).toBe(200)
    expect(({} as { admin?: string }).admin).toBeUndefined()
    await opened.service.app.queue.drain()
  })

  test('a NUL and half a character are left out of what is stored', async () => {
    const content = JSON.stringify({ text: '公海 \0\ud800%' })
    const message = feishuMessage({ message_id: 'om_\0nul', content })
    expect((await send('feishu', signedFeishu(JSON.stringify(message)))).status).toBe(200)
    const stored = await opened.service.db.inbound.findFirstOrThrow({ where: { key: 'om_nul' } })
    expect(stored.body).toMatchObject({ content: { text: '公海 \ufffd%' } })
    await opened.service.app.queue.drain()
  })

  test.each(['/webhooks/slack', '/webhooks/feishu/../wecom/x', '/webhooks/'])(
    '%s is no webhook',
    async (path) => {
      expect((await fetch(opened.service.url + path, { method: 'POST', body: good.body })).status).toBe(404)
    },
  )

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is no way to send an event', async (method) => {
    const response = await fetch(`${opened.service.url}/webhooks/feishu`, { method, body: good.body })
    expect([404, 405]).toContain(response.status)
  })
})

async function send(platform: string, { method, query, headers, body }: WebhookRequest) {
  const given = Object.entries(headers).filter((one): one is [string, string] => one[1] !== undefined)
  const response = await fetch(`${opened.service.url}/webhooks/${platform}?${query}`, {
    method,
    headers: given,
    ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
  })
  return { status: response.status, text: await response.text() }
}
