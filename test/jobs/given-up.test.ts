import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { movableClock } from '../../src/clock.ts'
import type { Database } from '../../src/db/open.ts'
import { type Queue, startQueue } from '../../src/jobs/queue.ts'
import { dailyAt } from '../../src/jobs/slots.ts'
import { createTimekeeper } from '../../src/jobs/timekeeper.ts'
import { testDatabase } from '../support/database.ts'
import { zone } from '../support/world.ts'

let database: Database
let queue: Queue
let failure: Error
const logged: [string, object][] = []
const counted: string[] = []
const told = (fields: object, text: string) => void logged.push([text, fields])
const log = { info: told, warn: told, error: told }
const clock = movableClock(zone, new Date('2026-06-08T08:00:00+08:00'))
const slot = '2026-06-08T00:30:00.000Z'

beforeAll(async () => {
  database = await testDatabase()
  queue = await startQueue(database.queue, () => undefined, log)
  const push = { name: 'greeting', run: () => Promise.reject(failure) }
  const measure = { alarmed: (kind: string) => void counted.push(kind) }
  const rows = [{ push, when: dailyAt('08:30'), catchUp: 'skip' as const }]
  const keeper = createTimekeeper({ db: database.db, queue, clock, log, measure }, rows)
  await keeper.tick()
  clock.set(new Date(slot))
  await keeper.tick()
  await database.db.$executeRaw`DELETE FROM pgboss.job`
  await queue.work('push', keeper.work, 1)
})
afterAll(async () => {
  await queue.stop()
  await database.close()
})
beforeEach(async () => {
  logged.length = 0
  counted.length = 0
})

/** The slot's try, after which there are so many more. */
async function tried(left: number): Promise<void> {
  const { db } = database
  await db.scheduleRun.updateMany({ where: { slot: new Date(slot) }, data: { status: 'queued' } })
  await db.$transaction(async (tx) => {
    await queue.send(tx, 'push', { schedule: 'greeting', slot })
    await tx.$executeRaw`UPDATE pgboss.job SET retry_limit = ${left}`
  })
  await queue.drain()
  await db.$executeRaw`DELETE FROM pgboss.job`
}

const job = (tries: number) => ({ job: expect.any(String), queue: 'push', tries, err: failure })

test('a push that fails is logged and tried again', async () => {
  failure = new Error('no such stage')
  await tried(8)
  expect(logged).toEqual([['job failed', job(1)]])
  expect(counted).toEqual([])
})

test('with its last try the slot has failed for good, which raises an alarm', async () => {
  failure = new Error('no such stage')
  await tried(0)
  expect(logged).toEqual([
    ['alarm', { alarm: 'slot-failed', schedule: 'greeting', slot, error: 'Error: no such stage' }],
    ['job given up', job(1)],
  ])
  expect(counted).toEqual(['slot-failed'])
})

test('a database that is away raises none: the slot is found again', async () => {
  failure = Object.assign(new Error('No space left on device'), { code: '53100' })
  await tried(0)
  expect(logged).toEqual([['job given up', job(1)]])
  expect(await database.db.scheduleRun.count({ where: { status: 'queued' } })).toBe(1)
})
