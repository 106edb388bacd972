import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageEvent } from '../../bench/messages/events.ts'
import { line } from './support/audit.ts'
import { quantile } from './support/driver.ts'
import { onServer, serverPlace } from './support/places.ts'
import { openIdOf } from './support/platform.ts'
import { aRun, full, type Run } from './support/run.ts'

const people = 8
const restarts = 3
const binaries = [
  '/usr/lib/postgresql/15/bin',
  '/usr/lib/postgresql/16/bin',
  '/usr/lib/postgresql/17/bin',
].find(existsSync)
if (!binaries) console.log('SKIPPED: database restarts (no PostgreSQL binaries to make a cluster of its own)')

describe.runIf(binaries)('a PostgreSQL that goes away', () => {
  const opened = {} as { cluster: Cluster; run: Run }
  beforeAll(async () => {
    opened.cluster = await aCluster(binaries as string)
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
    const gaps: number[] = []
    for (let restart = 0; restart < restarts; restart++) {
      await wait(full ? 5_000 : 1_500)
      cluster.stop()
      cluster.start()
      gaps.push(await firstAccepted(run))
    }
    await wait(1_000)
    over = true
    await talking
    const { counts, problems, settledMs } = await run.audited()
    line('database restarted at once', {
      restarts,
      ...counts,
      'gap max ms': Math.max(...gaps),
      'settled ms': settledMs,
    })
    expect(problems).toEqual([])
    expect(run.service.isRunning()).toBe(true)
    expect(quantile(gaps, 0.5)).toBeLessThan(2_000)
  })

  it('all connections cut: nothing is lost', async () => {
    const { cluster, run } = opened
    let over = false
    const talking = run.driver.talk(people, 'cut', () => over, 100)
    for (let cut = 0; cut < 3; cut++) {
      await wait(500)
      await onServer(
        cluster.url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname LIKE 'liaodan%'`,
      )
    }
    await wait(500)
    over = true
    await talking
    const { counts, problems } = await run.audited()
    line('connections cut', counts)
    expect(problems).toEqual([])
  })

  it('while it is away, nothing is acknowledged and the probe says why', async () => {
    const { cluster, run } = opened
    cluster.stop()
    await wait(300)
    const event = run.driver.next(0, 'away')
    const began = performance.now()
    const status = await run.driver.post(messageEvent(event.mark, openIdOf(0), event.text))
    const statusMs = performance.now() - began
    const { status: ready, text } = await run.service.ready()
    const alive = (await fetch(`${run.service.url}/healthz`)).status
    cluster.start()
    const back = await firstAccepted(run)
    line('database away', {
      webhook: status,
      'after ms': statusMs,
      readyz: ready,
      says: text,
      healthz: alive,
      'back after ms': back,
    })
    expect(status).toBe(503)
    expect(ready).toBe(503)
    expect(text).toContain('the database does not answer')
    expect(alive).toBe(200)
    const { problems } = await run.audited()
    expect(problems).toEqual([])
  })
})

/** Milliseconds until a message is accepted again. */
async function firstAccepted(run: Run): Promise<number> {
  const began = performance.now()
  await run.driver.deliver(run.driver.next(0, 'first'), 30_000)
  return performance.now() - began
}

type Cluster = { url: string; stop(): void; start(): void; remove(): Promise<void> }

/** A throw-away cluster. PostgreSQL refuses to run as root, so root borrows the user that its package made. */
async function aCluster(bin: string): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'liaodan-cluster-'))
  await chmod(folder, 0o777)
  const data = join(folder, 'data')
  const port = await freePort()
  const asPostgres = (command: string) =>
    userInfo().uid === 0
      ? execFileSync('su', ['postgres', '-c', command], { stdio: 'pipe', cwd: folder })
      : execFileSync('sh', ['-c', command], { stdio: 'pipe', cwd: folder })
  asPostgres(`${bin}/initdb -D ${data} -A trust -U postgres --no-sync`)
  const start = () =>
    void asPostgres(
      `${bin}/pg_ctl -D ${data} -w -l ${folder}/log -o "-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" start`,
    )
  const stop = () => void asPostgres(`${bin}/pg_ctl -D ${data} -m immediate stop`)
  start()
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    start,
    stop,
    async remove() {
      stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
