import { expect, test } from 'vitest'
import { createNames } from '../../src/conversation/names.ts'
import type { Prisma } from '../../src/db/types.ts'
import { Refusal } from '../../src/errors.ts'
import { createInboundWorker } from '../../src/jobs/handle-inbound.ts'
import { withQueue } from '../support/queue.ts'
import { start, zone } from '../support/world.ts'

const opened = withQueue()

test('a job does not wait for a conversation that is being worked off, as that may take minutes', async () => {
  const { db } = opened.database
  const conversation = 'feishu:direct:ou_stranger'
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  const worker = workerOf(async () => {
    asked.resolve()
    await answer.promise
  })
  await hears(conversation)
  const running = worker.round(conversation)
  await asked.promise
  await worker.resume(conversation)
  expect(await db.inbound.count({ where: { status: 'pending' } })).toBe(1)
  answer.reject(new Refusal('unknown', '没找到你'))
  await running
  expect(await db.inbound.count({ where: { status: 'pending' } })).toBe(0)
})

test('who stays unknown after the directory was asked is asked for once in each try, and then put aside', async () => {
  const { db } = opened.database
  const conversation = 'wecom:direct:ZhangSan'
  let asked = 0
  const worker = workerOf(async () => {
    if (++asked > 20) throw new Refusal('unknown', '没完没了')
  })
  await hears(conversation)
  for (let attempt = 1; attempt <= 4; attempt++) {
    await expect(worker.round(conversation)).rejects.toThrow('unknown speaker')
    expect(asked).toBe(attempt)
  }
  await worker.round(conversation)
  expect(await db.inbound.findFirst({ where: { conversation } })).toMatchObject({ status: 'failed' })
})

test('who tapped and was told to wait hears why nothing came of it', async () => {
  const { db } = opened.database
  const conversation = 'feishu:direct:ou_late'
  const answers = [
    new Error('Connection terminated unexpectedly'),
    new Refusal('unknown', '通讯录里还没有你'),
  ]
  const worker = workerOf(async () => {
    throw answers.shift()
  })
  const id = await hears(conversation, tap)
  await expect(worker.next(conversation, id)).rejects.toThrow('terminated')
  expect(await db.delivery.count({ where: { inboundId: id } })).toBe(0)
  await worker.round(conversation)
  const told = await db.delivery.findMany({ where: { inboundId: id } })
  expect(told).toMatchObject([
    { kind: 'answer', target: { kind: 'user', id: 'ou_late' }, message: { text: '通讯录里还没有你' } },
  ])
  // The answer to the tap carries it, if it is still under way; else its job sends it.
  const [job] = await jobsOf(told.map((one) => one.id))
  expect(job?.seconds).toBeCloseTo(3, 0)
})

test('who tapped hears at once that it was put aside, as nobody waits for the answer to a tap that long', async () => {
  const { db } = opened.database
  const conversation = 'feishu:direct:ou_tapped'
  const worker = workerOf(async () => {
    throw new Error('broken')
  })
  const id = await hears(conversation, tap)
  for (let attempt = 1; attempt <= 5; attempt++) await worker.round(conversation).catch(() => undefined)
  expect(await db.inbound.findUnique({ where: { id } })).toMatchObject({ status: 'failed' })
  const told = await db.delivery.findMany({ where: { inboundId: id } })
  expect(told).toMatchObject([{ kind: 'reply', status: 'queued' }])
  expect(await jobsOf(told.map((one) => one.id))).toMatchObject([{ seconds: 0 }])
})

const tap = { kind: 'tap', act: 'list.done', args: {}, values: {}, messageId: 'om_1', answerable: true }

const spoken = (toBot: boolean) => ({ kind: 'text', text: '拜访 华联超市 谈了报价', toBot })

test.each([
  ['who said something to the bot in a group hears alone that it was put aside', spoken(true), 1],
  ['who tapped in a group hears it, too', { ...tap, answerable: undefined }, 1],
  ['who said something to others there does not', spoken(false), 0],
  ['nor does who let the bot in', { kind: 'bot-added', name: '华东群' }, 0],
])('%s', async (title, content, answers) => {
  const { db } = opened.database
  const conversation = 'feishu:oc_group:ou_1'
  const worker = workerOf(async () => {
    throw new Error('broken')
  })
  const id = await hears(conversation, content, title)
  for (let attempt = 1; attempt <= 5; attempt++) await worker.round(conversation).catch(() => undefined)
  expect(await db.inbound.findUnique({ where: { id } })).toMatchObject({ status: 'failed' })
  const told = await db.delivery.findMany({ where: { inboundId: id } })
  expect(told.map(({ kind, target }) => [kind, target])).toEqual(
    Array.from({ length: answers }, () => ['reply', { kind: 'user', id: 'ou_1' }]),
  )
})

test('whom nobody knows is told nothing in a group', async () => {
  const { db } = opened.database
  const conversation = 'feishu:oc_group:ou_stranger'
  const worker = workerOf(async () => {
    throw new Refusal('unknown', '没找到你')
  })
  const id = await hears(conversation, spoken(true), 'of a stranger')
  await worker.round(conversation)
  expect(await db.inbound.findUnique({ where: { id } })).toMatchObject({ status: 'handled' })
  expect(await db.delivery.count({ where: { inboundId: id } })).toBe(0)
})

test('what takes too long every time is put aside in the end, and what stands behind it goes on', async () => {
  const { db } = opened.database
  const conversation = 'wecom:direct:LiLei'
  const tooLong = (text: string) => Object.assign(new Error(text), { code: 'P2028' })
  let tries = 0
  const worker = workerOf(async () => {
    if (++tries === 1) throw tooLong('Unable to start a transaction in the given time.')
    if (tries <= 61) throw tooLong('A query cannot be executed on an expired transaction.')
    throw new Refusal('unknown', '没找到你')
  })
  const [first, second] = [await hears(conversation), await hears(conversation, undefined, 'behind it')]
  for (let round = 0; round < 61; round++) await worker.round(conversation).catch(() => undefined)
  const statusOf = async (id: string) => (await db.inbound.findUniqueOrThrow({ where: { id } })).status
  expect([tries, await statusOf(first), await statusOf(second)]).toEqual([62, 'failed', 'handled'])
})

/** How long the jobs of deliveries wait. */
const jobsOf = (ids: string[]) =>
  opened.database.db.$queryRaw<{ seconds: number }[]>`
    SELECT extract(epoch FROM start_after - created_on)::float AS seconds FROM pgboss.job
    WHERE name = 'deliver' AND data->>'deliveryId' = ANY(${ids})`

const workerOf = (introduce: () => Promise<void>) =>
  createInboundWorker({
    ...{ db: opened.database.db, queue: opened.queue, clock: { now: () => start, zone } },
    ...{ names: createNames(), isAlone: false, together: { most: 8, lanes: 1 }, introduce },
    deliver() {},
    measure: { handled() {} },
    log: { info() {}, error() {} },
  })

async function hears(
  conversation: string,
  content: Prisma.InputJsonObject = { kind: 'text', text: '你好' },
  key = conversation,
): Promise<string> {
  const [platform = '', place = '', sender] = conversation.split(':')
  const said = { platform, key, conversation }
  const { id } = await opened.database.db.inbound.create({
    data: {
      ...{ ...said, receivedAt: start },
      body: {
        ...{ ...said, sender, at: start.toISOString() },
        ...{ chat: place === 'direct' ? { kind: place, id: 'oc_1' } : { kind: 'group', id: place }, content },
      },
    },
  })
  return id
}
