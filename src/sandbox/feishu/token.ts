import type { Context } from 'koa'
import { FeishuRefusal } from './refusal.ts'
import type { Tenant } from './tenant.ts'

/** tenant_access_token: two hours; the same one again while half an hour or more is left. */
export type Tokens = ReturnType<typeof createTokens>

export function createTokens({ settings, ids, now }: Tenant) {
  let issued: { token: string; until: number }[] = []

  function current() {
    issued = issued.filter(({ until }) => until > now().getTime())
    const last = issued.at(-1)
    if (last && last.until - now().getTime() >= renewMs) return last
    const fresh = { token: ids.hex('t-', 40), until: now().getTime() + lifeMs }
    issued.push(fresh)
    return fresh
  }

  return {
    issue(body: Record<string, unknown> | null) {
      if (body?.app_id !== settings.appId) throw new FeishuRefusal(10003, 'invalid param', 400)
      if (body.app_secret !== settings.appSecret) throw new FeishuRefusal(10014, 'app secret invalid', 400)
      const { token, until } = current()
      const expire = Math.floor((until - now().getTime()) / 1000)
      return { code: 0, msg: 'ok', tenant_access_token: token, expire }
    },
    /** Throws unless the call carries a token that is valid now. */
    check(ctx: Context) {
      const header = ctx.get('authorization')
      if (!header) throw new FeishuRefusal(99991661, 'Missing access token for authorization.')
      const [, token] = /^Bearer (\S+)$/.exec(header) ?? []
      if (!token) throw new FeishuRefusal(99991671, 'Invalid access token format.')
      if (!issued.some((known) => known.token === token && known.until > now().getTime())) {
        throw new FeishuRefusal(
          99991663,
          'Invalid access token for authorization. Please make a test attempt.',
        )
      }
    },
    /** As when the secret was reset: what was issued no longer counts. */
    revoke() {
      issued = []
    },
  }
}

const lifeMs = 2 * 3_600_000
const renewMs = 30 * 60_000
