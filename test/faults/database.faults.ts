import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageEvent } from '../../bench/messages/events.ts'
import { aLine } from '../support/silent-line.ts'
import { line } from './support/audit.ts'
import { aCluster, binaries, type Cluster, clusterMissing } from './support/cluster.ts'
import { quantile } from './support/driver.ts'
import { onServer, serverPlace } from './support/places.ts'
import { openIdOf } from './support/platform.ts'
import { aRun, expectWithin, full, type Run } from './support/run.ts'

const people = 8
const restarts = full ? 20 : 3
const cuts = full ? 200 : 20
const freezes = full ? 10 : 2
if (!binaries) console.log(`SKIPPED: a database that goes away (${clusterMissing})`)

describe.runIf(binaries)('a PostgreSQL that goes away', () => {
  const opened = {} as { cluster: Cluster; run: Run }
  beforeAll(async () => {
    opened.cluster = await aCluster()
    opened.run = await aRun((count) => serverPlace(count, opened.cluster.url), people)
  })
  afterAll(async () => {
    await opened.run?.close()
    await opened.cluster?.remove()
  })

  it(`${restarts} immediate restarts under load: nothing acknowledged is lost, and it goes on by itself`, async () => {
    const { cluster, run } = opened
    let over = false
    const talking = run.driver.talk(people, 'restart', () => over, 100)
    const pushing = run.driver.pushes(() => over)
    const gaps: number[] = []
    for (let restart = 0; restart < restarts; restart++) {
      await wait(full ? 3_000 : 1_500)
      cluster.stop()
      cluster.start()
      gaps.push(await firstAccepted(run))
    }
    await wait(1_000)
    over = true
    await Promise.all([talking, pushing])
    const { counts, problems, settledMs } = await run.audited()
    line('database restarted at once', {
      restarts,
      ...counts,
      'gap p50 ms': quantile(gaps, 0.5),
      'gap max ms': Math.max(...gaps),
      'settled ms': settledMs,
    })
    expect(problems).toEqual([])
    expect(run.service.isRunning()).toBe(true)
    expectWithin(quantile(gaps, 0.5), 2_000)
  })

  it(`all connections cut ${cuts} times, whatever they are at: nothing is lost`, async () => {
    const { cluster, run } = opened
    let over = false
    const talking = run.driver.talk(people, 'cut', () => over, 20)
    for (let cut = 0; cut < cuts; cut++) {
      // Sometimes twice in a row, so that a connection is met while it is being made.
      await wait(cut % 2 ? Math.random() * 10 : 50 + Math.random() * 200)
      await onServer(
        cluster.url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname LIKE 'liaodan%'`,
      )
    }
    await wait(500)
    over = true
    await talking
    const { counts, problems } = await run.audited()
    line('connections cut', { cuts, ...counts })
    expect(problems).toEqual([])
    expect(run.service.isRunning()).toBe(true)
  })

  it('a disk that takes 100 ms for each flush, and one that stands still for a while', async () => {
    const { cluster, run } = opened
    await onServer(cluster.url, 'ALTER SYSTEM SET commit_delay = 100000')
    await onServer(cluster.url, 'ALTER SYSTEM SET commit_siblings = 0')
    await onServer(cluster.url, 'SELECT pg_reload_conf()')
    let over = false
    const began = run.driver.accepted.length
    const talking = run.driver.talk(people, 'slow', () => over)
    await wait(full ? 60_000 : 3_000)
    const slow = run.driver.accepted.length - began
    await onServer(cluster.url, 'ALTER SYSTEM RESET ALL')
    await onServer(cluster.url, 'SELECT pg_reload_conf()')
    for (let freeze = 0; freeze < freezes; freeze++) {
      await cluster.freeze(full ? 8_000 : 3_000)
      await wait(1_000)
    }
    over = true
    await talking
    const { counts, problems } = await run.audited()
    line('slow disk', { 'accepted at 100 ms a flush': slow, 'stood still': freezes, ...counts })
    expect(problems).toEqual([])
  })

  it('a machine that vanishes without a word is not waited for: it goes on over new connections', async () => {
    const lines: Awaited<ReturnType<typeof aLine>>[] = []
    const run = await aRun(async (count) => {
      const place = await serverPlace(count, opened.cluster.url)
      const line = await aLine(place.env.DATABASE_URL as string)
      lines.push(line)
      return { ...place, env: { ...place.env, DATABASE_URL: line.url } }
    }, people)
    let over = false
    const talking = run.driver.talk(people, 'vanished', () => over, 100)
    await wait(1_500)
    for (const { hush } of lines) hush()
    const gap = await firstAccepted(run)
    await wait(1_000)
    over = true
    await talking
    const { counts, problems } = await run.audited()
    line('machine vanished', { ...counts, 'gap ms': gap })
    await run.service.end('SIGKILL')
    await run.close()
    for (const { close } of lines) close()
    expect(problems).toEqual([])
    expectWithin(gap, 25_000)
  })

  it('while it is away, nothing is acknowledged, the probe says why, and the API says to come back', async () => {
    const { cluster, run } = opened
    cluster.stop()
    await wait(300)
    const event = run.driver.next(0, 'away')
    const began = performance.now()
    const status = await run.driver.post(messageEvent(event.mark, openIdOf(0), event.text))
    const statusMs = performance.now() - began
    const { status: ready, text } = await run.service.ready()
    const alive = (await fetch(`${run.service.url}/healthz`)).status
    const headers = { authorization: 'Bearer token-of-the-faults' }
    const paths = ['members', 'leads?limit=2', 'settings']
    const asked = paths.map((path) => fetch(`${run.service.url}/api/v1/${path}`, { headers }))
    const answers = (await Promise.all(asked)).map((answer) => answer.status)
    cluster.start()
    const back = await firstAccepted(run)
    line('database away', {
      webhook: status,
      'after ms': statusMs,
      readyz: ready,
      says: text,
      healthz: alive,
      API: answers.join('/'),
      'back after ms': back,
    })
    expect(status).toBe(503)
    expect(ready).toBe(503)
    expect(text).toContain('the database does not answer')
    expect(alive).toBe(200)
    expect(answers).toEqual(paths.map(() => 503))
    const { problems } = await run.audited()
    expect(problems).toEqual([])
    const tried = await run.place.read((query) =>
      query(`SELECT id FROM "Inbound" WHERE attempts > 0 OR error IS NOT NULL`),
    )
    expect(tried).toEqual([])
  })
})

/** Milliseconds until a message is accepted again. */
async function firstAccepted(run: Run): Promise<number> {
  const began = performance.now()
  await run.driver.deliver(run.driver.next(0, 'first'))
  return performance.now() - began
}
