import { expect, test } from 'vitest'
import { type Db, Prisma } from '../../src/db/types.ts'
import { newId } from '../../src/ids.ts'
import type { Queue } from '../../src/jobs/queue.ts'
import { createWatch, sweep as look, type Watching } from '../../src/jobs/sweep.ts'
import { withQueue } from '../support/queue.ts'
import { start } from '../support/world.ts'

const opened = withQueue()

const minutesFrom = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000)

/** How many somebody finds who looks, and looks again when that has rested. */
async function sweep(db: Db, queue: Queue, now: Date): Promise<number> {
  let elapsedMs = 0
  const watch = createWatch({ stopwatch: () => elapsedMs })
  const atOnce = await look(db, queue, now, undefined, watch)
  elapsedMs = 15_000
  return atOnce + (await look(db, queue, now, undefined, watch))
}

test('what lies without a job is found once: also what was written before the clock was set back', async () => {
  const { db } = opened.database
  for (const [key, receivedAt] of [
    ['old', minutesFrom(start, -1)],
    ['fresh', start],
    ['of a machine that is ahead', minutesFrom(start, 10)],
    ['of an hour that comes again', minutesFrom(start, 60)],
  ] as const)
    await db.inbound.create({ data: { platform: 'feishu', key, conversation: key, body: {}, receivedAt } })
  expect(await sweep(db, opened.queue, start)).toBe(2)
  const jobs = await db.$queryRaw<{ of: string }[]>`
    SELECT data->>'conversation' AS of FROM pgboss.job WHERE name = 'handle-inbound' ORDER BY 1`
  expect(jobs.map((job) => job.of)).toEqual(['of an hour that comes again', 'old'])
  expect(await sweep(db, opened.queue, start)).toBe(0)
})

test('a database whose clock was set back an hour keeps no job waiting for it', async () => {
  const { db } = opened.database
  await db.inbound.deleteMany()
  await db.$executeRaw`DELETE FROM pgboss.job`
  await db.$transaction((tx) => opened.queue.send(tx, 'directory', { platform: 'soon' }, { seconds: 60 }))
  await db.$transaction((tx) => opened.queue.send(tx, 'deliver', { deliveryId: 'later' }, { seconds: 1_800 }))
  await db.$transaction((tx) => opened.queue.send(tx, 'push', { schedule: 'again', slot: '' }))
  await db.$executeRaw`UPDATE pgboss.job SET state = 'retry', start_after = now() + interval '3 seconds' WHERE name = 'push'`
  const waits = () =>
    db.$queryRaw<{ name: string; minutes: number }[]>`
      SELECT name, ceil(extract(epoch FROM start_after - now()) / 60)::int AS minutes FROM pgboss.job ORDER BY 1`
  const meant = await waits()
  await db.$executeRaw`UPDATE pgboss.job SET created_on = created_on + interval '1 hour', start_after = start_after + interval '1 hour'`
  await sweep(db, opened.queue, start)
  expect(meant.map(({ minutes }) => minutes)).toEqual([30, 1, 1])
  expect((await waits()).map(({ minutes }) => minutes)).toEqual([30, 1, 0])
  await sweep(db, opened.queue, start)
  expect((await waits()).map(({ minutes }) => minutes)).toEqual([30, 1, 0])
})

test('a delivery that is found goes on with the tries that it has had', async () => {
  const { db } = opened.database
  await db.inbound.deleteMany()
  await db.$executeRaw`DELETE FROM pgboss.job`
  await aForgottenDelivery(3)
  expect(await sweep(db, opened.queue, start)).toBe(1)
  const [job] = await db.$queryRaw<{ tries: number }[]>`
    SELECT (data->'tries')::int AS tries FROM pgboss.job WHERE name = 'deliver'`
  expect(job).toEqual({ tries: 3 })
})

test('two who sweep at once enqueue what they find once', async () => {
  const { db } = opened.database
  await db.delivery.deleteMany()
  await db.$executeRaw`DELETE FROM pgboss.job`
  await aForgottenDelivery()
  const found = await Promise.all([sweep(db, opened.queue, start), sweep(db, opened.queue, start)])
  expect(found.toSorted()).toEqual([0, 1])
})

