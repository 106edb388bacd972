import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { messageEvent } from '../../bench/messages/events.ts'
import { audit, line, settled } from './support/audit.ts'
import { createDriver, quantile, visit } from './support/driver.ts'
import { type Place, places } from './support/places.ts'
import { openIdOf, startPlatform } from './support/platform.ts'
import { aService, feishuEnv } from './support/service.ts'

const full = process.env.FAULTS === 'full'
const people = 8
const kills = full ? 100 : 5
const readyWithinMs = { embedded: 4_000, PostgreSQL: 2_500 }

describe.each(Object.entries(await places()))('a service on %s', (_name, makePlace) => {
  const opened: { place?: Place } = {}
  afterAll(() => opened.place?.remove())

  it(`loses and doubles nothing over ${kills} × kill -9 and a SIGTERM under load`, async () => {
    const place = await makePlace(people)
    opened.place = place
    const platform = await startPlatform(people)
    const service = await aService({ ...place.env, ...feishuEnv(platform.url) })
    await service.start()
    const driver = createDriver(platform, service.webhook)

    let over = false
    const talking = driver.talk(people, 'kill', () => over)
    const readyAfter: number[] = []
    for (let kill = 0; kill < kills; kill++) {
      await wait(150 + Math.random() * 600)
      readyAfter.push(await service.killAndRestart())
    }
    await wait(300)
    const { code, ms } = await service.end('SIGTERM')
    await service.start()
    over = true
    await talking

    // The same event again, in sequence, all at once and after the restart: met by its key.
    const repeated = visit(0, `repeatx0x0`)
    await driver.deliver(repeated)
    const again = messageEvent(repeated.mark, openIdOf(0), repeated.text)
    const statuses: number[] = []
    for (let time = 0; time < 5; time++) statuses.push(await driver.post(again))
    statuses.push(...(await Promise.all(Array.from({ length: 8 }, () => driver.post(again)))))
    const first = driver.accepted[0]
    if (first) statuses.push(await driver.post(messageEvent(first.mark, openIdOf(first.person), first.text)))

    const settledMs = await finished(place, service)
    const { counts, problems } = await place.read((query) => audit(query, platform, driver.accepted))
    line(`kill -9 ${place.name}`, {
      kills,
      ...counts,
      'ready p50 ms': quantile(readyAfter, 0.5),
      'ready max ms': Math.max(...readyAfter),
      'SIGTERM exit': code,
      'SIGTERM ms': ms,
      'settled ms': settledMs,
    })
    platform.close()
    expect(problems).toEqual([])
    expect(code).toBe(0)
    expect(ms).toBeLessThan(10_000)
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(quantile(readyAfter, 0.5)).toBeLessThan(readyWithinMs[place.name])
  })
})

/** PostgreSQL can be looked at while the service works; the embedded database only once it has stopped. */
async function finished(place: Place, service: Awaited<ReturnType<typeof aService>>): Promise<number> {
  if (place.name === 'embedded') {
    const ms = await settledByMetrics(service.url)
    await service.end()
    return ms
  }
  const ms = await place.read((query) => settled(query))
  await service.end()
  return ms
}

async function settledByMetrics(url: string, patienceMs = 90_000): Promise<number> {
  const began = performance.now()
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text()
    const waiting = [...text.matchAll(/^liaodan_jobs_waiting\{[^}]*\} (\d+)/gm)].map(([, n]) => Number(n))
    if (waiting.length > 0 && waiting.every((n) => n === 0)) return performance.now() - began
    if (performance.now() - began > patienceMs) throw new Error(`not settled: ${waiting}`)
    await wait(100)
  }
}
