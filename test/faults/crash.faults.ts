import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { messageEvent } from '../../bench/messages/events.ts'
import { line } from './support/audit.ts'
import { quantile, visit } from './support/driver.ts'
import { places } from './support/places.ts'
import { openIdOf } from './support/platform.ts'
import { aRun, expectWithin, full, type Run } from './support/run.ts'

const people = 8
const kills = Number(process.env.KILLS ?? (full ? 200 : 3))
const readyWithinMs = { embedded: 4_000, PostgreSQL: 2_500 }

describe.each(Object.entries(await places()))('a service on %s', (_name, makePlace) => {
  const opened: { run?: Run } = {}
  afterEach(() => opened.run?.close())

  it(`loses and doubles nothing over ${kills} × kill -9 and a SIGTERM under load`, async () => {
    const run = await aRun(makePlace, people)
    opened.run = run
    const { place, service, driver } = run

    let over = false
    const talking = driver.talk(people, 'kill', () => over)
    const ticking = driver.ticks(people / 2, 'tick', () => over)
    const pushing = driver.pushes(() => over)
    const readyAfter: number[] = []
    for (let kill = 0; kill < kills; kill++) {
      // Every other time it has taken something first: slow as the machine may be, the load goes on.
      const taken = driver.acknowledged.length
      while (kill % 2 === 0 && driver.acknowledged.length === taken) await wait(10)
      await wait(150 + Math.random() * 600)
      await service.end('SIGKILL')
      // Now and then it dies again before it has come up.
      if (kill % 5 === 2) {
        service.launch()
        await wait(Math.random() * 2_000)
        await service.end('SIGKILL')
      }
      readyAfter.push(await service.start())
    }
    await wait(300)
    const { code, ms } = await service.end('SIGTERM')
    await service.start()
    over = true
    await Promise.all([talking, ticking, pushing])

    // The same event again, in sequence, all at once and after the restart: met by its key.
    const repeated = visit(0, `repeatx0x0`)
    await driver.deliver(repeated)
    const again = messageEvent(repeated.mark, openIdOf(0), repeated.text)
    const statuses: number[] = []
    for (let time = 0; time < 5; time++) statuses.push(await driver.post(again))
    statuses.push(...(await Promise.all(Array.from({ length: 8 }, () => driver.post(again)))))
    const first = driver.accepted[0]
    if (first) statuses.push(await driver.post(messageEvent(first.mark, openIdOf(first.person), first.text)))

    const { counts, problems, settledMs } = await run.audited()
    line(`kill -9, SIGTERM, repeats on ${place.name}`, {
      kills,
      ...counts,
      'ready p50 ms': quantile(readyAfter, 0.5),
      'ready max ms': Math.max(...readyAfter),
      'SIGTERM exit': code,
      'SIGTERM ms': ms,
      'settled ms': settledMs,
    })
    expect(problems).toEqual([])
    expect(code).toBe(0)
    expectWithin(ms, 10_000)
    expect(new Set(statuses)).toEqual(new Set([200]))
    expectWithin(quantile(readyAfter, 0.5), readyWithinMs[place.name])
  })
})
