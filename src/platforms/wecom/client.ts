import { z } from 'zod'
import type { PlatformDeps } from '../../chat/deps.ts'
import { createHttp, type Http, withQuery } from '../../chat/http.ts'
import { SendFailure } from '../../chat/platform.ts'
import { createTokenCache, type FreshToken, withToken } from '../../chat/token-cache.ts'
import { failureOf, isTokenCode } from './codes.ts'
import type { WeComConfig } from './config.ts'

/** WeCom's API. Every call throws `SendFailure`; no message of one names a token, a key or a person. */
export type WeComClient = {
  get(path: string, query?: Query): Promise<unknown>
  post(path: string, body: object, query?: Query): Promise<unknown>
  /** Uploads one file as multipart. */
  upload(path: string, file: Upload, query?: Query): Promise<unknown>
  /** Group webhooks take a key instead of the token. */
  postWebhook(key: string, body: object): Promise<unknown>
}

export type Upload = { bytes: Uint8Array<ArrayBuffer>; name: string; type: string }
type Query = Record<string, string | number | undefined>

export function createWeComClient(config: WeComConfig, deps: PlatformDeps): WeComClient {
  const http = createHttp(deps.timeoutMs)
  // Tokens live two hours and may die earlier; five minutes are more than any call takes.
  const tokens = createTokenCache(() => fetchToken(http, config), {
    now: deps.now,
    renewBeforeMs: 5 * 60_000,
  })

  const call = (path: string, query: Query, send: (url: string) => ReturnType<Http>) =>
    withToken(
      tokens,
      isTokenCode,
      async (access_token) =>
        accepted(await send(`${config.baseUrl}${withQuery(path, { access_token, ...query })}`)),
      deps.timeoutMs,
    )

  return {
    get: (path, query = {}) => call(path, query, (url) => http({ method: 'GET', url })),
    post: (path, body, query = {}) => call(path, query, (url) => http(jsonPost(url, body))),
    upload: (path, { bytes, name, type }, query = {}) =>
      call(path, query, (url) => {
        const form = new FormData()
        form.append('media', new Blob([bytes], { type }), name)
        return http({ method: 'POST', url, body: form })
      }),
    postWebhook: async (key, body) =>
      accepted(await http(jsonPost(`${config.baseUrl}${withQuery('/cgi-bin/webhook/send', { key })}`, body))),
  }
}

const jsonPost = (url: string, body: object) => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
})

function accepted(answer: Awaited<ReturnType<Http>>): unknown {
  const failure = failureOf(answer)
  if (failure) throw failure
  return answer.body
}

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })

async function fetchToken(http: Http, { baseUrl, corpId, secret }: WeComConfig): Promise<FreshToken> {
  const path = withQuery('/cgi-bin/gettoken', { corpid: corpId, corpsecret: secret })
  const read = tokenAnswer.safeParse(accepted(await http({ method: 'GET', url: `${baseUrl}${path}` })))
  if (!read.success) throw new SendFailure('temporary', 'unreadable', 'WeCom gave no token')
  return { token: read.data.access_token, lifeMs: read.data.expires_in * 1000 }
}
