import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { RateLimit } from '../chat/platform.ts'

export type Limiter = {
  /** Takes one point of every bucket; the milliseconds to wait before trying again if one is empty. */
  waitMs(limits: RateLimit[]): Promise<number>
}

/** Buckets of one process: the embedded database has no second one. */
export function memoryLimiter(factor = 1): Limiter {
  const limiters = new Map<string, RateLimiterMemory>()
  const limiterOf = ({ points, seconds }: RateLimit) => {
    const name = `${points}/${seconds}`
    const limiter =
      limiters.get(name) ??
      new RateLimiterMemory({ keyPrefix: name, points: points * factor, duration: seconds })
    limiters.set(name, limiter)
    return limiter
  }
  return {
    async waitMs(limits) {
      for (const limit of limits) {
        try {
          await limiterOf(limit).consume(limit.key)
        } catch (rejected) {
          return (rejected as { msBeforeNext: number }).msBeforeNext
        }
      }
      return 0
    },
  }
}
