import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Platform } from '../../src/chat/platform.ts'
import type { Db } from '../../src/db/types.ts'
import { createDeliverer } from '../../src/jobs/deliver.ts'
import { memoryLimiter } from '../../src/jobs/limiter.ts'
import { createSending } from '../../src/jobs/sending.ts'
import { withQueue } from '../support/queue.ts'
import { start, zone } from '../support/world.ts'

const opened = withQueue()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => vi.useRealTimers())

test('what takes more than ten seconds and is then put off has one job, not two', async () => {
  const { db } = opened.database
  const platform = {
    name: 'wecom',
    render: () => ['markdown', 'markdown'].map((kind) => ({ kind, payload: {} })),
    limits: () => [],
    // Less than two calls may take: its token had to be renewed.
    send: async () => {
      await vi.advanceTimersByTimeAsync(11_000)
      return {}
    },
  } as unknown as Platform
  const deliver = createDeliverer({
    ...{ db, queue: opened.queue, clock: { now: () => start, zone } },
    ...{ platforms: new Map([['wecom', platform]]), limiter: memoryLimiter() },
    ...{ measure: { delivered() {} }, log: { info() {}, warn() {} } },
  })
  const written: Promise<unknown>[] = []
  const noting = {
    $transaction(work: () => Promise<void>) {
      const done = db.$transaction(work)
      written.push(done)
      return done
    },
  } as unknown as Db
  const sending = createSending({ deliver, db: noting, queue: opened.queue, log: { error() {} } })
  const row = await db.delivery.create({
    data: {
      ...{ platform: 'wecom', target: { kind: 'chat', id: 'g', via: 'appchat' }, kind: 'push' },
      ...{ message: { text: '签单了' }, createdAt: start },
    },
  })
  sending.send([row])
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  await sending.idle()
  await Promise.all(written)
  expect(written).toHaveLength(1)
  expect(await db.$queryRaw`SELECT data->>'deliveryId' AS of FROM pgboss.job WHERE name = 'deliver'`).toEqual(
    [{ of: row.id }],
  )
})
