import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { line } from './support/audit.ts'
import { embeddedPlace } from './support/places.ts'
import { expectWithin } from './support/run.ts'
import { aService, feishuEnv } from './support/service.ts'

it('the data folder of the embedded database is refused to a second process, and taken over from a dead one', async () => {
  const place = await embeddedPlace(2)
  const env = { ...place.env, ...feishuEnv('http://127.0.0.1:9') }
  const first = await aService(env)
  await first.start()
  const second = await aService(env)
  const { code, ms } = await second.refusal()
  const refused = second.log()
  const isUnharmed = (await first.ready()).status
  await first.end('SIGKILL')
  await second.start()
  await second.end()
  // What a process that is long gone has left, and one whose number was given to somebody else since.
  for (const left of ['999999999', `${process.pid} 1`]) {
    await writeFile(join(place.folder, 'lock'), left)
    await second.start()
    await second.end('SIGKILL')
  }
  await place.remove()
  line('second process on the folder', {
    'refused after ms': ms,
    exit: code,
    names: refused.includes(`pid ${first.pid}`),
    'the first one': isUnharmed,
  })
  expect(code).toBe(1)
  expect(refused).toContain(`pid ${first.pid}`)
  expect(isUnharmed).toBe(200)
  expectWithin(ms, 2_000)
})
