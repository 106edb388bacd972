import type { Context } from 'koa'
import { queryOf } from '../requests.ts'
import type { Corp } from './corp.ts'
import { WecomRefusal } from './refusal.ts'

/** gettoken: two hours. Asking again while it lasts gives the same one. */
export function createTokens({ settings, ids, now }: Corp) {
  let current: { token: string; until: number } | undefined
  const expired = new Set<string>()

  return {
    issue(ctx: Context) {
      if (queryOf(ctx, 'corpid') !== settings.corpId) throw new WecomRefusal(40013, 'invalid corpid')
      if (queryOf(ctx, 'corpsecret') !== settings.secret) throw new WecomRefusal(40001, 'invalid credential')
      if (!current || current.until <= now().getTime()) {
        if (current) expired.add(current.token)
        current = { token: ids.hex('', 64), until: now().getTime() + lifeMs }
      }
      const expires_in = Math.floor((current.until - now().getTime()) / 1000)
      return { access_token: current.token, expires_in }
    },
    check(ctx: Context) {
      const token = queryOf(ctx, 'access_token')
      if (!token) throw new WecomRefusal(41001, 'access_token missing')
      if (expired.has(token)) throw new WecomRefusal(42001, 'access_token expired')
      if (token !== current?.token) throw new WecomRefusal(40014, 'invalid access_token')
      if (current.until <= now().getTime()) throw new WecomRefusal(42001, 'access_token expired')
    },
    /** The token dies before its time, as the platform reserves the right to. */
    revoke() {
      current = undefined
    },
  }
}

export type Tokens = ReturnType<typeof createTokens>
const lifeMs = 7200_000
