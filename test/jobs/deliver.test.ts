import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Platform, Receipt } from '../../src/chat/platform.ts'
import type { Database } from '../../src/db/open.ts'
import { createDeliverer } from '../../src/jobs/deliver.ts'
import { memoryLimiter } from '../../src/jobs/limiter.ts'
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

test.each([
  { taken: 0, sends: ['text', 'card'] },
  { taken: 1, sends: ['card'] },
  { taken: 2, sends: [] },
])('with $taken of two parts taken before, only the rest is sent and the delivery ends', async (one) => {
  const { platform, sent } = platformOfTwo()
  const { db } = database
  const deliver = createDeliverer({
    db,
    queue: {} as Queue,
    clock: { now: () => start, zone },
    platforms: new Map([['feishu', platform]]),
    limiter: memoryLimiter(),
    measure: { delivered() {} },
    log: { info() {}, warn() {} },
  })
  const { id } = await db.delivery.create({
    data: {
      platform: 'feishu',
      target: { kind: 'user', id: 'ou_1' },
      kind: 'reply',
      message: { text: '好的' },
      receipts: ['om_text', 'om_card'].slice(0, one.taken).map((messageId) => ({ messageId })),
      createdAt: start,
    },
  })
  await deliver({ deliveryId: id })
  expect(sent).toEqual(one.sends)
  const row = await db.delivery.findUniqueOrThrow({ where: { id } })
  expect(row).toMatchObject({ status: 'sent', messageId: 'om_card', deliveredAt: start })
  expect(row.receipts).toHaveLength(2)
})
