import { once } from 'node:events'
import net from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Toast } from '../../src/chat/message.ts'
import type { AnswerCard, Platform } from '../../src/chat/platform.ts'
import { movableClock } from '../../src/clock.ts'
import { createInbox } from '../../src/web/inbox.ts'
import { createMetrics } from '../../src/web/metrics.ts'
import { createWeb, type Listening, listen } from '../../src/web/server.ts'
import { createTapAnswers } from '../../src/web/tap-answers.ts'
import { webhookRoutes } from '../../src/web/webhooks.ts'
import { withQueue } from '../support/queue.ts'
import { zone } from '../support/world.ts'

const opened = withQueue()
const clock = movableClock(zone, new Date('2026-06-10T09:30:00+08:00'))
const running = {} as { listening: Listening; answers: ReturnType<typeof createTapAnswers> }
/** Beside the work on a tap. */
let meanwhile: () => void = () => undefined
let taps = 0
let elapsedMs = 0

const said = () => ({ platform: 'fake', target: { kind: 'user', id: 'u' }, createdAt: clock.now() })

/** What a tap does unless a test has it do something else. */
async function changesItsCard(inboundId: string): Promise<Toast | null> {
  const { db } = opened.database
  const { id: updatesId } = await db.delivery.create({
    data: { ...said(), kind: 'reply', message: { text: '旧' }, status: 'sent' },
  })
  await db.delivery.create({
    data: { ...said(), kind: 'answer', message: { text: '新' }, status: 'queued', inboundId, updatesId },
  })
  meanwhile()
  return null
}

async function pops(inboundId: string): Promise<Toast | null> {
  const text = '这条线索刚被领走'
  await opened.database.db.delivery.create({
    data: { ...said(), kind: 'answer', message: { text }, status: 'queued', inboundId },
  })
  return { tone: 'warning', text }
}

let does = changesItsCard
/** As if the request had taken so long to come in. */
let comesInAfterMs = 0

beforeAll(async () => {
  const { db } = opened.database
  running.listening = await listen(0, '127.0.0.1')
  const next = (_: string, inboundId: string) => does(inboundId)
  running.answers = createTapAnswers({ db, clock, next, stopwatch: () => elapsedMs })
  const middleware = [
    webhookRoutes({
      inbox: createInbox({ db, clock }),
      platforms: new Map([['fake', fake]]),
      tapAnswers: running.answers,
      wake: () => undefined,
      metrics: createMetrics({ depth: async () => [] } as never),
      log: { debug: () => undefined, warn: () => undefined },
    }),
  ]
  running.listening.mount(
    createWeb({
      readiness: async () => [],
      metrics: createMetrics({ depth: async () => [] } as never),
      log: { debug: () => undefined, error: () => undefined },
      middleware,
    }),
  )
})
afterAll(async () => {
  running.listening.closeAll()
  await running.listening.close()
})

/** All that its requests say is that somebody tapped. */
const fake = {
  name: 'fake',
  receive: () => {
    elapsedMs += comesInAfterMs
    return received()
  },
} as unknown as Platform

const received = () => ({
  inbounds: [
    {
      platform: 'fake',
      key: `tap-${++taps}`,
      at: clock.now().toISOString(),
      sender: 'u',
      chat: { id: 'c', kind: 'direct' },
      content: { kind: 'tap', act: 'x', args: {}, values: {}, messageId: 'm', answerable: true },
    },
  ],
  answer: (toast?: Toast, card?: AnswerCard) => ({
    status: 200,
    type: 'application/json',
    body: JSON.stringify(card?.message ?? toast?.text ?? null),
  }),
})

afterEach(() => {
  meanwhile = () => undefined
  does = changesItsCard
  comesInAfterMs = 0
})

/** As if the work on a tap took so many milliseconds. */
const slowBy = (ms: number): void => {
  meanwhile = () => {
    elapsedMs += ms
  }
}

const tap = () => fetch(`http://127.0.0.1:${running.listening.port}/webhooks/fake`, { method: 'POST' })

const newest = () =>
  opened.database.db.delivery.findFirstOrThrow({ where: { kind: 'answer' }, orderBy: { id: 'desc' } })

test('the answer to a tap carries its card, and then nothing is left to send', async () => {
  expect(await (await tap()).json()).toEqual({ text: '新' })
  await running.answers.idle()
  expect(await newest()).toMatchObject({ status: 'sent', deliveredAt: expect.any(Date) })
})

test('where the line breaks before the answer, the card is still to be sent', async () => {
  const socket = net.connect(running.listening.port, '127.0.0.1')
  const before = taps
  meanwhile = () => running.listening.closeAll()
  socket.write('POST /webhooks/fake HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n')
  await once(socket, 'close')
  meanwhile = () => undefined
  // The next one is answered after it.
  await (await tap()).json()
  await running.answers.idle()
  expect(taps).toBe(before + 2)
  const rows = await opened.database.db.delivery.findMany({
    where: { kind: 'answer' },
    orderBy: { id: 'desc' },
    take: 2,
  })
  expect(rows.map(({ status }) => status)).toEqual(['sent', 'queued'])
})

test('an answer that took long carries its card, which is repeated all the same', async () => {
  slowBy(1_500)
  expect(await (await tap()).json()).toEqual({ text: '新' })
  await running.answers.idle()
  expect(await newest()).toMatchObject({ status: 'queued' })
})

test('an answer that comes too late for whoever tapped leaves the card to its job', async () => {
  slowBy(2_500)
  expect(await (await tap()).json()).toBeNull()
  await running.answers.idle()
  expect(await newest()).toMatchObject({ status: 'queued' })
})

test('what pops up in time is not said as well', async () => {
  does = pops
  expect(await (await tap()).json()).toBe('这条线索刚被领走')
  await running.answers.idle()
  expect(await newest()).toMatchObject({ status: 'sent', updatesId: null })
})

test.each([
  { ms: 1_500, status: 'sent' },
  { ms: 2_000, status: 'queued' },
])(
  'what pops up after $ms ms, of the three seconds that Feishu waits, is $status',
  async ({ ms, status }) => {
    comesInAfterMs = ms - 500
    does = async (inboundId) => {
      elapsedMs += 500
      return pops(inboundId)
    }
    expect(await (await tap()).json()).toBe('这条线索刚被领走')
    await running.answers.idle()
    expect(await newest()).toMatchObject({ status, updatesId: null })
  },
)

test('what popped up only after the answer had gone is still to be said', async () => {
  const popping = Promise.withResolvers<void>()
  comesInAfterMs = 1_800
  does = async (inboundId) => {
    await popping.promise
    return pops(inboundId)
  }
  expect(await (await tap()).json()).toBe('收到，正在处理…')
  popping.resolve()
  await expect.poll(newest).toMatchObject({ status: 'queued', updatesId: null })
  await running.answers.idle()
  expect(await newest()).toMatchObject({ status: 'queued' })
})

test('a database that is away when the card is wanted costs the card its place in the answer, not the toast', async () => {
  const done = { tone: 'success', text: '已领取' } as const
  const away = { delivery: { findFirst: () => Promise.reject(new Error('Connection terminated')) } } as never
  const answers = createTapAnswers({ db: away, clock, next: async () => done, stopwatch: () => 0 })
  expect(await answers.of({ id: 'i', conversation: 'c' }, 0)).toEqual({ toast: done })
})
