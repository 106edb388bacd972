import { describe, expect, inject, test } from 'vitest'
import type { RateLimit } from '../../src/chat/platform.ts'
import { type Limiter, memoryLimiter, sharedLimiter } from '../../src/jobs/limiter.ts'
import { testDatabase } from '../support/database.ts'

const rate = (key: string, points = 10, seconds = 60) => ({ key, points, seconds })

/** The waits of so many calls that want to go at once, ascending. */
async function waits(limiters: Limiter[], calls: number, limits: RateLimit[]) {
  const places = await Promise.all(
    Array.from({ length: calls }, (_, turn) => (limiters[turn % limiters.length] as Limiter).take(limits, 0)),
  )
  return places.map(({ waitMs }) => waitMs).sort((a, b) => a - b)
}

/** The most that go within any window of the platform's length. */
const busiest = (starts: number[], windowMs: number) =>
  Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + windowMs).length))

test('a few go at once, the rest has places behind each other, and no window has more than is allowed', async () => {
  const starts = await waits([memoryLimiter(1, () => 0)], 40, [rate('a')])
  expect(starts.filter((at) => at === 0)).toHaveLength(2)
  expect(new Set(starts.slice(2)).size).toBe(38)
  expect(busiest(starts, 60_000)).toBeLessThanOrEqual(10)
  expect(busiest(starts, 60_000)).toBeGreaterThanOrEqual(8)
})

test('what is a fifth of a second late on its way goes in no second with more than is allowed', async () => {
  const starts = await waits([memoryLimiter(1, () => 0)], 300, [rate('app', 50, 1)])
  // Fifty are held up and go together with the fifty behind them.
  const arrivals = starts.map((at, turn) => (turn % 100 < 50 ? at + 200 : at))
  expect(busiest(arrivals, 1_000)).toBeLessThanOrEqual(50)
  expect(busiest(arrivals, 1_000)).toBeGreaterThanOrEqual(40)
})

test('who waited for one rate comes back for the next, and holds what they had', async () => {
  let now = 0
  const limiter = memoryLimiter(1, () => now)
  const limits = [rate('person', 2), rate('app', 100)]
  for (let call = 0; call < 2; call++) expect((await limiter.take(limits, 0)).waitMs).toBe(0)
  const place = await limiter.take(limits, 0)
  expect(place).toMatchObject({ held: 1 })
  expect(place.waitMs).toBeGreaterThan(50_000)
  now += place.waitMs
  expect(await limiter.take(limits, place.held)).toEqual({ waitMs: 0, held: 2 })
})

test('names keep rates apart, and all of them can be scaled', async () => {
  const limiter = memoryLimiter(10, () => 0)
  expect((await waits([limiter], 30, [rate('a')])).filter((at) => at === 0)).toHaveLength(20)
  expect(await limiter.take([rate('b')], 0)).toEqual({ waitMs: 0, held: 1 })
})

test('calls that go together take as many places, and no window has more than is allowed', async () => {
  const starts = await waits([memoryLimiter(1, () => 0)], 20, [{ ...rate('a', 30), calls: 3 }])
  expect(starts.filter((at) => at === 0)).toHaveLength(2)
  expect(3 * busiest(starts, 60_000)).toBeLessThanOrEqual(30)
  expect(3 * busiest(starts, 60_000)).toBeGreaterThanOrEqual(27)
})

const onServer = inject('template').startsWith('postgres')
describe.runIf(onServer)('on PostgreSQL', () => {
  test('three processes share the places of a rate', async () => {
    const database = await testDatabase()
    const pool = database.pool as NonNullable<typeof database.pool>
    const limiters = [await sharedLimiter(pool), await sharedLimiter(pool), await sharedLimiter(pool)]
    const starts = await waits(limiters, 60, [rate('app', 12)])
    expect(busiest(starts, 60_000)).toBeLessThanOrEqual(12)
    expect(starts.at(-1)).toBeGreaterThan(4 * 60_000)
    expect((await (limiters[0] as Limiter).take([rate('free', 12)], 0)).waitMs).toBe(0)
    await database.close()
  })

  test('calls that go together take as many places', async () => {
    const database = await testDatabase()
    const limiter = await sharedLimiter(database.pool as NonNullable<typeof database.pool>)
    const starts = await waits([limiter], 20, [{ ...rate('a', 30), calls: 3 }])
    expect(starts.filter((at) => at === 0)).toHaveLength(2)
    expect(3 * busiest(starts, 60_000)).toBeLessThanOrEqual(30)
    await database.close()
  })

  test('a server whose clock is set back an hour lets nobody wait for it, and forgets no place', async () => {
    const database = await testDatabase()
    const pool = database.pool as NonNullable<typeof database.pool>
    const limiter = await sharedLimiter(pool)
    const before = await waits([limiter], 30, [rate('app', 12)])
    await pool.query('UPDATE limiter.place SET at = at + 3600, noted = noted + 3600')
    const { waitMs } = await limiter.take([rate('app', 12)], 0)
    expect(waitMs).toBeGreaterThan(before.at(-1) as number)
    expect(waitMs).toBeLessThan((before.at(-1) as number) + 60_000)
    await database.close()
  })
})
