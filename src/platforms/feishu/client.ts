import type { Client } from '@larksuiteoapi/node-sdk'
import { z } from 'zod'
import type { PlatformDeps } from '../../chat/deps.ts'
import { createHttp, type Http } from '../../chat/http.ts'
import { SendFailure } from '../../chat/platform.ts'
import { createTokenCache, type FreshToken, withToken } from '../../chat/token-cache.ts'
import { failureOf, isTokenCode } from './codes.ts'
import type { FeishuConfig } from './config.ts'
import { openSdk } from './sdk.ts'

/**
 * Calls Feishu through its SDK, with our own HTTP (time-outs, redaction, one classification of errors) and our
 * own token: the SDK's is shared by all clients of a process, fetched many times over and never renewed after a
 * revocation. Every call throws `SendFailure`.
 */
export type FeishuClient = {
  call<T>(send: (sdk: Client, options: CallOptions) => Promise<T>): Promise<T>
}

/** What every call of the SDK is given: the token of the moment. */
export type CallOptions = { headers: { Authorization: string } }

export function createFeishuClient(config: FeishuConfig, deps: PlatformDeps): FeishuClient {
  const http = createHttp(deps.timeoutMs)
  const tokens = createTokenCache(() => fetchToken(http, config), {
    now: deps.now,
    renewBeforeMs: 30 * 60_000,
  })
  let sdk: Client | undefined
  return {
    async call(send) {
      sdk ??= openSdk(config, http)
      const opened = sdk
      return withToken(
        tokens,
        isTokenCode,
        (token) => send(opened, { headers: { Authorization: `Bearer ${token}` } }),
        deps.timeoutMs,
      )
    },
  }
}

const tokenAnswer = z.object({ tenant_access_token: z.string().min(1), expire: z.number().positive() })

/** With 30 minutes left or more Feishu gives the same token again; below that a new one while the old still works. */
async function fetchToken(http: Http, { appId, appSecret, baseUrl }: FeishuConfig): Promise<FreshToken> {
  const answer = await http({
    method: 'POST',
    url: `${baseUrl}/open-apis/auth/v3/tenant_access_token/internal`,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ app_id: appId, app_secret: appSecret }),
  })
  const failure = failureOf(answer)
  if (failure) throw failure
  const read = tokenAnswer.safeParse(answer.body)
  if (!read.success) throw new SendFailure('temporary', 'unreadable', 'Feishu gave no token')
  return { token: read.data.tenant_access_token, lifeMs: read.data.expire * 1000 }
}
