import { expect, test } from 'vitest'
import { movableClock } from '../../src/clock.ts'
import { leadRecycling } from '../../src/jobs/pushes/lead-recycling.ts'
import { taskRemindersPush } from '../../src/jobs/pushes/task-reminders.ts'
import { runPush } from '../../src/jobs/run-push.ts'
import { wakeWaiting } from '../../src/jobs/wake.ts'
import { withQueue } from '../support/queue.ts'
import { aLead, aMember, zone } from '../support/world.ts'

// Where a message cuts what people have said, an emoji may stand across the cut.
const at = (moment: string) => new Date(`2026-06-${moment}:00+08:00`)
const long = (characters: number) => `${'谈'.repeat(characters - 3)}😀😀后面还有`
const cut = (characters: number) => `${'谈'.repeat(characters - 3)}😀😀…`
const opened = withQueue()

async function person(name: string): Promise<string> {
  const { db } = opened.database
  const { id } = await aMember(db, { name })
  await db.identity.create({
    data: { platform: 'feishu', externalId: name, memberId: id, createdAt: at('01T09:00') },
  })
  return id
}

/** What was written for somebody, as it stands in the database. */
const told = async (memberId: string) =>
  JSON.stringify(
    await opened.database.db.delivery.findMany({ where: { memberId, status: { not: 'merged' } } }),
  )

test('messages that waited for the same person go out as one', async () => {
  const { queue } = opened
  const { db } = opened.database
  const now = at('11T08:00')
  const memberId = await person('李雷')
  for (const text of [long(60), '第二条'])
    await db.delivery.create({
      data: {
        ...{ platform: 'feishu', target: { kind: 'user', id: '李雷' }, kind: 'push', memberId },
        ...{ message: { text }, status: 'waiting', notBefore: now, createdAt: now },
      },
    })
  await wakeWaiting(db, queue, now)
  expect(await db.delivery.count({ where: { status: 'waiting' } })).toBe(0)
  expect(await told(memberId)).toContain(`"${cut(60)}"`)
})

const log = { error: () => undefined }

test('somebody is reminded of several tasks', async () => {
  const { queue } = opened
  const { db } = opened.database
  const clock = movableClock(zone, at('12T09:00'))
  const assigneeId = await person('小王')
  for (const title of [long(60), '第二件'])
    await db.task.create({
      data: {
        ...{ title, assigneeId, creatorId: assigneeId, dueAt: at('12T00:00'), dueAllDay: true },
        ...{ createdAt: at('01T09:00'), updatedAt: at('01T09:00') },
      },
    })
  await runPush({ db, queue, clock, log }, taskRemindersPush, { now: clock.now(), byHand: false })
  expect(await told(assigneeId)).toContain(`"${cut(60)}"`)
})

test('an owner is warned with the words of their last follow-up', async () => {
  const { queue } = opened
  const { db } = opened.database
  const clock = movableClock(zone, at('10T10:10'))
  const ownerId = await person('韩梅')
  const { id: leadId } = await aLead(db, { company: '华联超市', ownerId, dropsAt: at('11T18:00') })
  await db.visit.create({
    data: {
      ...{ leadId, memberId: ownerId, channel: 'call', createdAt: at('05T09:00') },
      ...{ content: long(40), businessDay: new Date('2026-06-05') },
    },
  })
  await runPush({ db, queue, clock, log }, leadRecycling, { now: clock.now(), byHand: false })
  expect(await told(ownerId)).toContain(cut(40))
})
