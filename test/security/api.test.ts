import { gzipSync } from 'node:zlib'
import type { Middleware } from 'koa'
import { beforeAll, describe, expect, test } from 'vitest'
import { apiRoutes } from '../../src/web/api/index.ts'
import { resources } from '../../src/web/api/resources/index.ts'
import { aLead, anAccount } from '../support/world.ts'
import { apiServer, rawStatus, token } from '../web/support.ts'
import { booksOf } from './support/books.ts'
import { otherwise } from './support/otherwise.ts'

const readToken = 'may-only-read'
const nobody = '00000000-0000-7000-8000-000000000000'

/** The routes as the router has them: a new one is tested by existing. */
const routes = routesIn(apiRoutes({ door: {} } as never)).map(([method, path]) => [
  method,
  path.replace('/api/v1', '').replace(/:\w+/g, nobody),
])
const guarded = routes.filter(([, path]) => path !== '/openapi.json') as [string, string][]
const writes = guarded.filter(([method]) => method !== 'GET')

test('the table holds lists, records, settings and acts', () => {
  expect(guarded.length).toBeGreaterThan(50)
  for (const { name } of resources) expect(guarded).toContainEqual(['GET', `/${name}`])
})

describe('without a right to come in', () => {
  const api = apiServer({ token, readToken })
  beforeAll(async () => {
    await aLead(api.db, { company: '华联超市', phone: '13800000001' })
  })

  const keys: [string, string | null][] = [
    ['no token', null],
    ['an empty one', 'Bearer '],
    ['a wrong one', 'Bearer wrong'],
    ['half of it', `Bearer ${token.slice(0, -1)}`],
    ['more than it', `Bearer ${token}x`],
    ['another case', `Bearer ${token.toUpperCase()}`],
    ['another scheme', `Basic ${Buffer.from(`api:${token}`).toString('base64')}`],
    ['the bare word', token],
    ['two of them', `Bearer ${token}, Bearer ${token}`],
  ]
  test.each(keys)('%s opens no route', async (_name, authorization) => {
    const before = await booksOf(api.db)
    for (const [method, path] of guarded) {
      const answer = await ask(api.url(path), method, authorization === null ? {} : { authorization })
      expect([method, path, answer.status]).toEqual([method, path, 401])
      expect(answer.text).not.toContain('1380000')
    }
    expect(await booksOf(api.db)).toEqual(before)
  })

  test('no route is open where its path is written otherwise', async () => {
    const before = await booksOf(api.db)
    for (const [method, path] of guarded)
      for (const written of otherwise(`/api/v1${path}`)) {
        const answer = await ask(new URL(written, api.url('')).href, method)
        expect([method, written, answer.status]).toEqual([
          method,
          written,
          expect.toSatisfy((status: number) => status === 401 || status === 404),
        ])
        expect(answer.text).not.toContain('1380000')
      }
    expect(await booksOf(api.db)).toEqual(before)
  })

  test('a token in the address is none', async () => {
    for (const name of ['token', 'access_token', 'api_token'])
      expect((await ask(api.url(`/leads?${name}=${token}`), 'GET')).status).toBe(401)
  })

  test('the reading token reads', async () => {
    const { status, text } = await ask(api.url('/leads'), 'GET', { authorization: `Bearer ${readToken}` })
    expect([status, JSON.parse(text).items.length]).toEqual([200, 1])
  })

  test.each(writes)('the reading token does not get through %s %s', async (method, path) => {
    const before = await booksOf(api.db)
    const answer = await ask(api.url(path), method, { authorization: `Bearer ${readToken}` })
    expect(answer.status).toBe(403)
    expect(await booksOf(api.db)).toEqual(before)
  })

  test('another method under the same path is not a way round', async () => {
    const headers = { authorization: `Bearer ${readToken}`, 'x-http-method-override': 'DELETE' }
    expect((await ask(api.url('/leads?_method=DELETE'), 'GET', headers)).status).toBe(422)
    expect((await ask(api.url('/leads'), 'POST', headers)).status).toBe(403)
  })
})

const named = apiServer({ token })

test('a compressed body is not unpacked: it may be of any size', async () => {
  const body = new Uint8Array(gzipSync(JSON.stringify({ company: '华联超市' })))
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-encoding': 'gzip',
  }
  const before = await booksOf(named.db)
  expect((await fetch(named.url('/leads'), { method: 'POST', headers, body })).status).toBe(415)
  expect(await booksOf(named.db)).toEqual(before)
})

