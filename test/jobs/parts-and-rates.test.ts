import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Message, Target } from '../../src/chat/message.ts'
import type { Platform, RateLimit } from '../../src/chat/platform.ts'
import type { Database } from '../../src/db/open.ts'
import type { Prisma } from '../../src/db/types.ts'
import { createDeliverer, leadMs } from '../../src/jobs/deliver.ts'
import { type Limiter, memoryLimiter } from '../../src/jobs/limiter.ts'
import type { Jobs, Queue } from '../../src/jobs/queue.ts'
import { limitsOf } from '../../src/platforms/wecom/limits.ts'
import { renderWeCom } from '../../src/platforms/wecom/render.ts'
import { testDatabase } from '../support/database.ts'
import { start, zone } from '../support/world.ts'

/** What is waited for here takes no time. */
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<typeof import('node:timers/promises')>()),
  setTimeout: async () => undefined,
}))

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const member: Target = { kind: 'user', id: 'LiLei' }
const webhook: Target = { kind: 'chat', id: 'key', via: 'webhook' }

/** Two messages of WeCom: a list that no template card holds, and its button. */
const paged: Message = {
  card: {
    title: '本月排行',
    blocks: [
      { kind: 'text', text: '很长的说明'.repeat(60) },
      { kind: 'buttons', buttons: [{ label: '下一页', act: 'list.page', args: { page: '2' } }] },
    ],
  },
}
/** Two messages of a group: the words and the picture. */
const drawn: Message = {
  card: {
    title: '今日战报',
    blocks: [
      {
        kind: 'chart',
        chart: { kind: 'bar', title: '拜访', unit: '次', bars: [{ label: '李雷', value: 3 }] },
      },
    ],
  },
}

test.each([
  ['member is sent more than 30 messages a minute', member, paged, 30],
  ['webhook is called more than 20 times a minute', webhook, drawn, 20],
])('no %s, however many parts each message has', async (_, target, message, most) => {
  let now = 0
  const { deliver, sentAt, jobs } = aDeliverer(
    memoryLimiter(1, () => now),
    () => now,
  )
  const due: { at: number; job: Jobs['deliver'] }[] = []
  // One each second for half a minute; who is put off comes back when it is their turn.
  for (; now < 30_000 || due.length > 0; now += 1_000) {
    if (now < 30_000) due.push({ at: now, job: { deliveryId: await aDelivery({ target, message }) } })
    for (const one of due.filter(({ at }) => at <= now)) {
      due.splice(due.indexOf(one), 1)
      const putOffMs = (await deliver(one.job)) ?? 0
      for (const { at: _place, ...job } of jobs.splice(0)) due.push({ at: now + putOffMs + leadMs, job })
    }
  }
  expect(sentAt).toHaveLength(60)
  const busiest = Math.max(
    ...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + 60_000).length),
  )
  expect(busiest).toBeLessThanOrEqual(most)
})

test('a message takes as many places as it has parts that are still to be sent', async () => {
  const asked: (number | undefined)[][] = []
  const limiter: Limiter = {
    async take(limits: RateLimit[]) {
      asked.push(limits.map(({ calls }) => calls))
      return { waitMs: 0, held: limits.length }
    },
  }
  const { deliver } = aDeliverer(limiter)
  await deliver({ deliveryId: await aDelivery({ target: member, message: paged }) })
  await deliver({ deliveryId: await aDelivery({ target: member, message: paged, receipts: [{}] }) })
  await deliver({ deliveryId: await aDelivery({ target: member, message: { text: '好的' } }) })
  expect(asked).toEqual([
    [2, 2, 2],
    [1, 1, 1],
    [1, 1, 1],
  ])
})

test('a message waits for its places for three seconds at most, however many rates there are', async () => {
  const limiter: Limiter = { take: async (_limits, held) => ({ waitMs: 900, held: held + 1 }) }
  const limits = Array.from({ length: 5 }, (_, rate) => ({ key: `${rate}`, points: 5, seconds: 1 }))
  const { deliver, sentAt, jobs } = aDeliverer(limiter, () => 0, { limits: () => limits })
  const deliveryId = await aDelivery({ target: member, message: paged })
  await deliver({ deliveryId })
  expect({ sentAt, jobs }).toMatchObject({ sentAt: [], jobs: [{ deliveryId, held: 4 }] })
})

/** Sends as WeCom does; jobs are kept. */
function aDeliverer(limiter: Limiter, now = () => 0, calls: Partial<Platform> = {}) {
  const sentAt: number[] = []
  const jobs: Jobs['deliver'][] = []
  const wecom = {
    name: 'wecom',
    render: renderWeCom,
    limits: limitsOf,
    async send() {
      sentAt.push(now())
      return {}
    },
    ...calls,
  } as unknown as Platform
  const queue = {
    sendAll: async (_tx: unknown, _name: string, all: Jobs['deliver'][]) => void jobs.push(...all),
  } as unknown as Queue
  const deliver = createDeliverer({
    ...{ db: database.db, queue, limiter },
    clock: { now: () => start, zone },
    platforms: new Map([['wecom', wecom]]),
    measure: { delivered() {} },
    log: { info() {}, warn() {} },
  })
  return { deliver, sentAt, jobs }
}

async function aDelivery({ target, message, receipts = [] }: Given): Promise<string> {
  const { id } = await database.db.delivery.create({
    data: {
      ...{ platform: 'wecom', kind: 'reply', target, receipts, createdAt: start },
      message: message as Prisma.JsonObject,
    },
  })
  return id
}
type Given = { target: Target; message: Message; receipts?: Prisma.JsonArray }
