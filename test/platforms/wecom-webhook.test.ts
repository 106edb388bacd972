import { describe, expect, test } from 'vitest'
import { Malformed, Unauthentic } from '../../src/errors.ts'
import { createWeCom } from '../../src/platforms/wecom/index.ts'
import { testDeps } from './support/deps.ts'
import {
  outerXml,
  sealWeCom,
  signWeCom,
  wecomConfig,
  wecomEcho,
  wecomPost,
  wecomXml,
} from './support/wecom-request.ts'

const wecom = createWeCom(wecomConfig, testDeps())
const hello = wecomXml({ MsgType: 'text', Content: '你好', MsgId: '4561255354251345929' })
const words = 'the request is not from this WeCom app'

describe('URL verification', () => {
  test('is answered with the bare text', () => {
    const received = wecom.receive(wecomEcho('1616140317555161061'))
    expect(received.inbounds).toEqual([])
    expect(received.answer()).toEqual({
      status: 200,
      type: 'text/plain; charset=utf-8',
      body: '1616140317555161061',
    })
  })

  test('survives a query that was decoded twice', () => {
    const request = wecomEcho('x'.repeat(300))
    expect(request.query.get('echostr')).toContain('+')
    const spaced = new URLSearchParams(request.query)
    spaced.set('echostr', (request.query.get('echostr') ?? '').replaceAll('+', ' '))
    expect(wecom.receive({ ...request, query: spaced }).answer().body).toBe('x'.repeat(300))
  })

  test('for another corp is refused', () => {
    expect(() => wecom.receive(wecomEcho('1', 'ww_other'))).toThrow(new Unauthentic(words))
  })
})

describe('a signed and encrypted event', () => {
  test('of the documentation is read (developer.work.weixin.qq.com/document/path/90968)', () => {
    const own = createWeCom(
      { ...wecomConfig, corpId: 'wx5823bf96d3bd56c7', agentId: 218 },
      testDeps('2014-09-02T12:30:00Z'),
    )
    const encrypt =
      'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=='
    const query = new URLSearchParams({
      msg_signature: '477715d11cdb4164915debcba66cb864d751f3e6',
      timestamp: '1409659813',
      nonce: '1372623149',
    })
    const body = Buffer.from(outerXml({ corpId: 'wx5823bf96d3bd56c7', agentId: '218', encrypt }))
    expect(own.receive({ method: 'POST', query, headers: {}, body }).inbounds).toMatchObject([
      {
        key: '218|mycreate|4561255354251345929',
        sender: 'mycreate',
        content: { kind: 'text', text: 'hello' },
      },
    ])
  })

  test('becomes an inbound and is answered with an empty 200, toast or not', () => {
    const received = wecom.receive(wecomPost(hello))
    expect(received.inbounds).toHaveLength(1)
    expect(received.answer({ tone: 'success', text: '好' })).toMatchObject({ status: 200, body: '' })
  })
})

describe('what is not from our corp and app is refused in the same words', () => {
  const good = wecomPost(hello)
  const without = (name: string) => {
    const query = new URLSearchParams(good.query)
    query.delete(name)
    return query
  }
  const twice = new URLSearchParams([...good.query, ['nonce', 'n1']])
  const forged: [string, Parameters<typeof wecom.receive>[0]][] = [
    ['no signature', { ...good, query: without('msg_signature') }],
    ['no nonce', { ...good, query: without('nonce') }],
    ['two nonces', { ...good, query: twice }],
    ['another token', wecomPost(hello, { token: 'other' })],
    ['another receiver inside', wecomPost(hello, { receiver: 'ww_other' })],
    ['an empty receiver inside', wecomPost(hello, { receiver: '' })],
    ['another corp outside', wecomPost(hello, { corpId: 'ww_other' })],
    ['another app outside', wecomPost(hello, { agentId: '1000003' })],
    ['another corp in the event', wecomPost(wecomXml({ ToUserName: 'ww_other', MsgType: 'text' }))],
    ['plain XML', { ...good, body: Buffer.from(hello) }],
    ['another key', wecomPost('', { encrypt: sealWeCom(hello, 'ww_corp', 'a'.repeat(43)) })],
    ['not base64', wecomPost('', { encrypt: '###' })],
    ['cut', wecomPost('', { encrypt: sealWeCom(hello).slice(0, -20) })],
    ['a few bytes', wecomPost('', { encrypt: 'AAAA' })],
    ['no query at all', { ...good, query: new URLSearchParams() }],
  ]
  test.each(forged)('%s', (_, request) => {
    expect(() => wecom.receive(request)).toThrow(new Unauthentic(words))
  })

  test('a flipped byte in every block', () => {
    const sealed = Buffer.from(sealWeCom(hello), 'base64')
    for (let at = 0; at < sealed.length; at += 16) {
      const flipped = Buffer.from(sealed)
      flipped.writeUInt8(flipped.readUInt8(at) ^ 0xff, at)
      const encrypt = flipped.toString('base64')
      const body = Buffer.from(outerXml({ corpId: 'ww_corp', agentId: '1000002', encrypt }))
      expect(() => wecom.receive({ ...good, body })).toThrow(new Unauthentic(words))
    }
  })
})

