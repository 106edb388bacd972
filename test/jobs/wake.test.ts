import { beforeEach, expect, test } from 'vitest'
import { local, movableClock } from '../../src/clock.ts'
import { muteUntil } from '../../src/crm/organisation/mute.ts'
import type { Member } from '../../src/db/types.ts'
import { createTimekeeper } from '../../src/jobs/timekeeper.ts'
import { nextWaking, wakeWaiting } from '../../src/jobs/wake.ts'
import { withQueue } from '../support/queue.ts'
import { aMember, byOf, zone } from '../support/world.ts'

const opened = withQueue()
const at = (time: string) => new Date(`2026-06-10T${time}:00+08:00`)

beforeEach(async () => {
  await opened.database.db.$executeRaw`TRUNCATE "Delivery", "ScheduleRun"`
})

const aHeld = (member: Member | null, notBefore = at('08:00')) =>
  opened.database.db.delivery.create({
    data: {
      ...{ platform: 'feishu', target: { kind: 'user', id: 'ou_1' }, kind: 'push', status: 'waiting' },
      ...{ message: { text: '夜里的事' }, notBefore, memberId: member?.id ?? null, createdAt: at('01:00') },
    },
  })

async function mute(member: Member, now: Date, until: Date | null): Promise<void> {
  const { db } = opened.database
  const by = await byOf(db, member, now)
  await db.$transaction((tx) => muteUntil(tx, by, until))
}

const wake = (now: Date) => wakeWaiting(opened.database.db, opened.queue, now)
const statusOf = async ({ id }: { id: string }) =>
  (await opened.database.db.delivery.findUniqueOrThrow({ where: { id } })).status

test('what was held back for the morning waits on for who has asked to be left alone since', async () => {
  const { db } = opened.database
  const [lilei, hanmei] = [await aMember(db, { name: '李雷' }), await aMember(db, { name: '韩梅' })]
  const [his, hers] = [await aHeld(lilei), await aHeld(hanmei)]
  await mute(lilei, at('07:30'), at('12:00'))
  await wake(at('08:00'))
  expect([await statusOf(his), await statusOf(hers)]).toEqual(['waiting', 'queued'])
  expect(await nextWaking(db, at('08:00'))).toEqual(at('12:00'))
  await wake(at('12:00'))
  expect(await statusOf(his)).toBe('queued')
  expect(await nextWaking(db, at('07:00'))).toBeNull()
})

test('it goes out at once when the silence is ended early, and later when it is drawn out', async () => {
  const member = await aMember(opened.database.db, { name: '李雷' })
  const held = await aHeld(member)
  await mute(member, at('07:30'), at('10:00'))
  await mute(member, at('09:00'), at('12:00'))
  await wake(at('10:00'))
  expect(await statusOf(held)).toBe('waiting')
  await mute(member, at('10:30'), null)
  await wake(at('10:31'))
  expect(await statusOf(held)).toBe('queued')
})

test('what has waited for one person goes out as one, however much waits for others', async () => {
  const { db } = opened.database
  const [lilei, hanmei] = [await aMember(db, { name: '李雷' }), await aMember(db, { name: '韩梅' })]
  for (let n = 0; n < 50; n++) await aHeld(lilei, at('07:30'))
  const early = await aHeld(hanmei, at('07:00'))
  for (let n = 0; n < 50; n++) await aHeld(lilei, at('07:30'))
  const late = await aHeld(hanmei, at('08:00'))
  await wake(at('08:00'))
  expect([await statusOf(early), await statusOf(late)]).toEqual(['merged', 'merged'])
  expect(await db.delivery.count({ where: { status: 'queued' } })).toBe(2)
})

test('also where several processes look at once', async () => {
  const { db } = opened.database
  const members = []
  for (let n = 0; n < 60; n++) members.push(await aMember(db, { name: `同事${n}` }))
  for (const time of ['07:00', '07:30', '08:00']) for (const member of members) await aHeld(member, at(time))
  await Promise.all([1, 2, 3].map(() => wake(at('08:00'))))
  expect(await db.delivery.count({ where: { status: 'merged' } })).toBe(180)
  expect(await db.delivery.count({ where: { status: 'queued' } })).toBe(60)
})

test('what is held back for groups goes out, a hundred at a time', async () => {
  const { db } = opened.database
  for (let n = 0; n < 101; n++) await aHeld(null)
  await wake(at('08:00'))
  expect(await db.delivery.count({ where: { status: 'queued' } })).toBe(101)
})

test('travelling stops where the silence ends', async () => {
  const { db } = opened.database
  const member = await aMember(db, { name: '李雷' })
  const held = await aHeld(member)
  await mute(member, at('07:30'), at('12:00'))
  const clock = movableClock(zone, at('07:30'))
  const stops: [string, string][] = []
  const drain = async () =>
    void stops.push([local(clock.now(), zone).toFormat('HH:mm'), await statusOf(held)])
  const queue = { ...opened.queue, drain }
  const log = { info() {}, error() {} }
  await createTimekeeper({ db, queue, clock, log }, []).travel(clock, at('13:00'))
  expect(stops).toEqual([['12:00', 'queued']])
})

test.each([
  { why: 'the silence ended late in the evening', notBefore: '23:00' },
  { why: 'nobody was there in the morning', notBefore: '08:00' },
])('what waits is told in the morning and not at night: $why', async ({ notBefore }) => {
  const { db } = opened.database
  const held = await aHeld(await aMember(db, { name: '李雷' }), at(notBefore))
  const clock = movableClock(zone, at('23:00'))
  const keeper = createTimekeeper({ db, queue: opened.queue, clock, log: { info() {}, error() {} } }, [])
  await keeper.tick()
  expect(await statusOf(held)).toBe('waiting')
  const morning = new Date('2026-06-11T08:00:00+08:00')
  expect(await nextWaking(db, clock.now())).toEqual(morning)
  clock.set(morning)
  await keeper.tick()
  expect(await statusOf(held)).toBe('queued')
})

test('what was held back for a group is not told there once the group was unbound', async () => {
  const { db } = opened.database
  const bound = { platform: 'feishu', externalId: 'oc_east', name: '华东群', createdAt: at('01:00') }
  const aCheer = (id: string) =>
    db.delivery.create({
      data: {
        ...{ platform: 'feishu', target: { kind: 'chat', id, via: 'chat' }, kind: 'push', status: 'waiting' },
        ...{ message: { text: '喜报' }, notBefore: at('08:00'), createdAt: at('01:00') },
      },
    })
  await db.channel.create({ data: bound })
  const [there, unbound] = [await aCheer('oc_east'), await aCheer('oc_west')]
  await wake(at('08:00'))
  expect([await statusOf(there), await statusOf(unbound)]).toEqual(['queued', 'lapsed'])
})
