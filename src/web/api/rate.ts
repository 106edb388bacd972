import type { Context } from 'koa'
import { createRate } from '../../rate.ts'
import { Problem } from './problem.ts'

/**
 * So many requests a minute for each caller: a program that runs wild, or somebody who guesses tokens, slows nobody
 * else down. Throws `Problem` (429) with `retry-after` for one too many.
 */
export function createCallerRate(perMinute = Number.POSITIVE_INFINITY): CallerRate {
  const rate = createRate(perMinute, 60)
  return async (ctx, caller) => {
    const tooSoonMs = await rate(caller)
    if (tooSoonMs === 0) return
    const seconds = Math.ceil(tooSoonMs / 1000)
    ctx.set('retry-after', String(seconds))
    throw new Problem(429, 'Too many requests', {
      detail: `At most ${perMinute} a minute; try again in ${seconds} s.`,
    })
  }
}

export type CallerRate = (ctx: Context, caller: string) => Promise<void>
