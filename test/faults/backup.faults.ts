import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { sumsOf } from '../../src/db/dump.ts'
import { audit, line, settled } from './support/audit.ts'
import { embeddedPlace, places, serverPlace } from './support/places.ts'
import { aRun, type Run, settledByMetrics } from './support/run.ts'
import { aService, feishuEnv } from './support/service.ts'

const people = 6
const all = await places()

describe.each(Object.entries(all))('a backup of %s under load', (name, makePlace) => {
  const opened: { run?: Run } = {}
  afterEach(() => opened.run?.close())

  it('is of one moment, restores with equal checksums, and the work that was under way goes on from it', async () => {
    const run = await aRun(makePlace, people)
    opened.run = run
    let over = false
    const talking = run.driver.talk(people, 'backup', () => over, 100)
    await wait(1_500)
    const file = join(run.place.folder, 'backup.gz')
    const acknowledged = run.driver.acknowledged.length
    const began = performance.now()
    const written = await script('backup', [file], run.place.env)
    const backupMs = performance.now() - began
    const slowest = Math.max(...run.driver.acknowledged.slice(acknowledged))
    await wait(500)
    over = true
    await talking
    await run.settled()
    await run.service.end()

    const target = await makePlace(0)
    const restored = await script('restore', [file], target.env)
    const refused = await script('restore', [file], target.env).catch((error: Error) => error.message)
    const service = await aService({ ...target.env, ...feishuEnv(run.platform.url) })
    await service.start()
    await settledByMetrics(service.url)
    await service.end()
    const { problems, counts } = await target.read(async (query) => {
      const heard = await query<{ mark: string }>(
        `SELECT substring(key from '(backupx[0-9]+x[0-9]+)$') AS mark FROM "Inbound"`,
      )
      const inside = new Set(heard.map(({ mark }) => mark))
      const accepted = run.driver.accepted.filter(({ mark }) => inside.has(mark))
      const audited = await audit(query, run.platform, { accepted })
      // What was said after that moment was seen, but is not in here.
      return { ...audited, problems: audited.problems.filter((problem) => !later.test(problem)) }
    })
    line(`backup of ${name}`, {
      'backup ms': backupMs,
      'slowest acknowledgement meanwhile ms': slowest,
      KB: (await stat(file)).size / 1024,
      ...counts,
      problems: problems.length,
    })
    await target.remove()
    expect(written).toContain('backup.gz')
    expect(restored).toContain('checksums equal')
    expect(refused).toContain('not empty')
    expect(problems).toEqual([])
  })
})

describe.runIf('PostgreSQL' in all)('the move from the embedded database to PostgreSQL', () => {
  it('carries everything over, and the service goes on there', async () => {
    const run = await aRun(embeddedPlace, people)
    for (let count = 0; count < 30; count++) await run.driver.deliver(run.driver.next(count % people, 'move'))
    await run.service.end('SIGKILL')
    const target = await serverPlace(0)
    const said = await script('move-to-postgres', [], { ...target.env, DATA_DIR: run.place.folder })
    const source = await run.place.open()
    const destination = await target.open()
    const [before, after] = [await sumsOf(source.db), await sumsOf(destination.db)]
    await source.close()
    await destination.close()
    const service = await aService({ ...target.env, ...feishuEnv(run.platform.url) })
    await service.start()
    await target.read(settled)
    const { counts, problems } = await target.read((query) => audit(query, run.platform, run.driver))
    line('moved to PostgreSQL', { tables: Object.keys(after).length, ...counts })
    await service.end()
    await target.remove()
    await run.close()
    expect(said).toContain('checksums equal')
    expect(after).toEqual(before)
    expect(problems).toEqual([])
  })
})

const later = /seen without a delivery/

const run = promisify(execFile)
async function script(name: string, args: string[], env: Record<string, string>): Promise<string> {
  const { stdout } = await run(process.execPath, [`prisma/${name}.ts`, ...args], {
    env: { ...process.env, ...env },
  })
  return stdout
}
