import type { Context, Middleware } from 'koa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMetrics } from '../../src/web/metrics.ts'
import { createWeb, listen } from '../../src/web/server.ts'
import { rawStatus } from '../web/support.ts'
import { aService, type Service } from './support/service.ts'

const opened = {} as { service: Service }
beforeAll(async () => {
  opened.service = await aService()
})
afterAll(() => opened.service.stop())

/** One answer of every kind. */
const requests: [string, RequestInit & { path: string }, number][] = [
  ['a probe', { path: '/healthz' }, 200],
  ['readiness', { path: '/readyz' }, 200],
  ['figures', { path: '/metrics' }, 200],
  ['the API’s document', { path: '/api/v1/openapi.json' }, 200],
  ['the API without a token', { path: '/api/v1/leads' }, 401],
  ['an unknown path of the API', { path: '/api/v1/nothing' }, 401],
  ['a forged webhook', { path: '/webhooks/feishu', method: 'POST', body: '{}' }, 401],
  ['an unreadable webhook', { path: '/webhooks/wecom', method: 'POST', body: 'x' }, 400],
  [
    'a compressed webhook',
    { path: '/webhooks/feishu', method: 'POST', body: 'x', headers: { 'content-encoding': 'gzip' } },
    415,
  ],
  ['too long a webhook', { path: '/webhooks/feishu', method: 'POST', body: 'x'.repeat(1_100_000) }, 413],
  ['an unknown path', { path: '/nothing' }, 404],
  ['a path that climbs', { path: '/%2e%2e/%2e%2e/etc/passwd' }, 404],
  ['a broken escape', { path: '/%ff' }, 404],
]

/** Opened in a browser it may load, run, frame and tell nothing. */
const dataOnly = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
}

describe('every answer', () => {
  test.each(requests)(
    '%s is data to browsers and tells nothing of what runs here',
    async (_name, { path, ...request }, status) => {
      const response = await fetch(opened.service.url + path, request)
      expect(response.status).toBe(status)
      expect(Object.fromEntries(response.headers)).toMatchObject(dataOnly)
      expect(response.headers.get('x-powered-by')).toBeNull()
      expect(response.headers.get('server')).toBeNull()
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
      expect(response.headers.get('set-cookie')).toBeNull()
      expect(await response.text()).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.ts\b|koa|prisma/i)
    },
  )

  test.each(['a b', '[', 'x:99999999', ''])('to the host %j is no failure of ours', async (host) => {
    const { url } = opened.service
    for (const path of ['/webhooks/feishu', '/webhooks/wecom', '/healthz', '/api/v1/leads'])
      for (const method of ['GET', 'POST'])
        expect(await rawStatus(url + path, { host }, method)).toBeLessThan(500)
  })

  test.each(['TRACE', 'OPTIONS', 'PROPFIND'])('%s gives nothing back', async (method) => {
    const headers = { authorization: 'Bearer echo-me', 'x-echo': 'me' }
    expect(await rawStatus(`${opened.service.url}/webhooks/feishu`, headers, method)).toBeGreaterThanOrEqual(
      400,
    )
  })

  test('what the API says is not kept by caches', async () => {
    const response = await fetch(`${opened.service.url}/api/v1/leads`)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})

test('what strangers are refused for is counted, and no error of ours in the log', async () => {
  const service = await aService()
  const refused = async (platform: string, reason: string) => {
    const text = await (await fetch(`${service.url}/metrics`)).text()
    return Number(
      new RegExp(`refused_total\\{platform="${platform}",reason="${reason}"\\} (\\d+)`).exec(text)?.[1],
    )
  }
  for (const platform of ['feishu', 'wecom']) {
    const post = async (body: string, headers: Record<string, string> = {}) =>
      (await fetch(`${service.url}/webhooks/${platform}`, { method: 'POST', body, headers })).status
    expect(await post('x'.repeat(1_100_000))).toBe(413)
    expect(await post('x', { 'content-encoding': 'gzip' })).toBe(415)
    expect([await refused(platform, 'TooLong'), await refused(platform, 'Compressed')]).toEqual([1, 1])
  }
  const text = await (await fetch(`${service.url}/metrics`)).text()
  expect(text).toContain('liaodan_http_seconds_count{route="/webhooks/feishu",status="413"} 1')
  const lines = service
    .log()
    .split('\n')
    .filter((line) => line.includes('request refused'))
  expect(lines.map((line) => JSON.parse(line).status)).toEqual([413, 415, 413, 415])
  expect(service.log()).not.toMatch(/"level":50|"stack"/)
  await service.stop()
})

test('a service that is starting says no more than that, as data', async () => {
  const listening = await listen(0, '127.0.0.1')
  const response = await fetch(`http://127.0.0.1:${listening.port}/api/v1/leads`)
  expect([response.status, await response.json()]).toEqual([503, { status: 'starting' }])
  expect(Object.fromEntries(response.headers)).toMatchObject(dataOnly)
  listening.closeAll()
  await listening.close()
})

test.each([
  [0, '127.0.0.1'],
  [1, '203.0.113.7'],
  [2, '198.51.100.1'],
])(
  'behind %i proxies who asks is at %s: what stands before was written by anybody',
  async (proxies, address) => {
    const tell = (ctx: Context) => {
      ctx.body = ctx.ip
    }
    const headers = { 'x-forwarded-for': '127.0.0.1, 198.51.100.1, 203.0.113.7' }
    const { body } = await askWeb(tell, { proxies, headers })
    expect(body.replace('::ffff:', '')).toBe(address)
  },
)

test('what nobody foresaw is told as nothing more than that', async () => {
  const logged: unknown[] = []
  const fail = () => {
    throw new TypeError('the password of the database is hunter2')
  }
  const { response, body } = await askWeb(fail, { error: (fields) => void logged.push(fields) })
  expect([response.status, body]).toEqual([500, 'Internal Server Error'])
  expect(Object.fromEntries(response.headers)).toMatchObject(dataOnly)
  expect(logged).toHaveLength(1)
})

type Asking = { proxies?: number; headers?: Record<string, string>; error?: (fields: object) => void }

/** One request to a server that does nothing but this. */
async function askWeb(middleware: Middleware, { proxies, headers = {}, error = () => undefined }: Asking) {
  const listening = await listen(0, '127.0.0.1')
  const metrics = createMetrics({ depth: async () => [] } as never)
  listening.mount(
    createWeb({
      readiness: async () => [],
      metrics,
      log: { debug() {}, error },
      middleware: [middleware],
      proxies,
    }),
  )
  const response = await fetch(`http://127.0.0.1:${listening.port}/x`, { headers })
  const body = await response.text()
  listening.closeAll()
  await listening.close()
  return { response, body }
}
