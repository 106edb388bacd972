import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Db, Delivery } from '../../src/db/types.ts'
import type { Placing, Queue } from '../../src/jobs/queue.ts'
import { createSending } from '../../src/jobs/sending.ts'

afterEach(() => vi.restoreAllMocks())

const to = (chat: string, id: string) =>
  ({ id, platform: 'wecom', target: { kind: 'user', id: chat } }) as unknown as Delivery

/**
 * What was sent and what got a job, in order; `slow` is under way until it is let go, `broken` fails, and what is
 * named after a number is put off for so many ms.
 */
function aSending({ databaseIsBack = 0 } = {}) {
  let away = databaseIsBack
  const looked: string[] = []
  const seconds: (number | undefined)[] = []
  const sent: string[] = []
  const jobs: string[] = []
  const slow = Promise.withResolvers<void>()
  const sending = createSending({
    async deliver({ deliveryId }, known) {
      if (!known) looked.push(deliveryId)
      if (deliveryId === 'slow') await slow.promise
      if (deliveryId === 'broken') throw new Error('the database is away')
      const putOff = Number.parseInt(deliveryId, 10)
      if (putOff) return putOff
      sent.push(deliveryId)
      return undefined
    },
    db: {
      async $transaction(work: (tx: unknown) => Promise<void>) {
        if (away-- > 0) throw new Error('the database is away')
        await work({})
      },
    } as unknown as Db,
    queue: {
      async sendAll(_tx: unknown, _name: string, payloads: { deliveryId: string }[], how: Placing[] = []) {
        seconds.push(...how.map((one) => one.seconds))
        jobs.push(...payloads.map(({ deliveryId }) => deliveryId))
      },
    } as unknown as Queue,
    log: { error() {} },
  })
  return { sending, sent, jobs, seconds, looked, letGo: slow.resolve }
}

const turns = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

test('what is slow is not overtaken in its chat, and holds up no other', async () => {
  const { sending, sent, jobs, letGo } = aSending()
  sending.send([to('a', 'slow'), to('b', 'b1')])
  await turns()
  sending.send([to('a', 'a2')])
  sending.send([to('a', 'a3'), to('b', 'b2')])
  await turns()
  expect(sent).toEqual(['b1', 'b2'])
  letGo()
  await sending.idle()
  expect(sent).toEqual(['b1', 'b2', 'slow', 'a2', 'a3'])
  expect(jobs).toEqual([])
})

test('what has waited in its chat is looked up before it is sent: a job may have done it since', async () => {
  const { sending, looked, letGo } = aSending()
  sending.send([to('a', 'slow'), to('a', 'a2'), to('b', 'b1')])
  letGo()
  await sending.idle()
  expect(looked).toEqual(['a2'])
})

test('what fails gets a job with all that waits behind it, and what is said next is sent', async () => {
  const { sending, sent, jobs } = aSending()
  sending.send([to('a', 'broken'), to('a', 'a2')])
  await sending.idle()
  expect({ sent, jobs }).toEqual({ sent: [], jobs: ['broken', 'a2'] })
  sending.send([to('a', 'a3')])
  await sending.idle()
  expect(sent).toEqual(['a3'])
})

test.each([
  { waited: 3, sent: ['slow', 'a2'], jobs: [] },
  { waited: 6, sent: ['slow'], jobs: ['a2'] },
  { waited: 20, sent: ['slow'], jobs: [] },
])('after $waited seconds behind a slow one: by whom it is sent', async ({ waited, ...expected }) => {
  const { sending, sent, jobs, letGo } = aSending()
  sending.send([to('a', 'slow'), to('a', 'a2')])
  await turns()
  const now = performance.now()
  vi.spyOn(performance, 'now').mockReturnValue(now + waited * 1000)
  letGo()
  await sending.idle()
  expect({ sent, jobs }).toEqual(expected)
})

test('what takes long gets a job that only comes when it must be over, so that the sweep leaves it alone', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const { sending, sent, jobs, seconds, letGo } = aSending()
  sending.send([to('a', 'slow'), to('b', 'b1')])
  await turns()
  await vi.advanceTimersByTimeAsync(9_000)
  expect(jobs).toEqual([])
  await vi.advanceTimersByTimeAsync(1_000)
  expect({ jobs, seconds }).toEqual({ jobs: ['slow'], seconds: [20] })
  letGo()
  await sending.idle()
  await vi.advanceTimersByTimeAsync(60_000)
  expect({ jobs, sent }).toEqual({ jobs: ['slow'], sent: ['b1', 'slow'] })
  vi.useRealTimers()
})

test('a stop waits for what is on its way; the rest gets a job', async () => {
  const { sending, sent, jobs, letGo } = aSending()
  sending.send([to('a', 'slow'), to('a', 'a2')])
  await turns()
  const stopped = sending.stop()
  letGo()
  await stopped
  expect({ sent, jobs }).toEqual({ sent: ['slow'], jobs: ['a2'] })
})

describe('what is not taken at once', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => vi.useRealTimers())

  test('and is tried again in a second is not overtaken in its chat meanwhile', async () => {
    const { sending, sent, jobs } = aSending()
    sending.send([to('a', '1000'), to('a', 'a2'), to('b', 'b1')])
    await sending.idle()
    sending.send([to('a', 'a3')])
    await sending.idle()
    await vi.advanceTimersByTimeAsync(3_000)
    await sending.idle()
    expect(sent).toEqual(['b1'])
    await vi.advanceTimersByTimeAsync(500)
    await turns()
    await sending.idle()
    expect({ sent, jobs }).toEqual({ sent: ['b1', 'a2', 'a3'], jobs: [] })
  })

  test('and keeps its chat waiting has what came meanwhile looked up', async () => {
    const { sending, looked } = aSending()
    sending.send([to('a', '1000')])
    await sending.idle()
    sending.send([to('a', 'a2')])
    await vi.advanceTimersByTimeAsync(3_500)
    await turns()
    await sending.idle()
    expect(looked).toEqual(['a2'])
  })

  test('and is put off for long, or again and again, holds up nothing', async () => {
    const { sending, sent } = aSending()
    sending.send([to('a', '2000'), to('a', 'a2'), to('b', '30000'), to('b', 'b2')])
    await sending.idle()
    expect(sent).toEqual(['a2', 'b2'])
  })

  test('and cannot get a job either is looked up before it is sent: somebody else may have done it', async () => {
    const { sending, looked } = aSending({ databaseIsBack: 1 })
    sending.send([to('a', 'broken'), to('a', 'a2')])
    await sending.idle()
    await vi.advanceTimersByTimeAsync(2_000)
    await turns()
    await sending.idle()
    expect(looked).toEqual(['broken'])
  })

  test('leaves what waits behind it to jobs when it is stopped', async () => {
    const { sending, sent, jobs } = aSending()
    sending.send([to('a', '1000'), to('a', 'a2')])
    await sending.idle()
    await sending.stop()
    expect({ sent, jobs }).toEqual({ sent: [], jobs: ['a2'] })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(sent).toEqual([])
  })
})
