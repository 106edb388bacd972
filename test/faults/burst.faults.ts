import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { line } from './support/audit.ts'
import { quantile, visit } from './support/driver.ts'
import { memoryBack, memoryOf } from './support/memory.ts'
import { places } from './support/places.ts'
import { aRun, expectWithin, full, type Run } from './support/run.ts'

const people = 40
const atOnce = 256

describe.each(Object.entries(await places()))('a burst on %s', (name, makePlace) => {
  const messages = full ? 10_000 : name === 'embedded' ? 300 : 1_000
  const opened: { run?: Run } = {}
  afterEach(() => opened.run?.close())

  it(`${messages} messages at once: none refused, all answered, the memory given back`, async () => {
    const run = await aRun(makePlace, people)
    opened.run = run
    const { driver, service } = run
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => driver.deliver(visit(index, `warmx${index}x0`))),
    )
    await wait(2_000)
    const before = await memoryOf(service.pid)
    const acknowledged = driver.acknowledged.length
    const began = performance.now()
    const waiting = Array.from({ length: messages }, (_, index) =>
      visit(index % people, `burstx${index % people}x${index}`),
    )
    let high = 0
    const watching = setInterval(
      () => void memoryOf(service.pid).then((mb) => (high = Math.max(high, mb))),
      200,
    )
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let next = waiting.pop(); next; next = waiting.pop()) await driver.deliver(next)
      }),
    )
    const acceptedMs = performance.now() - began
    const lone = await driver.answered(0, 'after').catch(() => Number.NaN)
    clearInterval(watching)
    const settledMs = await run.settled()
    const after = await memoryOf(service.pid)
    const back = await memoryBack(service.pid, before * 1.3)
    const { counts, problems } = await run.audited()
    const acks = driver.acknowledged.slice(acknowledged)
    line(`burst on ${run.place.name}`, {
      ...counts,
      'at once': atOnce,
      refused: [...driver.refused].map(([status, times]) => `${times} × ${status}`).join(' ') || 0,
      'accepted in ms': acceptedMs,
      'acknowledged p50 ms': quantile(acks, 0.5),
      'acknowledged max ms': Math.max(...acks),
      'answered a person behind it after ms': lone,
      'settled ms': settledMs,
      'memory MB': `${before} → ${high} → ${after} → ${back.mb}`,
      'memory back after ms': back.ms,
    })
    expect(problems).toEqual([])
    expect([...driver.refused.keys()]).toEqual([])
    expectWithin(Math.max(...acks), 1_500)
    expect(back.mb > before * 1.3, 'more memory than 1.3 × of before').toBe(false)
  })
})
