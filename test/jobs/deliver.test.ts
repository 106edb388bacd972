import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Platform, Receipt } from '../../src/chat/platform.ts'
import type { Database } from '../../src/db/open.ts'
import { createDeliverer } from '../../src/jobs/deliver.ts'
import { type Limiter, memoryLimiter } from '../../src/jobs/limiter.ts'
import type { Queue } from '../../src/jobs/queue.ts'
import { testDatabase } from '../support/database.ts'
import { start, zone } from '../support/world.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

/** Two parts to each message; what is sent is kept. */
function platformOfTwo() {
  const sent: string[] = []
  const platform = {
    name: 'feishu',
    render: () => ['text', 'card'].map((kind) => ({ kind, payload: {} })),
    limits: () => [],
    async send(_target: unknown, { kind }: { kind: string }): Promise<Receipt> {
      sent.push(kind)
      return { messageId: `om_${kind}` }
    },
  } as unknown as Platform
  return { platform, sent }
}

const delivererOf = (platform: Platform, limiter: Limiter) =>
  createDeliverer({
    db: database.db,
    queue: {} as Queue,
    clock: { now: () => start, zone },
    platforms: new Map([['feishu', platform]]),
    limiter,
    measure: { delivered() {} },
    log: { info() {}, warn() {} },
  })

async function aReply(taken: string[] = []): Promise<string> {
  const { id } = await database.db.delivery.create({
    data: {
      platform: 'feishu',
      target: { kind: 'user', id: 'ou_1' },
      kind: 'reply',
      message: { text: '好的' },
      receipts: taken.map((messageId) => ({ messageId })),
      createdAt: start,
    },
  })
  return id
}

test.each([
  { taken: 0, sends: ['text', 'card'] },
  { taken: 1, sends: ['card'] },
  { taken: 2, sends: [] },
])('with $taken of two parts taken before, only the rest is sent and the delivery ends', async (one) => {
  const { platform, sent } = platformOfTwo()
  const id = await aReply(['om_text', 'om_card'].slice(0, one.taken))
  await delivererOf(platform, memoryLimiter())({ deliveryId: id })
  expect(sent).toEqual(one.sends)
  const row = await database.db.delivery.findUniqueOrThrow({ where: { id } })
  expect(row).toMatchObject({ status: 'sent', messageId: 'om_card', deliveredAt: start })
  expect(row.receipts).toHaveLength(2)
})

test('what has waited a moment for one rate takes its place under the others before it goes out', async () => {
  const { platform, sent } = platformOfTwo()
  const limits = ['person', 'second', 'minute'].map((key) => ({ key, points: 5, seconds: 1 }))
  const asked: [held: number, sent: number][] = []
  const limiter: Limiter = {
    async take(_limits, held) {
      asked.push([held, sent.length])
      return held === 0 ? { waitMs: 1, held: 1 } : { waitMs: 0, held: 3 }
    },
  }
  const id = await aReply()
  await delivererOf({ ...platform, limits: () => limits }, limiter)({ deliveryId: id })
  expect(asked).toEqual([
    [0, 0],
    [1, 0],
  ])
  expect(sent).toEqual(['text', 'card'])
})
