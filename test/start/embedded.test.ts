import { afterAll, expect, test } from 'vitest'
import { embedded, openPglite } from '../../src/db/open.ts'

const database = embedded(await openPglite({}))
afterAll(() => database.close())

const write = () =>
  database.db.$transaction((tx) => tx.$queryRaw`SELECT count(*)::int FROM generate_series(1, 1000)`)

test('who comes from outside is heard while one job writes without a pause', async () => {
  for (let count = 0; count < 20; count++) await write()
  let isHeard = false
  setImmediate(() => {
    isHeard = true
  })
  for (let count = 0; count < 500 && !isHeard; count++) await write()
  expect(isHeard).toBe(true)
})
