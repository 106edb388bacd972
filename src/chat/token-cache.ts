import { SendFailure } from './platform.ts'

/** The one access token of an app: fetched once however many ask, renewed early, dropped when refused. */
export type TokenCache = {
  get(): Promise<string>
  /** Forgets this token; harmless when somebody has renewed it meanwhile. */
  drop(token: string): void
}

export type FreshToken = { token: string; lifeMs: number }

/** `renewBeforeMs`: how long before its end a token is replaced, beside the calls: they go out with the old one. */
export function createTokenCache(
  fetchToken: () => Promise<FreshToken>,
  { now, renewBeforeMs }: { now: () => Date; renewBeforeMs: number },
): TokenCache {
  let held: { token: string; renewAt: number; endsAt: number } | undefined
  let fetching: Promise<string> | undefined

  async function renew(): Promise<string> {
    const { token, lifeMs } = await fetchToken()
    const start = now().getTime()
    // A token that is born shorter than the margin would otherwise be fetched again for every call.
    held = { token, renewAt: start + Math.max(lifeMs - renewBeforeMs, lifeMs / 2), endsAt: start + lifeMs }
    return token
  }

  function renewed(): Promise<string> {
    fetching ??= renew().finally(() => {
      fetching = undefined
    })
    return fetching
  }

  return {
    async get() {
      const at = now().getTime()
      const still = held
      if (!still || at >= still.endsAt) return renewed()
      const waitLonger = () => {
        still.renewAt = now().getTime() + againMs
      }
      if (at >= still.renewAt) renewed().catch(waitLonger)
      return still.token
    },
    drop(token) {
      if (held?.token === token) held = undefined
    },
  }
}

/** After a renewal has failed. */
const againMs = 10_000

/**
 * Calls with the token; if the platform says that it is no longer good (`refused`), once more with a new one. That is
 * left to the next try where the platform has given the same one again, or where it has taken longer than a call may
 * (`callMs`): who sends what must not be sent twice counts on no call being under way after twice that time.
 */
export async function withToken<T>(
  tokens: TokenCache,
  refused: (code: string) => boolean,
  call: (token: string) => Promise<T>,
  callMs = 10_000,
): Promise<T> {
  const began = performance.now()
  const token = await tokens.get()
  try {
    return await call(token)
  } catch (failure) {
    if (!(failure instanceof SendFailure) || !refused(failure.code)) throw failure
    tokens.drop(token)
    const renewed = await tokens.get()
    if (performance.now() - began > callMs)
      throw new SendFailure('temporary', 'timeout', 'the token was renewed too late')
    if (renewed === token)
      throw new SendFailure('temporary', failure.code, 'the platform gave the token again that it refuses')
    return call(renewed)
  }
}