describe('programs with tokens of their own', () => {
  const [erp, bi] = ['the-token-of-the-erp', 'the-token-of-the-bi']
  const programs = [
    { name: 'erp', token: erp, mayWrite: true },
    { name: 'bi', token: bi, mayWrite: false },
    { name: 'shop', token: 'ends-today-in-shanghai', mayWrite: true, lastDay: '2026-06-10' },
    { name: 'old', token: 'ended-the-day-before', mayWrite: true, lastDay: '2026-06-09' },
  ]
  const api = apiServer({ token, readToken, programs })
  const as = (key: string) => ({ authorization: `Bearer ${key}` })

  test('what one writes is in the books under its name, and can be looked up by it', async () => {
    const body = JSON.stringify({ company: '华联超市' })
    const headers = { ...as(erp), 'content-type': 'application/json' }
    const created = await fetch(api.url('/leads'), { method: 'POST', headers, body })
    expect(created.status).toBe(201)
    const { text } = await ask(api.url('/audit?program=erp'), 'GET', as(bi))
    expect(JSON.parse(text).items).toMatchObject([{ action: 'lead.create', program: 'erp', memberId: null }])
    expect(JSON.parse((await ask(api.url('/audit?program=bi'), 'GET', as(bi))).text).items).toEqual([])
  })

  test.each(writes)('one that may only read does not get through %s %s', async (method, path) => {
    const before = await booksOf(api.db)
    expect((await ask(api.url(path), method, as(bi))).status).toBe(403)
    expect(await booksOf(api.db)).toEqual(before)
  })

  test('one that was given until today opens the API today', async () => {
    expect((await ask(api.url('/leads'), 'GET', as('ends-today-in-shanghai'))).status).toBe(200)
  })

  test.each(guarded)('one that ended yesterday opens no %s %s', async (method, path) => {
    const { status, text } = await ask(api.url(path), method, as('ended-the-day-before'))
    expect(status).toBe(401)
    expect(JSON.parse(text)).toMatchObject({ detail: 'This token ended with 2026-06-09.' })
  })

  test('a name is no token, nor is a token under another name', async () => {
    for (const given of ['erp', `erp=${erp}`, `erp:${erp}`, `${erp},${bi}`])
      expect((await ask(api.url('/leads'), 'GET', as(given))).status).toBe(401)
  })
})

describe('where the API is closed', () => {
  const closed = apiServer({ token: undefined, readToken })
  test.each(guarded)('%s %s stays closed', async (method, path) => {
    for (const given of [undefined, 'Bearer undefined', `Bearer ${readToken}`, 'Bearer '])
      expect((await ask(closed.url(path), method, given ? { authorization: given } : {})).status).toBe(403)
  })
})

test('a parameter that every object has by nature is none that the API knows', async () => {
  for (const name of ['toString', 'constructor', '__proto__', 'valueOf', 'hasOwnProperty'])
    expect(
      (await ask(named.url(`/leads?${name}=`), 'GET', { authorization: `Bearer ${token}` })).status,
    ).toBe(422)
})

