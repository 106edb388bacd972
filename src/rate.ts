import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/**
 * Counts one more call under a key, in this process alone; tells the milliseconds until the window ends if it was one
 * too many, otherwise 0.
 */
export type Rate = (key: string) => Promise<number>

/** @param points how many calls a window of `seconds` (real time) allows; `Infinity` allows all */
export function createRate(points: number, seconds: number): Rate {
  if (!Number.isFinite(points)) return async () => 0
  const limiter = new RateLimiterMemory({ points, duration: seconds })
  return async (key) => {
    try {
      await limiter.consume(key)
      return 0
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext)
      throw refusal
    }
  }
}
