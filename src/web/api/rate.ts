import type { Context } from 'koa'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from './problem.ts'

/**
 * So many requests a minute for each caller: a program that runs wild, or somebody who guesses tokens, slows nobody
 * else down. Counted in this process alone. Throws `Problem` (429) with `retry-after` for one too many.
 */
export function createRate(perMinute: number | undefined): Rate {
  if (perMinute === undefined) return async () => undefined
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return async (ctx, caller) => {
    try {
      await limiter.consume(caller)
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000))
      ctx.set('retry-after', String(seconds))
      throw new Problem(429, 'Too many requests', {
        detail: `At most ${perMinute} a minute; try again in ${seconds} s.`,
      })
    }
  }
}

export type Rate = (ctx: Context, caller: string) => Promise<void>
