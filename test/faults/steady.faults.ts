import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { line } from './support/audit.ts'
import { type Driver, quantile } from './support/driver.ts'
import { memoryOf } from './support/memory.ts'
import { places } from './support/places.ts'
import { aRun, expectWithin, full, type Run } from './support/run.ts'

const people = 40
const burst = full ? 10_000 : 100
const seconds = Number(process.env.SECONDS ?? (full ? 3_600 : 20))
const perSecond = full ? 50 : 10

describe.each(Object.entries(await places()))('steady load on %s', (name, makePlace) => {
  const opened: { run?: Run } = {}
  afterEach(() => opened.run?.close())

  it(`${burst} at once, then ${perSecond} a second for ${seconds} s: quick again, and the memory stays flat`, async () => {
    const run = await aRun(makePlace, people)
    opened.run = run
    const { driver, service } = run
    await Promise.all(
      Array.from({ length: people }, async (_, person) => {
        for (let count = 0; count < burst / people; count++)
          await driver.deliver(driver.next(person, 'burst'))
      }),
    )
    const began = performance.now()
    while ((await driver.answered(0, 'recovered')) > usual) await wait(1_000)
    const recoveredMs = performance.now() - began

    const memory: number[] = []
    const said = driver.acknowledged.length
    await atPace(driver, () => memoryOf(service.pid).then((mb) => void memory.push(mb)))
    const acks = driver.acknowledged.slice(said)
    const [, second, , last] = quarters(memory)
    const { counts, problems } = await run.audited()
    line(`steady load on ${name}`, {
      ...counts,
      'recovered after ms': recoveredMs,
      'acknowledged p50 ms': quantile(acks, 0.5),
      'acknowledged p99 ms': quantile(acks, 0.99),
      'memory by quarter MB': quarters(memory).join(' '),
    })
    expect(problems).toEqual([])
    expectWithin(recoveredMs, 60_000)
    expectWithin(Number(last), 1.1 * Number(second))
  })
})

/** An answer after so many milliseconds is as good as any on a calm day. */
const usual = full ? 300 : 10_000

/** So many messages a second, whether or not earlier ones have been taken yet; `each` second is looked at. */
async function atPace(driver: Driver, each: () => Promise<void>): Promise<void> {
  const under = new Set<Promise<void>>()
  const began = performance.now()
  for (let count = 0; count < seconds * perSecond; count++) {
    const early = began + (count * 1_000) / perSecond - performance.now()
    if (early > 0) await wait(early)
    if (count % perSecond === 0) await each()
    const saying: Promise<void> = driver
      .deliver(driver.next(count % people, 'steady'))
      .finally(() => under.delete(saying))
    under.add(saying)
  }
  await Promise.all(under)
}

/** The median of each quarter. */
const quarters = (values: number[]): number[] =>
  [0, 1, 2, 3].map((quarter) => {
    const size = values.length / 4
    return quantile(values.slice(quarter * size, (quarter + 1) * size), 0.5)
  })
