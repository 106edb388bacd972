import { createRequire } from 'node:module'
import type { Client, HttpInstance } from '@larksuiteoapi/node-sdk'
import { type Http, withQuery } from '../../chat/http.ts'
import { failureOf } from './codes.ts'
import type { FeishuConfig } from './config.ts'

/**
 * The SDK weighs 25 MB and 0.3 s, so it is loaded with the first call, not at start. `import` would weigh 12 MB more:
 * it reads a CommonJS file of 6 MB twice, the second time for the names of its exports.
 */
export function openSdk({ appId, appSecret, baseUrl }: FeishuConfig, http: Http): Client {
  const sdk = createRequire(import.meta.url)(
    '@larksuiteoapi/node-sdk',
  ) as typeof import('@larksuiteoapi/node-sdk')
  return new sdk.Client({
    appId,
    appSecret,
    domain: baseUrl,
    httpInstance: httpInstance(http),
    disableTokenCache: true,
    logger: SILENT,
    loggerLevel: sdk.LoggerLevel.fatal,
  })
}

/** Its logger would print tokens, the app's secret and what people write. What went wrong is in the `SendFailure`. */
const SILENT = { error() {}, warn() {}, info() {}, debug() {}, trace() {} }

/** The SDK's idea of an HTTP client: it is given the body, and any refusal is thrown. */
function httpInstance(http: Http): HttpInstance {
  async function request({ method = 'GET', url = '', params, headers, data }: Request) {
    const hasBody = !['GET', 'HEAD'].includes(method.toUpperCase()) && data !== undefined
    const answer = await http({
      method: method.toUpperCase(),
      url: withQuery(url, params ?? {}),
      headers: { ...headers, ...(hasBody && { 'content-type': 'application/json; charset=utf-8' }) },
      ...(hasBody && { body: JSON.stringify(data) }),
    })
    const failure = failureOf(answer)
    if (failure) throw failure
    return answer.body
  }
  const bare = (method: string) => (url: string, options?: Request) => request({ ...options, method, url })
  const withBody = (method: string) => (url: string, data?: unknown, options?: Request) =>
    request({ ...options, method, url, data })
  return {
    request,
    get: bare('GET'),
    delete: bare('DELETE'),
    head: bare('HEAD'),
    options: bare('OPTIONS'),
    post: withBody('POST'),
    put: withBody('PUT'),
    patch: withBody('PATCH'),
  } as HttpInstance
}

type Request = {
  method?: string
  url?: string
  params?: Record<string, string | number | boolean | undefined>
  headers?: Record<string, string>
  data?: unknown
}
