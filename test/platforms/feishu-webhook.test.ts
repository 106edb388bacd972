import { describe, expect, test } from 'vitest'
import { Malformed, Unauthentic } from '../../src/errors.ts'
import { createFeishu } from '../../src/platforms/feishu/index.ts'
import { testDeps } from './support/deps.ts'
import {
  feishuConfig,
  feishuEvent,
  feishuMessage,
  plainRequest,
  sealFeishu,
  signedBody,
  signedFeishu,
} from './support/feishu-request.ts'

const feishu = createFeishu(feishuConfig, testDeps())
const message = JSON.stringify(feishuMessage({}))

describe('a signed and encrypted event', () => {
  test('becomes an inbound and is answered with 200 {}', () => {
    const received = feishu.receive(signedFeishu(message))
    expect(received.inbounds).toHaveLength(1)
    expect(received.inbounds[0]).toMatchObject({ platform: 'feishu', key: 'om_m1', sender: 'ou_u1' })
    expect(received.answer()).toEqual({ status: 200, type: 'application/json; charset=utf-8', body: '{}' })
  })

  test('a toast goes into the answer', () => {
    const { body } = feishu.receive(signedFeishu(message)).answer({ tone: 'danger', text: '晚了一步' })
    expect(JSON.parse(body)).toEqual({ toast: { type: 'error', content: '晚了一步' } })
  })

  test('is verified over the bytes as they came, whatever JSON they are', () => {
    const spaced = Buffer.from(`{ "encrypt" : "${sealFeishu(message).replaceAll('/', '\\/')}" }`)
    expect(feishu.receive(signedBody(spaced)).inbounds).toHaveLength(1)
  })
})

describe('URL verification', () => {
  test('the documented vector is answered without a signature', () => {
    const body =
      '{"encrypt":"AAECAwQFBgcICQoLDA0OD1CLyyWYwZWTPxsgmMZ3IFYsSo1J0DLgm6yhztmIf5nMu3QUA7NMVvPdmy+14j1EMY9cK2vHehuCNPhh1IP2QhI="}'
    const received = feishu.receive(plainRequest(body))
    expect(received.inbounds).toEqual([])
    expect(received.answer()).toMatchObject({ status: 200, body: '{"challenge":"ch-1"}' })
  })

  test('the documented signature is what we compute', () => {
    const body =
      '{"encrypt":"AAECAwQFBgcICQoLDA0OD1CLyyWYwZWTPxsgmMZ3IFYsSo1J0DLgm6yhztmIf5nMu3QUA7NMVvPdmy+14j1EMY9cK2vHehuCNPhh1IP2QhI="}'
    expect(signedBody(Buffer.from(body), undefined, '1700000000').headers['x-lark-signature']).toBe(
      '9346c0686e733142dddb0c3c515c8c5742363deaab17a493aa323ffa848fe6a2',
    )
  })

  test('with another token is refused', () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'c', token: 'other' })
    expect(() => feishu.receive(signedFeishu(body))).toThrow(Unauthentic)
  })

  test('in plain text is refused where a key is configured', () => {
    const body = { type: 'url_verification', challenge: 'c', token: 'vt-1' }
    expect(() => feishu.receive(plainRequest(body))).toThrow(Unauthentic)
  })
})

describe('what is not from our app is refused in the same words', () => {
  const words = 'the request is not from this Feishu app'
  const good = signedFeishu(message)
  const forged: [string, Parameters<typeof feishu.receive>[0]][] = [
    ['no signature headers', { ...good, headers: {} }],
    ['another signature', { ...good, headers: { ...good.headers, 'x-lark-signature': '0'.repeat(64) } }],
    ['a short signature', { ...good, headers: { ...good.headers, 'x-lark-signature': 'abc' } }],
    [
      'another timestamp',
      { ...good, headers: { ...good.headers, 'x-lark-request-timestamp': '1700000001' } },
    ],
    ['another key', signedFeishu(message, 'another-key')],
    ['plain JSON, signed', signedBody(Buffer.from(message))],
    ['plain JSON', plainRequest(message)],
    ['another token inside', signedFeishu(JSON.stringify(feishuEvent('x', {}, { token: 'other' })))],
    ['no token inside', signedFeishu(JSON.stringify(feishuEvent('x', {}, { token: undefined })))],
    ['another app inside', signedFeishu(JSON.stringify(feishuEvent('x', {}, { app_id: 'cli_other' })))],
    ['plain text that is not JSON', signedFeishu('not json')],
    ['null', signedFeishu('null')],
    ['an array', signedFeishu('[]')],
    ['a number in encrypt', signedBody(Buffer.from('{"encrypt":1}'))],
    ['not base64 in encrypt', signedBody(Buffer.from('{"encrypt":"###"}'))],
    ['an empty encrypt', signedBody(Buffer.from('{"encrypt":""}'))],
    [
      'an old envelope without app',
      signedFeishu('{"uuid":"u","token":"vt-1","event":{"type":"p2p_chat_create"}}'),
    ],
  ]
  test.each(forged)('%s', (_, request) => {
    expect(() => feishu.receive(request)).toThrow(new Unauthentic(words))
  })

  test('a flipped byte in every block of the cipher, signed again', () => {
    const sealed = Buffer.from(sealFeishu(message), 'base64')
    for (let at = 16; at < sealed.length; at += 16) {
      const flipped = Buffer.from(sealed)
      flipped.writeUInt8(flipped.readUInt8(at) ^ 0xff, at)
      const body = Buffer.from(JSON.stringify({ encrypt: flipped.toString('base64') }))
      // Some flips only garble text that nobody checks; none may do anything but this.
      const outcome = outcomeOf(() => feishu.receive({ ...signedBody(body), headers: good.headers }))
      expect(outcome).toBe(`Unauthentic: ${words}`)
    }
  })

  test('the cipher cut at every length', () => {
    const sealed = Buffer.from(sealFeishu(message), 'base64')
    for (let length = 0; length < sealed.length; length += 1) {
      const body = Buffer.from(JSON.stringify({ encrypt: sealed.subarray(0, length).toString('base64') }))
      expect(outcomeOf(() => feishu.receive(signedBody(body)))).toBe(`Unauthentic: ${words}`)
    }
  })
})

test.each(['', 'hello', '{"encrypt":', '[]', 'null', '"x"', '\0'])(
  'a body that is not a JSON object is malformed: %j',
  (body) => {
    expect(() => feishu.receive(plainRequest(body))).toThrow(Malformed)
  },
)

test('a hundred thousand levels of JSON do no harm', () => {
  const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  expect(() => feishu.receive(plainRequest(deep))).toThrow(Unauthentic)
})

describe('without an encrypt key', () => {
  const { encryptKey: _, ...rest } = feishuConfig
  const open = createFeishu(rest, testDeps())

  test('the verification token decides', () => {
    expect(open.receive(plainRequest(message)).inbounds).toHaveLength(1)
    const forged = feishuEvent('im.message.receive_v1', {}, { token: 'other' })
    expect(() => open.receive(plainRequest(forged))).toThrow(Unauthentic)
  })

  test('an encrypted body cannot be read and is refused', () => {
    expect(() => open.receive(signedFeishu(message))).toThrow(Unauthentic)
  })
})

function outcomeOf(run: () => unknown): string {
  try {
    run()
    return 'accepted'
  } catch (error) {
    return String(error)
  }
}
