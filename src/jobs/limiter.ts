import type { Pool } from 'pg'
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import type { RateLimit } from '../chat/platform.ts'

export type Limiter = {
  /** Takes one point of every bucket; the milliseconds to wait before trying again if one is empty. */
  waitMs(limits: RateLimit[]): Promise<number>
}

/** Buckets of one process: the embedded database has no second one. `factor` scales all of them. */
export const memoryLimiter = (factor = 1): Limiter =>
  limiterOver((bucket) => new RateLimiterMemory(scaled(bucket, factor)))

/**
 * Buckets that all processes on one PostgreSQL share. They live in a schema of their own, outside the migrations:
 * counters that may be lost at any time. Call it exclusively: it makes what is missing.
 */
export async function sharedLimiter(pool: Pool, factor = 1): Promise<Limiter> {
  await pool.query('CREATE SCHEMA IF NOT EXISTS limiter')
  await pool.query(`CREATE UNLOGGED TABLE IF NOT EXISTS limiter.bucket
    (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)`)
  const store = { storeClient: pool, storeType: 'pool', schemaName: 'limiter', tableName: 'bucket' }
  return limiterOver(
    // An empty bucket is remembered here until it fills: those who wait do not ask the database each time.
    (bucket) => {
      const limits = scaled(bucket, factor)
      return new RateLimiterPostgres({
        ...store,
        ...limits,
        tableCreated: true,
        inMemoryBlockOnConsumed: limits.points,
      })
    },
  )
}

function limiterOver(make: (bucket: RateLimit) => RateLimiterAbstract): Limiter {
  const limiters = new Map<string, RateLimiterAbstract>()
  const limiterOf = (bucket: RateLimit) => {
    const name = nameOf(bucket)
    const limiter = limiters.get(name) ?? make(bucket)
    limiters.set(name, limiter)
    return limiter
  }
  return {
    async waitMs(limits) {
      for (const limit of limits) {
        try {
          await limiterOf(limit).consume(limit.key)
        } catch (rejected) {
          if (!(rejected instanceof RateLimiterRes)) throw rejected
          return Math.max(1, rejected.msBeforeNext)
        }
      }
      return 0
    },
  }
}

const nameOf = ({ points, seconds }: RateLimit): string => `${points}/${seconds}`

const scaled = (bucket: RateLimit, factor: number) => ({
  keyPrefix: nameOf(bucket),
  points: bucket.points * factor,
  duration: bucket.seconds,
})