describe('XML that harms is malformed and opens nothing', () => {
  const bomb = `<!DOCTYPE lolz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>`
  test('a DOCTYPE outside', () => {
    expect(() => wecom.receive({ ...wecomPost(hello), body: Buffer.from(bomb) })).toThrow(Malformed)
  })

  test('a DOCTYPE inside the cipher', () => {
    expect(() => wecom.receive(wecomPost(bomb))).toThrow(Malformed)
  })

  test('a DOCTYPE that somebody only writes about is text', () => {
    const { inbounds } = wecom.receive(
      wecomPost(wecomXml({ MsgType: 'text', Content: '看 <!DOCTYPE html>', MsgId: '1' })),
    )
    expect(inbounds[0]?.content).toMatchObject({ text: '看 <!DOCTYPE html>' })
  })

  test('fifty thousand levels end quickly', () => {
    const deep = `<xml>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}</xml>`
    const start = performance.now()
    expect(() => wecom.receive({ ...wecomPost(hello), body: Buffer.from(deep) })).toThrow()
    expect(performance.now() - start).toBeLessThan(500)
  })

  // In CPU time, so that a busy machine does not matter: the text sections alone once took a quarter of a minute.
  test.each([
    '<',
    '<a>',
    '<a ',
    '<a/>',
    '</a>',
    'a="',
    '<!--',
    '<![CDATA[',
    '<![CDATA[]]',
    '<?a ',
    '&amp;',
    '<Encrypt>',
  ])('a megabyte of %j costs a stranger more than us', (piece) => {
    const body = Buffer.from(`<xml>${piece.repeat(1_000_000 / piece.length)}</xml>`)
    const before = process.cpuUsage()
    expect(() => wecom.receive({ ...wecomPost(hello), body })).toThrow()
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(300)
  })

  test.each(['<a/>', 'a<b/>', '<?a?>', '<a>'])(
    'sixty bodies of 64 KB with %j cost a stranger more than us',
    (piece) => {
      const body = Buffer.from(`<xml>${piece.repeat(65_000 / piece.length)}</xml>`)
      const before = process.cpuUsage()
      for (let times = 0; times < 60; times++)
        expect(() => wecom.receive({ ...wecomPost(hello), body })).toThrow()
      const { user, system } = process.cpuUsage(before)
      expect((user + system) / 1000).toBeLessThan(300)
    },
  )

  test('what is longer than people can write is read where it is signed', () => {
    const { inbounds } = wecom.receive(
      wecomPost(wecomXml({ MsgType: 'text', Content: '长'.repeat(40_000), MsgId: '1' })),
    )
    expect(inbounds).toHaveLength(1)
  })

  test.each(['', 'hello', '<xml>', '<a/>', '{"xml":1}', '\0'])('not <xml>: %j', (body) => {
    expect(() => wecom.receive({ ...wecomPost(hello), body: Buffer.from(body) })).toThrow(Malformed)
  })
})

test('a request signed for GET is no POST', () => {
  const encrypt = sealWeCom(hello)
  const request = { method: 'POST', query: signWeCom(encrypt), headers: {}, body: Buffer.alloc(0) }
  expect(() => wecom.receive(request)).toThrow(Malformed)
})