/** Looks at what there is when so many seconds have gone by; returns what is found. */
function aWatcher(watching: Watching = {}) {
  let elapsedMs = 0
  const watch = createWatch({ ...watching, stopwatch: () => elapsedMs })
  return (seconds: number, now = start) => {
    elapsedMs = seconds * 1_000
    return look(opened.database.db, opened.queue, now, undefined, watch)
  }
}

async function nothingElse() {
  await opened.database.db.delivery.deleteMany()
  await opened.database.db.$executeRaw`DELETE FROM pgboss.job`
}

test('what another process sends this moment is left to it, however far a clock is ahead or jumps', async () => {
  await nothingElse()
  await aForgottenDelivery()
  const found = aWatcher()
  for (const [seconds, now] of [
    [0, minutesFrom(start, 60)],
    [5, minutesFrom(start, -60)],
    [10, minutesFrom(start, 60)],
    [14.9, minutesFrom(start, 120)],
  ] as const)
    expect(await found(seconds, now)).toBe(0)
  expect(await found(15)).toBe(1)
})

test('what was tried, or had a job, since it was last seen has not rested', async () => {
  const { db } = opened.database
  await nothingElse()
  const { id } = await aForgottenDelivery()
  const found = aWatcher()
  await found(0)
  await db.delivery.update({ where: { id }, data: { attempts: 1 } })
  expect(await found(20)).toBe(0)
  await db.$transaction((tx) => opened.queue.send(tx, 'deliver', { deliveryId: id }))
  expect(await found(25)).toBe(0)
  await db.$executeRaw`DELETE FROM pgboss.job`
  expect(await found(40)).toBe(0)
  expect(await found(55)).toBe(1)
})

test('who is alone finds at once what was written before it began, and leaves what was written since', async () => {
  await nothingElse()
  await aForgottenDelivery()
  const began = newId()
  await aForgottenDelivery()
  const found = aWatcher({ began })
  expect(await found(0)).toBe(1)
  expect(await found(14)).toBe(0)
  expect(await found(15)).toBe(1)
})

const aForgottenDelivery = (attempts = 0) =>
  opened.database.db.delivery.create({
    data: {
      id: newId(),
      platform: 'feishu',
      target: { kind: 'user', id: 'ou_1' },
      kind: 'reply',
      message: { text: '好的' },
      attempts,
      createdAt: minutesFrom(start, -1),
    },
  })

// On a server the oldest transaction of any database decides what can be forgotten.
test.skipIf(process.env.TEST_ON === 'postgres')(
  'what has been worked off is looked up once, not by each look until the table is vacuumed',
  async () => {
    const { db } = opened.database
    await db.inbound.deleteMany()
    await db.$executeRaw`
    INSERT INTO "Inbound" (id, platform, key, conversation, body, "receivedAt")
    SELECT gen_random_uuid(), 'feishu', 'worked off ' || n, 'c' || n % 10, '{}', ${start} FROM generate_series(1, 3000) n`
    await db.$executeRaw`UPDATE "Inbound" SET status = 'handled'`
    const stillInTheIndex = () =>
      db.$transaction(async (tx) => {
        for (const way of ['seqscan', 'indexscan', 'indexonlyscan'])
          await tx.$executeRaw(Prisma.raw(`SET LOCAL enable_${way} = off`))
        const [row] = await tx.$queryRaw<[{ 'QUERY PLAN': [{ Plan: Plan }] }]>`
        EXPLAIN (ANALYZE, FORMAT JSON) SELECT id FROM "Inbound" WHERE status = 'pending'`
        return row['QUERY PLAN'][0].Plan.Plans[0]?.['Actual Rows']
      })
    expect(await stillInTheIndex()).toBeGreaterThanOrEqual(3_000)
    await look(db, opened.queue, minutesFrom(start, 1))
    expect(await stillInTheIndex()).toBe(0)
  },
)

/** A bitmap of the table, and below it that of the index. */
type Plan = { Plans: { 'Actual Rows': number }[] }
