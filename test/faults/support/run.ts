import { setTimeout as wait } from 'node:timers/promises'
import { type Allowed, audit, settled } from './audit.ts'
import { createDriver, type Driver } from './driver.ts'
import { type Place, places } from './places.ts'
import { type FaultyPlatform, startPlatform } from './platform.ts'
import { aService, type FaultyService, feishuEnv } from './service.ts'

export const full = process.env.FAULTS === 'full'

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
    /** Waits until all is done, and looks into everything. */
    async audited(allowed: Allowed = {}, patienceMs = 90_000) {
      const settledMs = await run.settled(patienceMs)
      const audited = await place.read((query) => audit(query, platform, driver.accepted, allowed))
      return { ...audited, settledMs }
    },
    /** PostgreSQL can be looked at while the service works; the embedded database only once it has stopped. */
    async settled(patienceMs = 90_000) {
      if (place.name === 'PostgreSQL') return place.read((query) => settled(query, patienceMs))
      const ms = await settledByMetrics(service.url, patienceMs)
      await service.end()
      return ms
    },
    async close() {
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
  audited(
    allowed?: Allowed,
    patienceMs?: number,
  ): Promise<Awaited<ReturnType<typeof audit>> & { settledMs: number }>
  settled(patienceMs?: number): Promise<number>
  close(): Promise<void>
}

/** Where a fault is tried that has nothing to do with the database: PostgreSQL if there is one; in full, on both. */
export async function usualPlaces(): Promise<[string, (people: number) => Promise<Place>][]> {
  const all = Object.entries(await places())
  return full ? all : all.slice(-1)
}

/** Waits until the service says that no job is left. */
export async function settledByMetrics(url: string, patienceMs: number): Promise<number> {
  const began = performance.now()
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text()
    const waiting = [...text.matchAll(/^liaodan_jobs_waiting\{[^}]*\} (\d+)/gm)].map(([, n]) => Number(n))
    if (waiting.length > 0 && waiting.every((n) => n === 0)) return performance.now() - began
    if (performance.now() - began > patienceMs) throw new Error(`not settled: ${waiting}`)
    await wait(100)
  }
}
