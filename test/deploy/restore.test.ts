import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ensureDefaultPipeline } from '../../src/crm/opportunities/stages.ts'
import { dump } from '../../src/db/dump.ts'
import { type Database, openDatabase } from '../../src/db/open.ts'
import { restore } from '../../src/db/restore.ts'
import type { Tx } from '../../src/db/types.ts'
import { startQueue } from '../../src/jobs/queue.ts'
import { testDatabase } from '../support/database.ts'

const at = new Date('2026-03-02T10:00:00Z')
const backup: string[] = []

beforeAll(async () => {
  const source = await testDatabase()
  await source.db.account.create({
    data: { name: '华联超市', claimableAt: at, createdAt: at, updatedAt: at },
  })
  await dump(source.db, async (line) => void backup.push(line))
  await source.close()
})

let target: Database
beforeAll(async () => {
  target = await testDatabase()
})
afterAll(() => target.close())

test.each<[string, (tx: Tx) => Promise<unknown>, (tx: Tx) => Promise<unknown>]>([
  [
    'Account',
    (tx) => tx.account.create({ data: { name: '老客户', claimableAt: at, createdAt: at, updatedAt: at } }),
    (tx) => tx.account.deleteMany(),
  ],
  [
    'Setting',
    (tx) => tx.setting.create({ data: { key: 'rules.pool', value: {}, updatedAt: at } }),
    (tx) => tx.setting.deleteMany(),
  ],
])('a database with a row of %s is not restored into, and keeps it', async (table, write, takeAway) => {
  await target.db.$transaction(write)
  await expect(restored()).rejects.toThrow(`the database is not empty (${table})`)
  expect(await target.db.$transaction(takeAway)).toMatchObject({ count: 1 })
})

test.runIf(process.env.TEST_ON === 'postgres')(
  'nothing is restored while a service is at work on the server',
  async () => {
    const queue = await startQueue(target.queue, () => undefined)
    await expect(restored()).rejects.toThrow('Stop every process of the service')
    await queue.stop()
  },
)

test.runIf(process.env.TEST_ON === 'postgres')(
  'a service is seen at work also where its address gives its connections another name',
  async () => {
    const [{ name }] = await target.db.$queryRaw<[{ name: string }]>`SELECT current_database() AS name`
    const url = new URL(inject('template'))
    url.pathname = name
    url.search = '?application_name=sales&connect_timeout=5'
    const service = await openDatabase({ url: url.href, dataDir: '', onError: () => undefined })
    const queue = await startQueue(service.queue, () => undefined)
    await expect(restored()).rejects.toThrow('Stop every process of the service')
    await queue.stop()
    await service.close()
  },
)

test.each([
  ['older', (all: string[]) => all.slice(0, -1), 'then update to this one'],
  ['newer', (all: string[]) => [...all, '29990101000000_from_the_future'], 'Update to that version'],
])(
  'a backup of an %s version is refused before anything is opened, and told what to do',
  async (age, change, todo) => {
    const { migrations } = JSON.parse(backup[0] as string) as { migrations: string[] }
    const others = change(migrations)
    const opened = restore(unopened, lines({ format: 1, migrations: others }))
    const told = await opened.then(String, (error: Error) => error.message)
    for (const part of [others.at(-1), migrations.at(-1), `is ${age}`, todo, 'empty database'])
      expect(told).toContain(part)
  },
)

test('what a service has made by itself is replaced', async () => {
  await target.db.$transaction(ensureDefaultPipeline)
  await target.db.scheduleRun.create({ data: { schedule: 'clean-up', slot: at, queuedAt: at } })
  expect((await restored()).Account?.rows).toBe(1)
  expect(await target.db.pipeline.count()).toBe(0)
  await expect(restored()).rejects.toThrow('not empty')
})

const unopened = () => Promise.reject(new Error('a database was opened'))

const restored = () => restore(async () => ({ ...target, close: async () => undefined }), lines())

async function* lines(header?: object): AsyncGenerator<string> {
  const [first, ...rest] = backup
  yield header ? JSON.stringify(header) : (first as string)
  yield* rest
}
