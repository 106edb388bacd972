import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { line } from './support/audit.ts'
import { quantile, visit } from './support/driver.ts'
import type { Strike } from './support/platform.ts'
import { aRun, full, type Run, usualPlaces } from './support/run.ts'

const people = 20
const seconds = full ? 60 : 6
const messages = full ? 400 : 60

describe.each(await usualPlaces())('while the platform fails, on %s', (_name, makePlace) => {
  const opened = {} as { run: Run }
  beforeAll(async () => {
    opened.run = await aRun(makePlace, people)
  })
  afterAll(() => opened.run?.close())

  it.each([
    ['half of the calls refused', 0.5],
    ['all calls refused', 1],
  ])('%s: every reply arrives once, and the platform is not hammered', async (title, share) => {
    const { platform, driver } = opened.run
    const before = { calls: platform.sending().length, seen: platform.seen.size }
    let count = 0
    platform.fails(() => (Math.random() < share ? refusals[count++ % refusals.length] : undefined))
    setTimeout(() => platform.fails(), seconds * 1000)
    const name = share === 1 ? 'all' : 'half'
    const acknowledged = driver.acknowledged.length
    await Promise.all(
      Array.from({ length: messages }, (_, index) =>
        driver.deliver(visit(index % people, `${name}x${index % people}x${index}`)),
      ),
    )
    await opened.run.settled()
    await wait(100)
    const calls = platform.sending().length - before.calls
    const seen = platform.seen.size - before.seen
    line(title, {
      messages,
      seen,
      calls,
      'calls per message': (calls / messages).toFixed(2),
      'acknowledged p99 ms': quantile(driver.acknowledged.slice(acknowledged), 0.99),
    })
    expect(seen).toBe(messages)
    expect(calls / messages).toBeLessThanOrEqual(2.5)
  })

  it('no call before the time that the platform named', async () => {
    const { platform, driver } = opened.run
    let limitedAt = 0
    platform.fails((call) => {
      if (limitedAt && call.at - limitedAt > 3_000) return undefined
      limitedAt ||= call.at
      return { status: 429, code: 99991400, headers: { 'x-ogw-ratelimit-reset': '3' } }
    })
    const before = platform.sending().length
    await driver.deliver(visit(0, 'resetx0x0'))
    await wait(1_000)
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => driver.deliver(visit(index, `resetx${index}x1`))),
    )
    await opened.run.settled()
    platform.fails()
    const early = platform
      .sending()
      .slice(before + 1)
      .filter(({ at }) => at - limitedAt < 3_000)
    line('reset named', { messages: 11, calls: platform.sending().length - before, early: early.length })
    expect(early).toEqual([])
  })

  it('calls that hang, are slow, break or lose their answer: every reply arrives once', async () => {
    const { platform, driver } = opened.run
    const before = platform.seen.size
    const messages = full ? 400 : 30
    let count = 0
    platform.fails(() => (count++ % 5 === 4 ? mishaps[Math.floor(count / 5) % mishaps.length] : undefined))
    const began = performance.now()
    await Promise.all(
      Array.from({ length: messages }, (_, index) =>
        driver.deliver(visit(index % people, `lostx${index % people}x${index}`)),
      ),
    )
    await opened.run.settled()
    platform.fails()
    const twice = [...platform.seen.values()].filter(({ times }) => times > 1).length
    line('a fifth hanging, slow, broken, answers lost', {
      messages,
      seen: platform.seen.size - before,
      'taken again under the same uuid': twice,
      'all answered after ms': performance.now() - began,
    })
    expect(platform.seen.size - before).toBe(messages)
  })

  it('a token revoked with 30 messages on their way: all arrive, one refresh', async () => {
    const { platform, driver } = opened.run
    const before = { seen: platform.seen.size, tokens: platform.tokensGiven() }
    platform.revokeToken()
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        driver.deliver(visit(index % people, `tokenx${index % people}x${index}`)),
      ),
    )
    await opened.run.settled()
    const refreshes = platform.tokensGiven() - before.tokens
    line('token revoked', { messages: 30, seen: platform.seen.size - before.seen, refreshes })
    expect(platform.seen.size - before.seen).toBe(30)
    expect(refreshes).toBe(1)
  })

  it('all of it once', async () => {
    const { counts, problems } = await opened.run.audited()
    line(`audit after the platform's faults`, counts)
    expect(problems).toEqual([])
  })
})

const refusals: Strike[] = [
  { status: 429, code: 99991400, headers: { 'x-ogw-ratelimit-reset': '1' } },
  { status: 503 },
  { status: 400, code: 230020 },
  { status: 500, code: 2200 },
  { status: 429 },
]

const mishaps: Strike[] = [
  { loseAnswer: true },
  { delayMs: 5_000 },
  { reset: true },
  { hang: true },
  { loseAnswer: true },
]
