import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { line } from './support/audit.ts'
import { quantile, visit } from './support/driver.ts'
import { patienceMs } from './support/patience.ts'
import type { Call, Strike } from './support/platform.ts'
import { full, usualPlaces } from './support/run.ts'
import { aStand, type Stand } from './support/stand.ts'

describe.each(await usualPlaces())('while WeCom fails, on %s', (name, makePlace) => {
  const opened: { stand?: Stand } = {}
  afterEach(() => opened.stand?.close())
  const messages = full ? 400 : 40

  it('half of the calls refused, answers lost, lines cut: every reply is shown once', async () => {
    const stand = await aStand(makePlace, { people: 10 })
    opened.stand = stand
    let count = 0
    let struck = 0
    stand.platform.fails(() => {
      if (count++ % 2 || struck === messages / 2) return undefined
      return mishaps[struck++ % mishaps.length]
    })
    await sayAll(stand, 'wecom', messages, 'half')
    await stand.settled()
    const calls = stand.platform.sending().length
    const { counts, problems } = await stand.audited()
    const twice = [...stand.platform.seen.values()].filter(({ times }) => times > 1).length
    line(`WeCom failing on ${name}`, {
      ...counts,
      struck,
      calls,
      'calls per shown message': (calls / stand.platform.seen.size).toFixed(2),
      'taken again, same bytes': twice,
    })
    expect(problems).toEqual([])
    expect(struck).toBe(messages / 2)
    expect(calls / stand.platform.seen.size).toBeLessThanOrEqual(2.5)
  })

  it('a token revoked with 30 messages on their way: all arrive, one refresh', async () => {
    const stand = await aStand(makePlace, { people: 10 })
    opened.stand = stand
    await sayAll(stand, 'wecom', 2, 'before')
    await stand.settled()
    const tokens = stand.platform.tokensGiven()
    stand.platform.revokeToken()
    await sayAll(stand, 'wecom', 30, 'revoked')
    await stand.settled()
    const refreshes = stand.platform.tokensGiven() - tokens
    const { problems } = await stand.audited()
    line(`WeCom's token revoked on ${name}`, { messages: 30, refreshes })
    expect(problems).toEqual([])
    expect(refreshes).toBe(1)
  })
})

describe.each(await usualPlaces())('an outage of both platforms, on %s', (name, makePlace) => {
  const opened: { stand?: Stand } = {}
  afterEach(() => opened.stand?.close())

  // In full: half an hour, then 10,000 replies at the documented rates. Short: a twentieth of it at four times them.
  const seconds = full ? 1_800 : 8
  const people = full ? 200 : 20
  const messages = full ? 10_000 : 160
  const factor = full ? 1 : 4

  it(`${seconds} s long, then ${messages} replies: within the rates, none lost, none twice`, async () => {
    const stand = await aStand(makePlace, { people, rateFactor: factor })
    opened.stand = stand
    const keeper = ratesOf(factor)
    let isOut = true
    let outCalls = 0
    stand.platform.fails((call) => {
      if (isOut) return outCalls++ % 2 ? { status: 503 } : { reset: true }
      return keeper.judge(call)
    })
    const until = performance.now() + seconds * 1000
    const acknowledged = await sayAll(stand, 'feishu', messages, 'outage')
    await wait(Math.max(0, until - performance.now()))
    isOut = false
    const began = performance.now()
    await stand.settled(full ? 3_600_000 : patienceMs)
    const { counts, problems } = await stand.audited()
    const calls = stand.platform.sending().length
    line(`outage on ${name}`, {
      ...counts,
      'acknowledged p99 ms': quantile(acknowledged, 0.99),
      'calls during it': outCalls,
      'calls per message': (calls / messages).toFixed(2),
      'told to slow down': keeper.refused(),
      'delivered in s': (performance.now() - began) / 1000,
    })
    expect(problems).toEqual([])
    expect(calls / messages).toBeLessThanOrEqual(2.5)
  })
})

/** Everybody says it as fast as they are answered; the milliseconds until each was acknowledged. */
async function sayAll(
  stand: Stand,
  platform: 'feishu' | 'wecom',
  messages: number,
  run: string,
): Promise<number[]> {
  const waits: number[] = []
  const next = Array.from({ length: messages }, (_, index) => index)
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let index = next.pop(); index !== undefined; index = next.pop()) {
        const person = index % stand.people
        const began = performance.now()
        expect(await stand.says(platform, visit(person, `${run}x${person}x${index}`))).toBe(200)
        waits.push(performance.now() - began)
      }
    }),
  )
  return waits
}

/** Feishu's own counting: 50 messages a second in all and 5 to one person, times `factor`. */
function ratesOf(factor: number) {
  const taken: { at: number; to: string }[] = []
  let refused = 0
  return {
    refused: () => refused,
    judge({ at, body }: Call): Strike | undefined {
      const to = /"receive_id":"([^"]+)"/.exec(body)?.[1] ?? ''
      while (taken[0] && at - taken[0].at > 1_000) taken.shift()
      const isMuch = taken.length >= 50 * factor
      if (!isMuch && taken.filter((one) => one.to === to).length < 5 * factor) {
        taken.push({ at, to })
        return undefined
      }
      refused++
      return isMuch
        ? { status: 429, code: 99991400, headers: { 'x-ogw-ratelimit-reset': '1' } }
        : { status: 400, code: 230020 }
    },
  }
}

/** 45009 asks for a minute's rest. */
const mishaps: Strike[] = [
  { code: -1 },
  { loseAnswer: true },
  { status: 503 },
  { code: 6000 },
  { reset: true },
  { status: 429 },
  ...(full ? [{ code: 45009 }, { delayMs: 5_000 }] : []),
]
