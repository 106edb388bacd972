import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Platform, type Receipt, SendFailure } from '../../src/chat/platform.ts'
import type { Database } from '../../src/db/open.ts'
import type { Db, Prisma } from '../../src/db/types.ts'
import { newId } from '../../src/ids.ts'
import { createDeliverer } from '../../src/jobs/deliver.ts'
import { type Limiter, memoryLimiter } from '../../src/jobs/limiter.ts'
import { type Jobs, type Queue, startQueue } from '../../src/jobs/queue.ts'
import { testDatabase } from '../support/database.ts'
import { start, zone } from '../support/world.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
afterEach(() => vi.restoreAllMocks())

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

const delivererOf = (platform: Platform, limiter: Limiter, db = database.db, queue = {} as Queue) =>
  createDeliverer({
    db,
    queue,
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

/** A deliverer with jobs that are worked off when it is said; `counted` are the outcomes in its figures. */
function aDeliverer(
  calls: Partial<Platform>,
  limiter = memoryLimiter(),
  given: { queue?: Queue; db?: Db } = {},
) {
  const jobs: Jobs['deliver'][] = []
  const counted: string[] = []
  const kept = {
    send: async (_tx: unknown, _name: string, job: Jobs['deliver']) => void jobs.push(job),
    sendAll: async (_tx: unknown, _name: string, all: Jobs['deliver'][]) => void jobs.push(...all),
  } as unknown as Queue
  const platform = { ...platformOfTwo().platform, ...calls, render: (message: unknown) => [partOf(message)] }
  const deliver = createDeliverer({
    db: database.db,
    queue: kept,
    ...given,
    clock: { now: () => start, zone },
    platforms: new Map([['feishu', platform]]),
    limiter,
    measure: { delivered: (_platform, outcome) => counted.push(outcome) },
    log: { info() {}, warn() {} },
  })
  const work = async () => {
    for (const job of jobs.splice(0)) await deliver(job)
  }
  return { deliver, jobs, counted, work }
}

const partOf = (message: unknown) => ({ kind: 'card', payload: message as Record<string, unknown> })

async function aDelivery(values: Partial<Prisma.DeliveryUncheckedCreateInput> = {}): Promise<string> {
  const id = newId()
  await database.db.delivery.create({
    data: {
      id,
      platform: 'feishu',
      target: { kind: 'user', id: 'ou_1' },
      kind: 'reply',
      message: { text: '好的' },
      createdAt: start,
      ...values,
    },
  })
  return id
}

const aSentCard = (receipt: Receipt = { messageId: 'om_card' }) =>
  aDelivery({ status: 'sent', receipts: [receipt] })

const aChange = (updatesId: string, text: string) =>
  aDelivery({ kind: 'update', updatesId, message: { text } })

const rowOf = (id: string) => database.db.delivery.findUniqueOrThrow({ where: { id } })

const unavailable = () => new SendFailure('temporary', 'http-503', 'busy')

/** Shows what a card was changed to, in order; the first change is not taken. */
function changing() {
  const shown: string[] = []
  const failures = [unavailable()]
  const update: Platform['update'] = async (receipt, _target, { payload }) => {
    const failure = failures.pop()
    if (failure) throw failure
    shown.push(payload.text as string)
    return receipt
  }
  return { shown, update }
}

test('a change of a card that is tried again does not overwrite the newer one that went out meanwhile', async () => {
  const { shown, update } = changing()
  const { deliver, work } = aDeliverer({ update })
  const card = await aSentCard()
  const older = await aChange(card, 'done')
  const newer = await aChange(card, 'open again')
  await deliver({ deliveryId: older })
  await deliver({ deliveryId: newer })
  await work()
  expect(shown).toEqual(['open again'])
  expect(await rowOf(older)).toMatchObject({ status: 'sent' })
})

test('nor one that is still on its way, or that the answer to a tap has carried', async () => {
  const { shown, update } = changing()
  const { deliver, work } = aDeliverer({ update })
  const [one, other] = [await aSentCard(), await aSentCard()]
  const slow = await aChange(one, 'done')
  await deliver({ deliveryId: slow })
  await aChange(one, 'open again')
  const late = await aChange(other, 'done')
  await aDelivery({ kind: 'answer', updatesId: other, message: { text: 'open again' }, status: 'sent' })
  await deliver({ deliveryId: late })
  await work()
  expect(shown).toEqual([])
  expect([(await rowOf(slow)).status, (await rowOf(late)).status]).toEqual(['sent', 'sent'])
})

test('a change goes out although a newer one of another card did, or a newer one of its own was refused', async () => {
  const { shown, update } = changing()
  const { deliver, work } = aDeliverer({ update })
  const card = await aSentCard()
  const change = await aChange(card, 'done')
  await deliver({ deliveryId: await aChange(await aSentCard(), 'of another card') })
  await aDelivery({ kind: 'update', updatesId: card, status: 'failed' })
  await deliver({ deliveryId: change })
  await work()
  expect(shown).toEqual(['done', 'of another card'])
})

/** Shows what a card was changed to; one text is refused, and the cards with a code cannot be changed any more. */
function refusing() {
  const shown: string[] = []
  const update: Platform['update'] = async (receipt, _target, { payload }) => {
    if (receipt.updateToken) throw new SendFailure('expired', 'no-code', 'too old')
    if (payload.text === 'too large') throw new SendFailure('refused', '230099', 'no')
    shown.push(payload.text as string)
    return receipt
  }
  const send: Platform['send'] = async (_target, { payload }) => {
    shown.push(`new ${payload.text}`)
    return { messageId: 'new' }
  }
  return { shown, update, send }
}

test('a change that has ended for a newer one goes out when that is refused, the newest of several', async () => {
  const { shown, ...calls } = refusing()
  const { deliver, work } = aDeliverer(calls)
  const card = await aSentCard()
  const [first, second] = [await aChange(card, 'first'), await aChange(card, 'second')]
  const newest = await aChange(card, 'too large')
  for (const deliveryId of [first, second, newest]) await deliver({ deliveryId })
  expect(await rowOf(newest)).toMatchObject({ status: 'failed' })
  await work()
  expect(shown).toEqual(['second'])
  expect(await rowOf(second)).toMatchObject({ status: 'sent', error: null })
})

test('but not where the card shows what came after it', async () => {
  const { shown, ...calls } = refusing()
  const { deliver, jobs } = aDeliverer(calls)
  const card = await aSentCard()
  const older = await aChange(card, 'first')
  const shownOne = await aChange(card, 'second')
  for (const deliveryId of [older, shownOne]) await deliver({ deliveryId })
  await deliver({ deliveryId: await aChange(card, 'too large') })
  expect({ shown, jobs }).toEqual({ shown: ['second'], jobs: [] })
})

test('a change for which a newer one is there that is refused before it has ended goes out all the same', async () => {
  const { shown, ...calls } = refusing()
  const elsewhere = aDeliverer(calls)
  const card = await aSentCard()
  const older = await aChange(card, 'first')
  const newer = await aChange(card, 'too large')
  // What the older one has read is no longer true when it writes.
  const delivery = new Proxy(database.db.delivery, {
    get(target, name) {
      if (name !== 'findMany') return Reflect.get(target, name)
      return async (asked: Prisma.DeliveryFindManyArgs) => {
        const found = await target.findMany(asked)
        await elsewhere.deliver({ deliveryId: newer })
        return found
      }
    },
  })
  const db = new Proxy(database.db, {
    get: (target, name) => (name === 'delivery' ? delivery : Reflect.get(target, name)),
  })
  const { deliver, jobs } = aDeliverer(calls, memoryLimiter(), { db })
  await deliver({ deliveryId: older })
  for (const job of [...jobs, ...elsewhere.jobs]) await elsewhere.deliver(job)
  expect(shown).toEqual(['first'])
  expect(await rowOf(older)).toMatchObject({ status: 'sent', error: null })
})

test('a change waits for a newer one that may be left out, and goes out when that was', async () => {
  const { shown, ...calls } = refusing()
  const { deliver, work } = aDeliverer(calls)
  const card = await aCardWithCode()
  const older = await aChange(card, 'the answer')
  const mask = await aDelivery({ kind: 'mask', updatesId: card, message: { text: 'in the pool' } })
  await deliver({ deliveryId: older })
  expect(await rowOf(older)).toMatchObject({ status: 'queued' })
  await deliver({ deliveryId: mask })
  expect(await rowOf(mask)).toMatchObject({ status: 'sent', error: expect.stringContaining('left out') })
  await work()
  expect(shown).toEqual(['new the answer'])
})

test('and is over when that was shown', async () => {
  const { shown, ...calls } = refusing()
  const { deliver, work } = aDeliverer(calls)
  const card = await aSentCard()
  const older = await aChange(card, 'the answer')
  const mask = await aDelivery({ kind: 'mask', updatesId: card, message: { text: 'in the pool' } })
  await deliver({ deliveryId: older })
  await deliver({ deliveryId: mask })
  await work()
  expect(shown).toEqual(['in the pool'])
  expect(await rowOf(older)).toMatchObject({ status: 'sent' })
})

test('who asks to send it hears after how long it is tried again', async () => {
  const failures = [new SendFailure('refused', '230028', 'no'), unavailable()]
  const send = async () => {
    const failure = failures.pop()
    if (failure) throw failure
    return {}
  }
  const { deliver } = aDeliverer({ send })
  const id = await aDelivery()
  expect(await deliver({ deliveryId: id })).toBe(1_000)
  expect(await deliver({ deliveryId: await aDelivery() })).toBeUndefined()
  expect(await deliver({ deliveryId: await aDelivery() })).toBeUndefined()
})

/** A card whose code works once, as WeCom's; the answer to the first use of `lost` codes does not arrive. */
function aPlatformOfCodes({ lost = [] as string[], spent = [] as string[] } = {}) {
  const [used, unanswered] = [new Set(spent), new Set(lost)]
  const shown: string[] = []
  const update: Platform['update'] = async ({ updateToken = '' }, _target, { payload }) => {
    if (used.has(updateToken)) throw new SendFailure('expired', '42022', 'spent')
    used.add(updateToken)
    shown.push(`changed to ${payload.text}`)
    if (unanswered.delete(updateToken)) throw new SendFailure('temporary', 'timeout', 'no answer')
    return {}
  }
  const send: Platform['send'] = async (_target, { payload }) => {
    shown.push(`new ${payload.text}`)
    return { messageId: 'new' }
  }
  return { shown, update, send }
}

const aCardWithCode = (updateToken = 'code') => aSentCard({ messageId: 'om_card', updateToken })

test('a change whose answer was lost is no second card: its code was spent on itself', async () => {
  const { shown, ...calls } = aPlatformOfCodes({ lost: ['code'] })
  const { deliver, work } = aDeliverer(calls)
  const change = await aChange(await aCardWithCode(), 'done')
  await deliver({ deliveryId: change })
  await work()
  expect(shown).toEqual(['changed to done'])
  expect(await rowOf(change)).toMatchObject({ status: 'sent', messageId: null, receipts: [] })
})

test('a change whose code was spent on something else is a new card', async () => {
  const { shown, ...calls } = aPlatformOfCodes({ spent: ['code'] })
  const { deliver } = aDeliverer(calls)
  const change = await aChange(await aCardWithCode(), 'done')
  await deliver({ deliveryId: change })
  expect(shown).toEqual(['new done'])
  expect(await rowOf(change)).toMatchObject({ status: 'sent', messageId: 'new' })
})

test('a change that is tried again with the code of a later tap changes the card', async () => {
  const { shown, ...calls } = aPlatformOfCodes({ lost: ['code'] })
  const { deliver, work } = aDeliverer(calls)
  const card = await aCardWithCode()
  await deliver({ deliveryId: await aChange(card, 'done') })
  const receipts = [{ messageId: 'om_card', updateToken: 'of the tap' }]
  await database.db.delivery.update({ where: { id: card }, data: { receipts } })
  await work()
  expect(shown).toEqual(['changed to done', 'changed to done'])
})

test('the code that a tap brings while a change is under way is kept', async () => {
  const card = await aCardWithCode('of the card')
  const tapped = [{ messageId: 'om_card', updateToken: 'of the second tap' }]
  // The card shows the change before we hear of it, and is tapped again.
  const update: Platform['update'] = async () => {
    await database.db.delivery.update({ where: { id: card }, data: { receipts: tapped } })
    return { messageId: 'om_card' }
  }
  const { deliver } = aDeliverer({ update })
  await deliver({ deliveryId: await aChange(card, 'done') })
  expect((await rowOf(card)).receipts).toEqual(tapped)
})

test('and a code that the platform gives with the change is kept where no tap brought another', async () => {
  const card = await aDelivery({
    status: 'sent',
    receipts: [{}, { messageId: 'om_card', updateToken: 'of the card' }, {}],
  })
  const update: Platform['update'] = async () => ({ messageId: 'om_card', updateToken: 'new' })
  const { deliver } = aDeliverer({ update })
  const change = await aChange(card, 'done')
  await deliver({ deliveryId: change })
  expect((await rowOf(card)).receipts).toEqual([{}, { messageId: 'om_card', updateToken: 'new' }, {}])
  expect(await rowOf(change)).toMatchObject({ status: 'sent' })
})

test('a card that needs no code is written nothing when it was changed', async () => {
  const statements: string[] = []
  const db = new Proxy(database.db, {
    get(target, name) {
      if (String(name).startsWith('$')) statements.push(String(name))
      return Reflect.get(target, name)
    },
  })
  const { deliver } = aDeliverer({ update: async (receipt) => receipt }, memoryLimiter(), { db })
  const change = await aChange(await aSentCard(), 'done')
  await deliver({ deliveryId: change })
  expect(statements).toEqual([])
  expect(await rowOf(change)).toMatchObject({ status: 'sent' })
})

/** Counts the places that are taken; there always is one. */
function aLimiter() {
  const limiter = {
    places: 0,
    async take() {
      limiter.places++
      return { waitMs: 0, held: 1 }
    },
  }
  return limiter
}
const limits = () => [{ key: 'all', points: 1, seconds: 1 }]

test('a change of a card that has not gone out takes no place, is not counted as sent, and says nothing of the platform', async () => {
  let calls = 0
  const send = async () => {
    calls++
    throw new SendFailure('temporary', 'http-429', 'slowly', 60_000)
  }
  const limiter = aLimiter()
  const { deliver, counted } = aDeliverer({ send, limits }, limiter)
  const card = await aDelivery()
  await deliver({ deliveryId: card })
  expect(await deliver({ deliveryId: await aChange(card, 'done') })).toBe(1_000)
  expect(await deliver({ deliveryId: await aDelivery() })).toBeGreaterThan(50_000)
  expect({ calls, places: limiter.places, counted }).toEqual({
    calls: 1,
    places: 1,
    counted: ['temporary', 'held', 'held'],
  })
})

test('a change of a card that is not to be shown any more, as its receiver has left, is no new card', async () => {
  const { shown, ...calls } = refusing()
  const { deliver, jobs, counted } = aDeliverer(calls)
  const change = await aChange(await aDelivery({ status: 'lapsed' }), 'done')
  await deliver({ deliveryId: change })
  expect(await rowOf(change)).toMatchObject({ status: 'sent', receipts: [] })
  expect({ shown, jobs, counted }).toEqual({ shown: [], jobs: [], counted: ['left_out'] })
})

test('a change looks ever less often for a card that does not get out, once a minute at last', async () => {
  const { deliver, jobs } = aDeliverer({})
  const change = await aChange(await aDelivery(), 'done')
  const waits = [await deliver({ deliveryId: change })]
  while (waits.length < 8) waits.push(await deliver(jobs.pop() as Jobs['deliver']))
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
})

test('a change that needs no call is counted as left out', async () => {
  const update = async () => expect.fail('called')
  const limiter = aLimiter()
  const { deliver, counted } = aDeliverer({ update, limits }, limiter)
  const held = await aDelivery({ status: 'waiting' })
  await deliver({ deliveryId: await aChange(held, 'done') })
  const card = await aSentCard()
  const older = await aChange(card, 'done')
  await aDelivery({ kind: 'update', updatesId: card, status: 'sent' })
  await deliver({ deliveryId: older })
  await deliver({ deliveryId: await aDelivery({ kind: 'mask', updatesId: await aSentCard({}) }) })
  expect(counted).toEqual(['left_out', 'left_out', 'left_out'])
  expect(limiter.places).toBe(1)
  expect(await rowOf(held)).toMatchObject({ status: 'waiting', message: { text: 'done' } })
})

test('a change that has waited for its place uses the code that a tap has brought meanwhile', async () => {
  const used: (string | undefined)[] = []
  const update: Platform['update'] = async ({ updateToken }) => {
    used.push(updateToken)
    return {}
  }
  const card = await aCardWithCode()
  const limiter: Limiter = {
    async take() {
      const receipts = [{ messageId: 'om_card', updateToken: 'of the tap' }]
      await database.db.delivery.update({ where: { id: card }, data: { receipts } })
      return { waitMs: 1, held: 1 }
    },
  }
  const { deliver } = aDeliverer({ update, limits }, limiter)
  await deliver({ deliveryId: await aChange(card, 'done') })
  expect(used).toEqual(['of the tap'])
})

/** After an outage: who is sent to next finds out that it is over. One person's rate is used up. */
async function afterAnOutage() {
  let isAway = true
  let now = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const send: Platform['send'] = async (_target, { payload }) => {
    if (isAway) throw unavailable()
    if (payload.text === 'cannot be made') throw new Error('non-XML character')
    return {}
  }
  const limiter: Limiter = {
    take: async ([limit]) => ({ waitMs: limit?.key === 'busy' ? 5_000 : 0, held: 1 }),
  }
  const limitsOf: Platform['limits'] = ({ id }) => [{ key: id, points: 1, seconds: 1 }]
  const { deliver } = aDeliverer({ send, limits: limitsOf }, limiter)
  for (let n = 0; n < 5; n++) await deliver({ deliveryId: await aDelivery() })
  isAway = false
  now += 1_000
  return deliver
}

test.each([
  ['is put off for its rate', { target: { kind: 'user', id: 'busy' } }, 2_500],
  ['cannot be made', { message: { text: 'cannot be made' } }, 1_000],
])('a test of an ailing platform that %s leaves the next one to test it', async (_, values, putOffMs) => {
  const deliver = await afterAnOutage()
  expect(await deliver({ deliveryId: await aDelivery(values) })).toBe(putOffMs)
  const next = await aDelivery()
  expect(await deliver({ deliveryId: next })).toBeUndefined()
  expect(await rowOf(next)).toMatchObject({ status: 'sent' })
})

test('a message that was under way before, and is put off now, lets nobody else test it', async () => {
  let now = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const [begun, letGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const tested = Promise.withResolvers<Receipt>()
  let isAway = true
  const called: string[] = []
  const send: Platform['send'] = async ({ id }) => {
    called.push(id)
    if (isAway) throw unavailable()
    return id === 'the test' ? tested.promise : {}
  }
  const limiter: Limiter = {
    async take([limit]) {
      if (limit?.key !== 'busy') return { waitMs: 0, held: 1 }
      begun.resolve()
      await letGo.promise
      return { waitMs: 5_000, held: 1 }
    },
  }
  const limitsOf: Platform['limits'] = ({ id }) => [{ key: id, points: 1, seconds: 1 }]
  const { deliver } = aDeliverer({ send, limits: limitsOf }, limiter)
  const early = deliver({ deliveryId: await toSomebody('busy') })
  await begun.promise
  for (let n = 0; n < 5; n++) await deliver({ deliveryId: await aDelivery() })
  isAway = false
  now += 1_000
  const test = deliver({ deliveryId: await toSomebody('the test') })
  while (called.at(-1) !== 'the test') await new Promise((resolve) => setImmediate(resolve))
  letGo.resolve()
  await early
  expect(await deliver({ deliveryId: await toSomebody('next') })).toBeGreaterThan(10_000)
  tested.resolve({})
  await test
  expect(called.slice(5)).toEqual(['the test'])
})

test('nor is the test used up by a change that is left out', async () => {
  const deliver = await afterAnOutage()
  expect(
    await deliver({ deliveryId: await aDelivery({ kind: 'mask', updatesId: await aSentCard({}) }) }),
  ).toBeUndefined()
  const next = await aDelivery()
  expect(await deliver({ deliveryId: next })).toBeUndefined()
  expect(await rowOf(next)).toMatchObject({ status: 'sent' })
})

/** A platform that says "too many calls" without saying whose they are, to all but one member. */
const isFull = (but?: string): Platform['send'] =>
  async function send(target) {
    if (target.id === but) return {}
    throw new SendFailure('temporary', '45009', 'too many calls', 60_000)
  }

const toSomebody = (id: string) => aDelivery({ target: { kind: 'user', id } })

test('one member of WeCom who has had enough holds up nobody else', async () => {
  const { deliver } = aDeliverer({ send: isFull('other') })
  for (let n = 0; n < 4; n++) expect(await deliver({ deliveryId: await toSomebody('full') })).toBe(60_000)
  expect(await deliver({ deliveryId: await toSomebody('other') })).toBeUndefined()
  expect(await deliver({ deliveryId: await toSomebody('full') })).toBe(60_000)
  expect(await deliver({ deliveryId: await toSomebody('other') })).toBeUndefined()
})

test('but where nobody is taken any more it is the limit of the app: the others wait', async () => {
  let calls = 0
  const full = isFull()
  const send: Platform['send'] = (...part) => {
    calls++
    return full(...part)
  }
  const { deliver } = aDeliverer({ send })
  for (let n = 0; n < 9; n++) await deliver({ deliveryId: await toSomebody(`member ${n}`) })
  expect(calls).toBe(5)
})

/** Counts its calls, none of which is taken; `meanwhile` happens during each. */
function ailing(kind: 'temporary' | 'refused' = 'temporary', meanwhile = async () => {}) {
  const platform = {
    calls: 0,
    async send() {
      platform.calls++
      await meanwhile()
      throw new SendFailure(kind, '230020', 'slowly', 60_000)
    },
  }
  return platform
}

test('a job that is worked once more although the next try waits already does nothing', async () => {
  const platform = ailing()
  const { deliver, jobs, work } = aDeliverer(platform)
  const deliveryId = await aDelivery()
  await deliver({ deliveryId })
  expect(await deliver({ deliveryId })).toBeUndefined()
  expect({ calls: platform.calls, jobs: jobs.length }).toEqual({ calls: 1, jobs: 1 })
  await work()
  expect({ calls: platform.calls, jobs: jobs.length }).toEqual({ calls: 2, jobs: 1 })
  expect(await rowOf(deliveryId)).toMatchObject({ status: 'queued', attempts: 2 })
})

test.each(['temporary', 'refused'] as const)(
  'what somebody else has sent meanwhile stays sent, though this try of it was %s',
  async (kind) => {
    const deliveryId = await aDelivery()
    const sendElsewhere = async () => {
      await database.db.delivery.update({ where: { id: deliveryId }, data: { status: 'sent' } })
    }
    const { deliver, jobs } = aDeliverer(ailing(kind, sendElsewhere))
    await deliver({ deliveryId })
    expect(jobs).toEqual([])
    expect(await rowOf(deliveryId)).toMatchObject({ status: 'sent', attempts: 0 })
  },
)

test('nobody waits for the second try of what somebody else has sent meanwhile', async () => {
  const deliveryId = await aDelivery()
  const sendElsewhere = async () => {
    await database.db.delivery.update({ where: { id: deliveryId }, data: { status: 'sent' } })
  }
  const { deliver } = aDeliverer(ailing('temporary', sendElsewhere))
  expect(await deliver({ deliveryId })).toBeUndefined()
})

test('a job that is worked once more although its delivery is held already makes no second one', async () => {
  const queue = await startQueue(database.queue, () => undefined)
  const limiter: Limiter = { take: async () => ({ waitMs: 60_000, held: 1 }) }
  const { deliver } = aDeliverer({ limits }, limiter, { queue })
  const deliveryId = await aDelivery()
  const waiting = async () => (await queue.depth()).find(({ name }) => name === 'deliver')?.waiting
  await deliver({ deliveryId }, undefined, newId())
  expect(await waiting()).toBe(1)
  const jobId = newId()
  await deliver({ deliveryId }, undefined, jobId)
  await deliver({ deliveryId }, undefined, jobId)
  expect(await waiting()).toBe(2)
  await queue.stop()
})

test('what cannot be made at all is put aside with its reason after five tries', async () => {
  const send = async () => {
    throw new Error('non-XML character')
  }
  const { deliver, jobs, counted, work } = aDeliverer({ send })
  const id = await aDelivery()
  await deliver({ deliveryId: id })
  expect(await rowOf(id)).toMatchObject({ status: 'queued', attempts: 1 })
  for (let tries = 1; tries < 5; tries++) await work()
  expect(await rowOf(id)).toMatchObject({ status: 'failed', attempts: 5, error: 'Error: non-XML character' })
  expect({ jobs, counted }).toEqual({ jobs: [], counted: Array(5).fill('broken') })
})

test('nor is what needs a file tried for ever that is missing', async () => {
  const send = async () => {
    throw Object.assign(new Error('ENOENT: no such file or directory'), { code: 'ENOENT' })
  }
  const { deliver, work } = aDeliverer({ send })
  const id = await aDelivery()
  await deliver({ deliveryId: id })
  for (let tries = 1; tries < 5; tries++) await work()
  expect(await rowOf(id)).toMatchObject({ status: 'failed', attempts: 5 })
})

test('nor is a change of a card tried for ever whose card is gone', async () => {
  const { deliver, work } = aDeliverer({})
  const id = await aChange(newId(), 'done')
  await deliver({ deliveryId: id })
  for (let tries = 1; tries < 5; tries++) await work()
  expect(await rowOf(id)).toMatchObject({ status: 'failed', attempts: 5 })
})

test('that the database is away is not counted as a try', async () => {
  const send = async () => {
    throw new Error('Connection terminated unexpectedly')
  }
  const { deliver } = aDeliverer({ send })
  const id = await aDelivery()
  await expect(deliver({ deliveryId: id })).rejects.toThrow('terminated')
  expect(await rowOf(id)).toMatchObject({ status: 'queued', attempts: 0 })
})

/** A platform that takes pictures, the answer to the first of which is lost; what they were uploaded as is kept. */
function aPlatformOfPictures(uploadedAs: string, losesAnswer = false) {
  const sent: unknown[] = []
  return {
    sent,
    upload: async () => ({ id: uploadedAs, until: new Date(start.getTime() + 3_600_000).toISOString() }),
    send: async (_target: unknown, _part: unknown, _key: string, uploaded?: string) => {
      sent.push(uploaded)
      if (losesAnswer) throw new SendFailure('temporary', 'timeout', 'no answer')
      return {}
    },
  }
}

test('a picture that may have been taken goes out as the same upload again, from another process, too', async () => {
  const [here, elsewhere] = [aPlatformOfPictures('media-1', true), aPlatformOfPictures('media-2')]
  const deliveryId = await aDelivery()
  await aDeliverer(here).deliver({ deliveryId })
  await aDeliverer(elsewhere).deliver({ deliveryId, tries: 1 })
  expect([here.sent, elsewhere.sent]).toEqual([['media-1'], ['media-1']])
  expect(await rowOf(deliveryId)).toMatchObject({ status: 'sent', receipts: [{}] })
})

test('an upload that the platform has thrown away by now is made anew', async () => {
  const platform = aPlatformOfPictures('media-2')
  const trial = { upload: { id: 'media-1', until: start.toISOString() } }
  const deliveryId = await aDelivery({ receipts: [{ trial }] })
  await aDeliverer(platform).deliver({ deliveryId })
  expect(platform.sent).toEqual(['media-2'])
})

/** The database, which is away the first time that a statement of this kind is wanted. */
function awayOnce(statement: '$executeRaw' | 'delivery'): Db {
  let isAway = true
  const once = () => {
    if (!isAway) return
    isAway = false
    throw new Error('Connection terminated unexpectedly')
  }
  const update: Db['delivery']['update'] = (given) => {
    once()
    return database.db.delivery.update(given)
  }
  const delivery = new Proxy(database.db.delivery, {
    get: (target, name) => (name === 'update' ? update : Reflect.get(target, name)),
  })
  return new Proxy(database.db, {
    get(target, name) {
      if (name === statement && name === 'delivery') return delivery
      if (name === statement) once()
      return Reflect.get(target, name)
    },
  })
}

test.each(['$executeRaw', 'delivery'] as const)(
  'a part that was taken, which could not be noted (%s), is not sent again by the process that knows of it',
  async (statement) => {
    const { platform, sent } = platformOfTwo()
    const deliver = delivererOf(platform, memoryLimiter(), awayOnce(statement))
    const deliveryId = await aReply()
    await expect(deliver({ deliveryId })).rejects.toThrow('terminated')
    await deliver({ deliveryId })
    expect(sent).toEqual(['text', 'card'])
    const row = await rowOf(deliveryId)
    expect(row).toMatchObject({ status: 'sent', messageId: 'om_card' })
    expect(row.receipts).toHaveLength(2)
  },
)

test('a delivery that is on its way here is waited for by every other job of it, which then finds it sent', async () => {
  const letGo = Promise.withResolvers<Receipt>()
  const begun = Promise.withResolvers<void>()
  let calls = 0
  const send = () => {
    calls++
    begun.resolve()
    return letGo.promise
  }
  const { deliver } = aDeliverer({ send })
  const deliveryId = await aDelivery()
  const first = deliver({ deliveryId })
  await begun.promise
  const second = deliver({ deliveryId })
  letGo.resolve({})
  await Promise.all([first, second])
  expect(calls).toBe(1)
  expect(await rowOf(deliveryId)).toMatchObject({ status: 'sent' })
})

test('what has taken long goes on in a job, before somebody takes it for given up', async () => {
  const { platform, sent } = platformOfTwo()
  let now = performance.now()
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  const send: Platform['send'] = (target, part, key) => {
    now += 8_000
    return platform.send(target, part, key)
  }
  const jobs: unknown[] = []
  const queue = { sendAll: async (_tx: unknown, _name: string, all: unknown[]) => void jobs.push(...all) }
  const deliver = delivererOf({ ...platform, send }, memoryLimiter(), database.db, queue as unknown as Queue)
  const deliveryId = await aReply()
  expect(await deliver({ deliveryId })).toBe(1_000)
  expect({ sent, jobs }).toEqual({ sent: ['text'], jobs: [{ deliveryId, tries: 0, held: 0 }] })
  await deliver({ deliveryId })
  expect(sent).toEqual(['text', 'card'])
  clock.mockRestore()
})
