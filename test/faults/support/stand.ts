import { setTimeout as wait } from 'node:timers/promises'
import { keys } from '../../../bench/messages/events.ts'
import { createApp } from '../../../src/app.ts'
import { movableClock } from '../../../src/clock.ts'
import { createLog } from '../../../src/log.ts'
import { wecomConfig } from '../../platforms/support/wecom-request.ts'
import { type Allowed, audit } from './audit.ts'
import type { Accepted } from './driver.ts'
import { patienceMs } from './patience.ts'
import type { Place, Query } from './places.ts'
import { startPlatform, userIdOf } from './platform.ts'
import { type Letter, letterOf, post } from './wire.ts'

/**
 * The service inside the test's own process, on both platforms and with a clock that can be set: for faults of
 * the wire and of time, which want no process of their own.
 */
export async function aStand(makePlace: (people: number) => Promise<Place>, options: StandOptions = {}) {
  const { people = 6, zone = 'Asia/Shanghai', start, rateFactor = 100_000 } = options
  const place = await makePlace(people)
  const platform = await startPlatform(people)
  const clock = movableClock(zone, start)
  const lines: string[] = []
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const settings = {
    ...{ port: 0, host: '127.0.0.1', dataDir: place.folder, databaseUrl: undefined, publicUrl: undefined },
    ...{ zone, rateFactor, logLevel: 'debug', apiToken: 'token-of-the-faults' },
    feishu: { ...keys, baseUrl: platform.url },
    wecom: { ...wecomConfig, baseUrl: platform.url },
  }
  const open = () => createApp(settings, log, { clock, database: place.open(), ticking: false })
  let app = await open()
  await onWeCom(app.db, people)
  const accepted: Accepted[] = []

  const stand = {
    people,
    platform,
    clock,
    accepted,
    get app() {
      return app
    },
    get url() {
      return `http://127.0.0.1:${app.port}`
    },
    log: () => lines.join('\n'),
    query: (async (sql, values = []) => app.db.$queryRawUnsafe(sql, ...values)) as Query,
    post: (letter: Letter) => post(stand.url, letter),
    /** Says it now and returns the status; what was answered with 200 is accepted and shows in the audit. */
    async says(platformName: 'feishu' | 'wecom', message: Accepted, at = clock.now()): Promise<number> {
      const status = await stand.post(letterOf[platformName]({ ...message, at }, clock.now()))
      if (status === 200) accepted.push(message)
      return status
    },
    /** The same database under a new process, as far as it can tell. */
    async restart() {
      await app.stop()
      app = await open()
    },
    /** Until nothing is left to do, also what waits for its next try. */
    async settled(patience = patienceMs) {
      for (const until = performance.now() + patience; ; ) {
        await app.queue.drain()
        const [left] = await stand.query<{ n: string }>(unfinished)
        if (Number(left?.n) === 0) return
        if (performance.now() > until) throw new Error(`not settled: ${left?.n} left`)
        await wait(100)
      }
    },
    async audited(allowed: Allowed = {}) {
      await stand.settled()
      return audit(stand.query, platform, stand, allowed)
    },
    /** The API as its operator uses it. */
    async api(method: 'GET' | 'POST', path: string): Promise<{ status: number; items: Row[] }> {
      const response = await fetch(`${stand.url}/api/v1${path}`, {
        method,
        headers: { authorization: 'Bearer token-of-the-faults', 'content-type': 'application/json' },
        ...(method === 'POST' ? { body: '{}' } : {}),
      })
      const body = (await response.json()) as { items?: Row[] }
      return { status: response.status, items: body.items ?? [] }
    },
    async close() {
      await app.stop()
      platform.close()
      await place.remove()
    },
  }
  await stand.settled()
  return stand
}

export type Stand = Awaited<ReturnType<typeof aStand>>
export type StandOptions = { people?: number; zone?: string; start?: Date; rateFactor?: number }
type Row = { id: string; status: string; error: string | null; attempts: number }

/** Everybody of the company is on WeCom, too; the directory, which is being read, may have been there first. */
async function onWeCom(db: Awaited<ReturnType<typeof createApp>>['db'], people: number): Promise<void> {
  const members = await db.identity.findMany({ where: { platform: 'feishu' } })
  const joining = members
    .map(({ externalId, ...one }) => ({ ...one, person: Number(externalId.split('_').at(-1)) }))
    .filter(({ person }) => person < people)
  await db.identity.createMany({
    data: joining.map(({ person, ...one }) => ({ ...one, platform: 'wecom', externalId: userIdOf(person) })),
    skipDuplicates: true,
  })
}

const unfinished = `SELECT (SELECT count(*) FROM "Inbound" WHERE status = 'pending')
  + (SELECT count(*) FROM "Delivery" WHERE status = 'queued')
  + (SELECT count(*) FROM pgboss.job WHERE name IN ('handle-inbound', 'deliver', 'push', 'directory')
     AND state IN ('created', 'retry', 'active')) AS n`
