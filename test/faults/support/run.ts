import { setTimeout as wait } from 'node:timers/promises'
import { type Allowed, audit, settled } from './audit.ts'
import { createDriver, type Driver } from './driver.ts'
import { full, patienceMs } from './patience.ts'
import { type Place, places } from './places.ts'
import { type FaultyPlatform, startPlatform } from './platform.ts'
import { aService, type FaultyService, feishuEnv } from './service.ts'

export { expectWithin, full } from './patience.ts'

/** A platform, a service on its own data, and people who talk to it. */
export async function aRun(
  makePlace: (people: number) => Promise<Place>,
  people = 8,
  env = {},
): Promise<Run> {
  const place = await makePlace(people)
  const platform = await startPlatform(people)
  const service = await aService({ ...place.env, ...feishuEnv(platform.url), ...env })
  await service.start()
  const driver = createDriver(platform, service.webhook)
  const run: Run = {
    place,
    platform,
    service,
    driver,
    /** Waits until all is done, and looks into everything: into the embedded database only once the service has stopped. */
    async audited(allowed: Allowed = {}) {
      const settledMs = await run.settled()
      if (place.name === 'embedded') await service.end()
      const audited = await place.read((query) => audit(query, platform, driver, allowed))
      return { ...audited, settledMs }
    },
    settled: () => (place.name === 'PostgreSQL' ? place.read(settled) : settledByMetrics(service.url)),
    async close() {
      driver.hush()
      await service.end()
      platform.close()
      await place.remove()
    },
  }
  return run
}

export type Run = {
  place: Place
  platform: FaultyPlatform
  service: FaultyService
  driver: Driver
  audited(allowed?: Allowed): Promise<Awaited<ReturnType<typeof audit>> & { settledMs: number }>
  settled(): Promise<number>
  close(): Promise<void>
}

/** Where a fault is tried that has nothing to do with the database: PostgreSQL if there is one; in full, on both. */
export async function usualPlaces(): Promise<[string, (people: number) => Promise<Place>][]> {
  const all = Object.entries(await places())
  return full ? all : all.slice(-1)
}

/** Waits until the service says that no job is left. */
export async function settledByMetrics(url: string): Promise<number> {
  const began = performance.now()
  for (;;) {
    const asked = performance.now()
    const text = await fetch(`${url}/metrics`).then(
      (response) => response.text(),
      () => '',
    )
    const waiting = [...text.matchAll(/^liaodan_jobs_waiting\{[^}]*\} (\d+)/gm)].map(([, n]) => Number(n))
    if (waiting.length > 0 && waiting.every((n) => n === 0)) return performance.now() - began
    if (performance.now() - began > patienceMs) throw new Error(`not settled: ${waiting}`)
    // Counting a large backlog takes the embedded database longer than that: it is to be worked off meanwhile.
    await wait(Math.max(100, 10 * (performance.now() - asked)))
  }
}
