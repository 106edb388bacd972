import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { audit, line } from './support/audit.ts'
import { createDriver } from './support/driver.ts'
import { embeddedPlace } from './support/places.ts'
import { startPlatform } from './support/platform.ts'
import { aService, feishuEnv } from './support/service.ts'

const people = 4
const disk = await smallDisk(160)
if (!disk) console.log('SKIPPED: a full disk (needs the right to mount a small one)')

describe.runIf(disk)('a full disk under the embedded database', () => {
  afterAll(async () => disk?.remove())

  it('nothing is acknowledged that is not kept, and with space again it goes on', async () => {
    const folder = disk?.folder as string
    const place = await embeddedPlace(people)
    await cp(place.folder, folder, { recursive: true })
    const platform = await startPlatform(people)
    const service = await aService({ DATA_DIR: folder, DATABASE_URL: '', ...feishuEnv(platform.url) })
    await service.start()
    const driver = createDriver(platform, service.webhook)
    for (let count = 0; count < 20; count++) await driver.deliver(driver.next(count % people, 'before'))

    await fillUp(folder)
    let over = false
    const talking = driver.talk(people, 'full', () => over, 20)
    await wait(4_000)
    const during = { ...(await service.ready()), running: service.isRunning() }
    const refused = [...driver.refused].map(([status, times]) => `${times} × ${status}`).join(' ')
    await rm(join(folder, 'ballast'))
    // Whoever runs the service starts it again when it ends: a broken database in memory is not gone on with.
    const restarted = !service.isRunning()
    if (restarted) await service.start()
    await wait(2_000)
    over = true
    await talking
    const lone = await driver.answered(0, 'again')
    await wait(3_000)
    await service.end()
    await cp(join(folder, 'pglite'), join(place.folder, 'pglite'), { recursive: true, force: true })
    const { counts, problems } = await place.read((query) => audit(query, platform, driver))
    line('disk full', {
      ...counts,
      refused,
      readyz: during.status,
      says: during.text,
      restarted,
      'answered again after ms': lone,
    })
    platform.close()
    await place.remove()
    expect(during.status).toBe(503)
    expect(during.text).toContain('disk')
    expect(problems).toEqual([])
  })
})

async function smallDisk(megabytes: number) {
  const folder = await mkdtemp(join(tmpdir(), 'liaodan-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch {
    await rm(folder, { recursive: true })
    return null
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
