import { request } from 'undici'
import { SendFailure } from './platform.ts'

/**
 * One HTTP call to a platform. Resolves with any status; throws `SendFailure` (`temporary`, code `timeout` or
 * `network`) when there was no answer. No message of it ever names the URL: tokens and keys travel in queries.
 */
export type Http = (request: HttpRequest) => Promise<HttpResponse>

export type HttpRequest = {
  method: string
  url: string
  headers?: Record<string, string>
  body?: string | FormData
}

/** `body` is the parsed JSON, or `undefined` where the answer was not JSON. */
export type HttpResponse = { status: number; headers: Pick<Headers, 'get'>; body: unknown }

/**
 * `timeoutMs` covers the whole call, from connecting to the last byte. Redirects are not followed. What `fetch` does
 * beside that (streams, its own classes for all) costs as much as the rest of a message's way out.
 */
export function createHttp(timeoutMs = 10_000): Http {
  return async ({ method, url, headers, body }) => {
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      const sent = body instanceof FormData ? await encoded(body, headers) : { headers, body }
      const answer = await request(url, { method: method as 'GET', ...sent, signal })
      const text = await answer.body.text()
      if (answer.statusCode >= 300 && answer.statusCode < 400) throw new Error('redirected')
      return { status: answer.statusCode, headers: readable(answer.headers), body: asJson(text) }
    } catch (error) {
      throw unanswered(error)
    }
  }
}

/** The path with its query: `path('/x', { a: 1 })` is `/x?a=1`; values that are undefined are left out. */
export function withQuery(
  path: string,
  query: Record<string, string | number | boolean | undefined>,
): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) given.append(name, String(value))
  return given.size === 0 ? path : `${path}?${given}`
}

async function encoded(form: FormData, headers: Record<string, string> = {}) {
  const whole = new Response(form)
  const type = whole.headers.get('content-type') as string
  return { headers: { ...headers, 'content-type': type }, body: Buffer.from(await whole.arrayBuffer()) }
}

/** A header that came twice is read as `fetch` reads it. */
const readable = (headers: Record<string, string | string[] | undefined>): HttpResponse['headers'] => ({
  get: (name) => [headers[name.toLowerCase()] ?? []].flat().join(', ') || null,
})

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unanswered(error: unknown): SendFailure {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new SendFailure('temporary', 'timeout', 'the platform did not answer in time')
  }
  const { code: known } = error as { code?: unknown }
  const code = typeof known === 'string' ? known : 'no connection'
  return new SendFailure('temporary', 'network', `the platform could not be reached (${code})`)
}
