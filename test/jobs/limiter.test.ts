import { describe, expect, inject, test } from 'vitest'
import { type Limiter, memoryLimiter, sharedLimiter } from '../../src/jobs/limiter.ts'
import { testDatabase } from '../support/database.ts'

const bucket = (key: string, points = 3, seconds = 60) => ({ key, points, seconds })
/** How many of so many tries at once go through. */
async function passed(limiters: Limiter[], tries: number, limits: ReturnType<typeof bucket>[]) {
  const waits = await Promise.all(
    Array.from({ length: tries }, (_, turn) => (limiters[turn % limiters.length] as Limiter).waitMs(limits)),
  )
  return waits.filter((wait) => wait === 0).length
}

test('a bucket gives its points and then says how long to wait', async () => {
  const limiter = memoryLimiter()
  expect(await passed([limiter], 5, [bucket('a')])).toBe(3)
  const wait = await limiter.waitMs([bucket('a')])
  expect(wait).toBeGreaterThan(50_000)
  expect(wait).toBeLessThanOrEqual(60_000)
})

test('one empty bucket is enough to wait, and others are not touched by their names', async () => {
  const limiter = memoryLimiter()
  expect(await passed([limiter], 4, [bucket('app', 100), bucket('person', 2)])).toBe(2)
  expect(await limiter.waitMs([bucket('app', 100), bucket('somebody else', 2)])).toBe(0)
})

test('all buckets can be scaled', async () => {
  expect(await passed([memoryLimiter(10)], 50, [bucket('a')])).toBe(30)
})

const onServer = inject('template').startsWith('postgres')
describe.runIf(onServer)('on PostgreSQL', () => {
  test('two processes share the points of a bucket', async () => {
    const database = await testDatabase()
    const pool = database.pool as NonNullable<typeof database.pool>
    const [one, other] = [await sharedLimiter(pool), await sharedLimiter(pool)]
    expect(await passed([one, other], 40, [bucket('app', 12)])).toBe(12)
    expect(await one.waitMs([bucket('app', 12)])).toBeGreaterThan(40_000)
    expect(await other.waitMs([bucket('free', 12)])).toBe(0)
    await database.close()
  })
})
