import { expect, test } from 'vitest'
import { movableClock } from '../../src/clock.ts'
import { resetClock } from '../../src/crm/pool/reset-clock.ts'
import { addressesOf } from '../../src/jobs/addresses.ts'
import { leadRecycling } from '../../src/jobs/pushes/lead-recycling.ts'
import { runPush } from '../../src/jobs/run-push.ts'
import { wakeWaiting } from '../../src/jobs/wake.ts'
import { withQueue } from '../support/queue.ts'
import { aLead, aMember, anAccount, zone } from '../support/world.ts'

const at = (moment: string) => new Date(`2026-06-${moment}:00+08:00`)

const opened = withQueue()

test('a warning that was held back is sent only while it holds', async () => {
  const { queue } = opened
  const { db } = opened.database
  const clock = movableClock(zone, at('10T18:10'))
  const log = { error: () => undefined }
  const recycle = () => runPush({ db, queue, clock, log }, leadRecycling, { now: clock.now(), byHand: false })
  const person = async (name: string) => {
    const { id } = await aMember(db, { name, mutedUntil: at('12T08:00') })
    await db.identity.create({
      data: { platform: 'feishu', externalId: name, memberId: id, createdAt: clock.now() },
    })
    return id
  }
  const lilei = await person('李雷')
  const hanmei = await person('韩梅')
  const xiaowang = await person('小王')
  await aLead(db, { company: '掉了的纺织厂', ownerId: lilei, dropsAt: at('11T18:00') })
  await anAccount(db, { name: '掉了的印务', ownerId: lilei, dropsAt: at('11T18:00') })
  const account = await anAccount(db, { name: '跟过的水产', ownerId: hanmei, dropsAt: at('11T18:00') })
  // Of two in one message the one that is left is worth it.
  await aLead(db, { company: '小王掉了的', ownerId: xiaowang, dropsAt: at('11T18:00') })
  await aLead(db, { company: '小王还在的', ownerId: xiaowang, dropsAt: at('12T18:00') })
  await recycle()
  expect(await db.delivery.count({ where: { status: 'waiting' } })).toBe(3)

  clock.set(at('11T10:00'))
  await db.$transaction((tx) =>
    resetClock(tx, { now: clock.now(), zone }, { kind: 'account', id: account.id }),
  )
  clock.set(at('11T18:10'))
  await recycle()
  await wakeWaiting(db, queue, at('12T08:00'))

  const rows = await db.delivery.findMany({ where: { slot: { contains: ':warned-' } } })
  const ofMember = (id: string) =>
    rows.filter(({ memberId }) => memberId === id).map(({ status, error }) => [status, error])
  const lapsed = ['lapsed', expect.stringContaining('no longer the receiver')]
  expect(ofMember(lilei)).toEqual([lapsed])
  expect(ofMember(hanmei)).toEqual([lapsed])
  expect(ofMember(xiaowang).map(([status]) => status)).not.toContain('lapsed')
  // What did happen is told.
  const dropped = await db.delivery.findMany({
    where: { memberId: lilei, slot: { contains: ':dropped-' } },
  })
  expect(dropped.map(({ status }) => status)).toEqual(['queued'])
})

test('what was held back for somebody who has left since is not sent, nor is anything new', async () => {
  const { queue } = opened
  const { db } = opened.database
  const now = at('20T08:00')
  const { id } = await aMember(db, { name: '走了的人' })
  await db.identity.create({
    data: { platform: 'feishu', externalId: 'left', memberId: id, createdAt: now },
  })
  const held = { platform: 'feishu', target: { kind: 'user', id: 'left' }, kind: 'push', memberId: id }
  const { id: waiting } = await db.delivery.create({
    data: { ...held, message: { text: '客户名单' }, status: 'waiting', notBefore: now, createdAt: now },
  })
  expect(await db.$transaction((tx) => addressesOf(tx, id))).toHaveLength(1)

  await db.member.update({ where: { id }, data: { status: 'frozen' } })
  await wakeWaiting(db, queue, now)
  expect(await db.delivery.findUniqueOrThrow({ where: { id: waiting } })).toMatchObject({
    status: 'lapsed',
    error: expect.stringContaining('has left'),
  })
  expect(await db.$transaction((tx) => addressesOf(tx, id))).toEqual([])
})
