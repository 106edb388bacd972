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
export type HttpResponse = { status: number; headers: Headers; body: unknown }

/** `timeoutMs` covers the whole call, from connecting to the last byte. Redirects are not followed. */
export function createHttp(timeoutMs = 10_000): Http {
  return async ({ method, url, headers, body }) => {
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      const response = await fetch(url, { method, headers, body, signal, redirect: 'error' })
      return { status: response.status, headers: response.headers, body: asJson(await response.text()) }
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
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined
  const code = typeof cause?.code === 'string' ? cause.code : 'no connection'
  return new SendFailure('temporary', 'network', `the platform could not be reached (${code})`)
}