describe('in the sandbox, where the API is open to this machine', () => {
  const open = apiServer({ token: undefined, openOnLoopback: true })
  const foreign: [string, Record<string, string>][] = [
    ['another name in Host', { host: 'evil.example' }],
    ['a name that begins like ours', { host: '127.0.0.1.evil.example' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page on another port', { 'sec-fetch-site': 'same-site' }],
    ['a page of another origin in an old browser', { origin: 'http://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['a proxy', { 'x-forwarded-for': '203.0.113.7' }],
  ]
  test.each(foreign)('%s is kept out', async (_name, headers) => {
    expect(await rawStatus(open.url('/leads'), headers)).toBe(403)
  })

  test('a form of another page cannot write: what it may send is no JSON', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const sent = await open.send('POST', '/leads', '{"company":"华联超市"}', { 'content-type': type })
      expect(sent.status).toBe(415)
    }
  })
})

describe('cursors', () => {
  const api = apiServer()
  let cursor = ''
  beforeAll(async () => {
    for (const company of ['华联超市', '永辉便利', '大润发生鲜']) await aLead(api.db, { company })
    cursor = (await api.get('/leads?limit=1')).body.nextCursor
  })

  test('the one that was given works', async () => {
    expect((await api.get(`/leads?limit=1&cursor=${cursor}`)).body.items).toHaveLength(1)
  })

  test('changed in any character it is refused', async () => {
    for (let at = 0; at < cursor.length; at++) {
      const other = cursor[at] === 'A' ? 'B' : 'A'
      const { status } = await api.get(`/leads?cursor=${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`)
      expect(status).toBe(422)
    }
  })

  test.each(['', 'A', '..', '%00', "' OR 1=1", 'null', 'x'.repeat(100)])('%j is none', async (made) => {
    expect((await api.get(`/leads?cursor=${encodeURIComponent(made)}x`)).status).toBe(422)
  })

  test('one of another list, or cut, or twice is refused', async () => {
    expect((await api.get(`/accounts?cursor=${cursor}`)).status).toBe(422)
    expect((await api.get(`/leads?cursor=${cursor.slice(0, -2)}`)).status).toBe(422)
    expect((await api.get(`/leads?cursor=${cursor}&cursor=${cursor}`)).status).toBe(422)
  })
})

describe('what is sent', () => {
  const api = apiServer()
  beforeAll(async () => {
    await aLead(api.db, { company: '华联超市', region: '浙江' })
    await anAccount(api.db, { name: '永辉便利', region: '浙江' })
  })

  const wild = ['%', '_', '%浙%', '\\', "'", "' OR '1'='1", '.*', '$ne']
  test.each(resources.map(({ name, filters }) => [name, Object.keys(filters.shape)] as const))(
    'wildcards and quotes in any filter of %s find nothing',
    async (name, filters) => {
      for (const filter of filters)
        for (const value of wild) {
          const { status, body } = await api.get(`/${name}?${new URLSearchParams({ [filter]: value })}`)
          expect([200, 422]).toContain(status)
          expect(body.items ?? []).toEqual([])
        }
    },
  )

  test.each([
    'region[contains]=浙',
    'region.contains=浙',
    'OR[0][region]=浙江',
    '__proto__[x]=1',
    'select=*',
  ])('an operator in the query is an unknown field: %s', async (query) => {
    expect((await api.get(`/leads?${query}`)).status).toBe(422)
  })

  test('a NUL is refused, in the address and in the body', async () => {
    expect((await api.get('/leads?region=%00')).status).toBe(422)
    expect((await api.post('/leads', { company: 'a\0b' })).status).toBe(422)
  })

  test('an own prototype is an unknown field and changes nothing that is inherited', async () => {
    const { status } = await api.post(
      '/leads',
      '{"company":"甲","__proto__":{"ownerId":"x"},"constructor":1}',
    )
    expect(status).toBe(422)
    expect(({} as { ownerId?: string }).ownerId).toBeUndefined()
  })

  test.each([
    ['nested too deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400],
    ['a string that never ends, of quotes', `"${'\\"'.repeat(500_000)}`, 400],
    ['nested too deep and never closed', '{"a":'.repeat(100_000), 400],
    ['cut', '{"company":"甲"', 400],
    ['more than a mebibyte', JSON.stringify({ company: 'x'.repeat(1_100_000) }), 413],
    ['a bare word', '"甲"', 422],
    ['nothing at all', 'null', 422],
  ])('%s is refused', async (_name, body, status) => {
    expect((await api.post('/leads', body)).status).toBe(status)
  })

  test.each([
    'http://127.0.0.1:6379/',
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1',
    '//evil.example/x',
    '../message/send',
    'key&access_token=1',
    'key#x',
  ])('a group webhook is named by its key, not by an address: %s', async (externalId) => {
    const channel = { platform: 'wecom', via: 'webhook', name: '通报群', externalId }
    expect((await api.post('/channels', channel)).body).toMatchObject({ status: 422, field: 'externalId' })
    expect(await api.db.channel.count()).toBe(0)
  })

  test('no answer to a failure tells more than that', async () => {
    const { status, body } = await api.post('/jobs/broken/runs', {})
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toMatch(/10\.0\.0\.5|secret|Error|at .*\.ts/)
  })
})

function routesIn(middleware: Middleware): [string, string][] {
  const { router } = middleware as unknown as { router: { stack: { path: string; methods: string[] }[] } }
  return router.stack
    .filter(({ path }) => !String(path).includes('{*'))
    .flatMap(({ path, methods }) =>
      methods.filter((method) => method !== 'HEAD').map((method): [string, string] => [method, String(path)]),
    )
}

describe('the key of a group’s webhook, which writes to that group', () => {
  const api = apiServer({ token, readToken })
  const key = '693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa'
  const channel = { platform: 'wecom', via: 'webhook', name: '华东群', externalId: key }
  const read = (path: string) => ask(api.url(path), 'GET', { authorization: `Bearer ${readToken}` })
  beforeAll(async () => {
    await api.db.delivery.create({
      data: {
        platform: 'wecom',
        target: { kind: 'chat', id: key, via: 'webhook' },
        kind: 'push',
        message: { text: '喜报' },
        slot: `wins:2026-06-10:wecom:chat:${key}:2`,
        status: 'failed',
        error: `no robot ${key}`,
        createdAt: new Date('2026-06-10T10:00:00Z'),
      },
    })
  })

  test('goes in whole and comes out as its end, to each token, on each road', async () => {
    const headers = { 'idempotency-key': 'once' }
    const made = await api.post('/channels', channel, headers)
    const { id } = made.body
    expect(made.body.externalId).toBe('…5aaa')
    expect((await api.post('/channels', channel, headers)).body).toEqual(made.body)
    const changed = await api.patch(`/channels/${id}`, { topics: ['wins'] })
    const twice = await api.post('/channels', channel)
    expect([changed.status, twice.status]).toEqual([200, 409])
    const told = [changed, twice].map(({ body }) => JSON.stringify(body))
    for (const path of ['/channels', `/channels/${id}`, '/deliveries', '/audit', '/inbounds'])
      told.push((await read(path)).text)
    for (const answer of told) expect(answer).not.toContain(key.slice(0, -4))
    expect(await api.db.channel.count({ where: { id, externalId: key } })).toBe(1)
  })

  test('is still what lists are filtered by', async () => {
    const [found] = JSON.parse((await read(`/deliveries?target=${key}`)).text).items
    expect(found).toMatchObject({
      target: { kind: 'chat', id: '…5aaa', via: 'webhook' },
      slot: 'wins:2026-06-10:wecom:chat:…5aaa:2',
      error: 'no robot …5aaa',
    })
    expect(JSON.parse((await read(`/channels?externalId=${key}`)).text).items).toHaveLength(1)
    expect(JSON.parse((await read('/channels?externalId=5aaa')).text).items).toHaveLength(0)
  })

  test('other groups are called what they are called', async () => {
    const { body } = await api.post('/channels', { platform: 'feishu', externalId: 'oc_1', name: '华南群' })
    expect(body.externalId).toBe('oc_1')
  })
})

describe('too many requests', () => {
  const api = apiServer({ token, readToken }, 3)
  const statuses = async (authorization: string) => {
    const asking = Array.from({ length: 5 }, () => ask(api.url('/leads?limit=1'), 'GET', { authorization }))
    return (await Promise.all(asking)).map(({ status }) => status).sort()
  }

  test('one token is answered so often in a minute, then it is told when to come again', async () => {
    expect(await statuses(`Bearer ${token}`)).toEqual([200, 200, 200, 429, 429])
    const { headers, body } = await api.get('/leads')
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(body).toMatchObject({ status: 429, title: 'Too many requests' })
  })

  test('who guesses is soon told nothing any more, not even that it was wrong; another token still opens', async () => {
    expect(await statuses('Bearer guess')).toEqual([401, 401, 401, 429, 429])
    expect((await ask(api.url('/leads'), 'GET', { authorization: `Bearer ${readToken}` })).status).toBe(200)
  })

  test('the document is no way round: it is told so often and no more', async () => {
    const asking = Array.from({ length: 4 }, () => ask(api.url('/openapi.json'), 'GET'))
    expect((await Promise.all(asking)).map(({ status }) => status).sort()).toEqual([200, 200, 200, 429])
  })

  test('nothing is written by what was one too many', async () => {
    const before = await booksOf(api.db)
    expect((await api.post('/leads', { company: '华联超市' })).status).toBe(429)
    expect(await booksOf(api.db)).toEqual(before)
  })
})

async function ask(url: string, method: string, headers: Record<string, string> = {}) {
  const body = method === 'GET' ? {} : { body: '{}' }
  const type: Record<string, string> = method === 'GET' ? {} : { 'content-type': 'application/json' }
  const response = await fetch(url, { method, headers: { ...type, ...headers }, ...body })
  return { status: response.status, text: await response.text() }
}
