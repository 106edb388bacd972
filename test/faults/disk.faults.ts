import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { audit, line } from './support/audit.ts'
import { aCluster, binaries } from './support/cluster.ts'
import { createDriver, type Driver } from './support/driver.ts'
import { embeddedPlace, serverPlace } from './support/places.ts'
import { startPlatform } from './support/platform.ts'
import { aRun, full, settledByMetrics } from './support/run.ts'
import { aService, type FaultyService, feishuEnv } from './support/service.ts'

const people = 4
const rounds = full ? 5 : 1
const canMount = await mountable()
if (!canMount) console.log('SKIPPED: a full disk (needs the right to mount a small one)')

describe.runIf(canMount)('a full disk', () => {
  it('under the embedded database: nothing is acknowledged that is not kept, and with space it goes on', async () => {
    const disk = await smallDisk(160)
    const place = await embeddedPlace(people)
    await cp(place.folder, disk.folder, { recursive: true })
    const platform = await startPlatform(people)
    const service = await aService({
      DATA_DIR: disk.folder,
      DATABASE_URL: '',
      ...feishuEnv(platform.url),
    })
    await service.start()
    const driver = createDriver(platform, service.webhook)
    const seen = await filledUp(disk.folder, service, driver)
    // What was sent while that could not be written down is found by the sweep.
    await settledByMetrics(service.url)
    await service.end()
    await cp(join(disk.folder, 'pglite'), join(place.folder, 'pglite'), { recursive: true, force: true })
    const { counts, problems } = await place.read((query) => audit(query, platform, driver))
    line('disk full, embedded', { ...counts, ...seen })
    driver.hush()
    platform.close()
    await place.remove()
    await disk.remove()
    expect(seen.says).toContain('disk')
    expect(problems).toEqual([])
  })

  it.runIf(binaries)('under PostgreSQL: the same, and the database comes back by itself', async () => {
    const disk = await smallDisk(220)
    const cluster = await aCluster({ on: disk.folder })
    const run = await aRun((count) => serverPlace(count, cluster.url), people)
    const seen = await filledUp(disk.folder, run.service, run.driver)
    const { counts, problems } = await run.audited()
    line('disk full, PostgreSQL', { ...counts, ...seen })
    await run.close()
    await cluster.remove()
    await disk.remove()
    expect(seen.says).not.toBe('')
    expect(problems).toEqual([])
  })
})

/** Fills the disk while people talk, waits until the service says so, makes space, and sees it go on. */
async function filledUp(folder: string, service: FaultyService, driver: Driver) {
  for (let count = 0; count < 20; count++) await driver.deliver(driver.next(count % people, 'before'))
  const seen = { rounds, refused: '', readyz: 0, says: '', restarted: 0, 'answered again after ms': 0 }
  for (let round = 0; round < rounds; round++) {
    await fillUp(folder)
    let over = false
    const talking = driver.talk(people, `full${round}`, () => over, 20)
    for (let looks = 0; looks < 600; looks++) {
      const { status, text } = await service.ready()
      const isRefusing = status !== 200 || !service.isRunning()
      if (isRefusing) Object.assign(seen, { readyz: status, says: text })
      if (isRefusing && driver.refused.size > 0) break
      await wait(100)
    }
    seen.refused = [...driver.refused].map(([status, times]) => `${times} × ${status}`).join(' ')
    await rm(join(folder, 'ballast'))
    let isAnswered = false
    const keeping = keptRunning(
      service,
      () => isAnswered,
      () => seen.restarted++,
    )
    await wait(2_000)
    over = true
    await talking
    seen['answered again after ms'] = await driver.answered(0, `again${round}`)
    isAnswered = true
    await keeping
  }
  return seen
}

/**
 * Whoever runs the service starts it again when it ends: a broken database in memory is not gone on with, and one that
 * hangs is ended by the watchdog after two minutes.
 */
async function keptRunning(service: FaultyService, isOver: () => boolean, restarted: () => void) {
  while (!isOver()) {
    if (!service.isRunning()) {
      restarted()
      await service.start()
    }
    await wait(100)
  }
}

async function mountable(): Promise<boolean> {
  try {
    await (await smallDisk(1)).remove()
    return true
  } catch {
    return false
  }
}

async function smallDisk(megabytes: number) {
  const folder = await mkdtemp(join(tmpdir(), 'liaodan-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=777`, 'tmpfs', folder], {
      stdio: 'pipe',
    })
  } catch (error) {
    await rm(folder, { recursive: true })
    throw error
  }
  return {
    folder,
    async remove() {
      execFileSync('umount', ['-l', folder])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function fillUp(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  // The service writes too: the last bytes may be its own.
  await writeFile(join(folder, 'ballast'), Buffer.alloc(bavail * bsize)).catch(() => undefined)
}
