import { afterAll, beforeAll, expect, test } from 'vitest'
import { createNames } from '../../src/conversation/names.ts'
import { defaultRules } from '../../src/crm/settings/rules.ts'
import type { Database } from '../../src/db/open.ts'
import type { Db } from '../../src/db/types.ts'
import { newId } from '../../src/ids.ts'
import { cleanUp } from '../../src/jobs/pushes/clean-up.ts'
import { testDatabase } from '../support/database.ts'
import { aMember, anAccount, start, zone } from '../support/world.ts'

let database: Database
let db: Db

beforeAll(async () => {
  database = await testDatabase()
  db = database.db
})
afterAll(() => database.close())

const daysAgo = (days: number) => new Date(start.getTime() - days * 86_400_000)
const nobody = async () => {}
const clean = (now = start) =>
  cleanUp.run({
    ...{ db, now, zone, rules: defaultRules, byHand: false, alarm() {}, notTold() {} },
    ...{ toMember: nobody, toMembers: nobody, toChannel: nobody, overEarlier: nobody },
  })

test('what came in is kept for thirty days, so that a repeat is known; what waits is kept for ever', async () => {
  const inbound = (key: string, days: number, status: 'handled' | 'pending') =>
    db.inbound.create({
      data: { platform: 'feishu', key, conversation: 'c', body: {}, status, receivedAt: daysAgo(days) },
    })
  await inbound('recent', 29, 'handled')
  await inbound('old', 31, 'handled')
  await inbound('waiting', 31, 'pending')
  await clean()
  expect((await db.inbound.findMany({ orderBy: { id: 'asc' } })).map(({ key }) => key)).toEqual([
    'recent',
    'waiting',
  ])
})

test('a sent message is forgotten after a week and its row after a month; what failed can still be retried', async () => {
  const delivery = (days: number, status: 'sent' | 'failed' | 'lapsed') =>
    db.delivery.create({
      data: {
        ...{ platform: 'feishu', target: {}, kind: 'reply', message: { text: '张总的报价' }, status },
        createdAt: daysAgo(days),
      },
    })
  const kept = [await delivery(6, 'sent'), await delivery(8, 'sent'), await delivery(8, 'failed')]
  await delivery(31, 'sent')
  await delivery(31, 'lapsed')
  await clean()
  const left = await db.delivery.findMany({ orderBy: { id: 'asc' } })
  expect(left.map(({ id }) => id)).toEqual(kept.map(({ id }) => id))
  expect(left.map(({ message }) => (message as { text: string }).text)).toEqual([
    '张总的报价',
    '',
    '张总的报价',
  ])
})

test('thousands of sent messages are forgotten in pieces', async () => {
  await db.delivery.createMany({
    data: Array.from({ length: 1203 }, () => ({
      ...{ platform: 'feishu', target: {}, kind: 'push', message: { text: '早报' }, status: 'sent' as const },
      createdAt: daysAgo(9),
    })),
  })
  await clean()
  expect(await db.delivery.count({ where: { kind: 'push', message: { equals: { text: '早报' } } } })).toBe(0)
})

test('old slots go, but the last of each schedule stays for the next to count from', async () => {
  const slot = (schedule: string, days: number, status: 'done' | 'queued' = 'done') =>
    db.scheduleRun.create({ data: { schedule, slot: daysAgo(days), status, queuedAt: daysAgo(days) } })
  await slot('board', 50)
  await slot('board', 40, 'queued')
  await slot('board', 2)
  await slot('once', 60)
  await slot('once', 50)
  await clean()
  const left = await db.scheduleRun.findMany({ orderBy: [{ schedule: 'asc' }, { slot: 'asc' }] })
  expect(left.map(({ schedule, slot }) => [schedule, slot])).toEqual([
    ['board', daysAgo(40)],
    ['board', daysAgo(2)],
    ['once', daysAgo(50)],
  ])
})

test('a process that looked before notes were thrown away knows every name again', async () => {
  const rep = await aMember(db, { name: '李雷' })
  const first = await anAccount(db, { name: '华联超市', ownerId: rep.id })
  const [idle, busy] = [createNames(), createNames()]
  const known = async (names: ReturnType<typeof createNames>) => {
    const book = await db.$transaction((tx) => names.current(tx))
    return ['华联', '永辉', '大润发'].filter((word) => book.called(word).length > 0)
  }
  expect(await known(idle)).toEqual(['华联'])
  expect(await known(busy)).toEqual(['华联'])
  await db.account.update({ where: { id: first.id }, data: { name: '大润发商业' } })
  await anAccount(db, { name: '永辉超市', ownerId: rep.id })
  expect(await known(busy)).toEqual(['永辉', '大润发'])
  const notes = await db.nameChange.count()
  await clean(new Date(Date.now() + 30 * 86_400_000))
  expect(await db.nameChange.count()).toBe(1)
  expect(notes).toBeGreaterThan(2)
  await db.account.update({ where: { id: first.id }, data: { name: '大润发贸易' } })
  expect(await known(idle)).toEqual(['永辉', '大润发'])
  expect(await known(busy)).toEqual(['永辉', '大润发'])
})

test('the embedded database gives the room of what is gone back at night; a server does so by itself', async () => {
  const [{ isAlone } = { isAlone: false }] = await db.$queryRaw<{ isAlone: boolean }[]>`
    SELECT backend_type = 'standalone backend' AS "isAlone" FROM pg_stat_activity WHERE pid = pg_backend_pid()`
  const sizes = async () => {
    const [found] = await db.$queryRaw<{ rows: number }[]>`
      SELECT reltuples::int AS rows FROM pg_class WHERE oid = '"PoolView"'::regclass`
    return found?.rows
  }
  const member = await aMember(db, { name: '看公海' })
  await db.poolView.createMany({
    data: Array.from({ length: 40 }, (_, day) => ({
      memberId: member.id,
      day: daysAgo(day),
      prospectId: newId(),
    })),
  })
  const before = await sizes()
  await clean()
  const left = await db.poolView.count()
  expect(left).toBeGreaterThan(0)
  expect(await sizes()).toBe(isAlone ? left : before)
})
