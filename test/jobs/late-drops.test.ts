import { beforeEach, expect, test } from 'vitest'
import { movableClock } from '../../src/clock.ts'
import { leadRecycling } from '../../src/jobs/pushes/lead-recycling.ts'
import { morningBriefPush } from '../../src/jobs/pushes/morning-brief.ts'
import type { Push } from '../../src/jobs/pushes/push.ts'
import { runPush } from '../../src/jobs/run-push.ts'
import { withQueue } from '../support/queue.ts'
import { aLead, aMember, start, zone } from '../support/world.ts'

const opened = withQueue()
const thursday = (time: string) => new Date(`2026-06-11T${time}:00+08:00`)

beforeEach(async () => {
  const { db } = opened.database
  await db.$executeRaw`TRUNCATE "Delivery", "ScheduleRun", "Lead", "Member" CASCADE`
  const { id: ownerId } = await aMember(db, { name: '李雷' })
  await db.identity.create({
    data: { platform: 'feishu', externalId: 'ou_1', memberId: ownerId, createdAt: start },
  })
  await aLead(db, { company: '黄河面粉', ownerId, claimedAt: start, dropsAt: thursday('07:00') })
})

/** The slot's run, begun at `at`. */
const run = (push: Push, slot: string, at: string) =>
  runPush(
    {
      ...{ db: opened.database.db, queue: opened.queue, clock: movableClock(zone, thursday(at)) },
      log: { error() {} },
    },
    push,
    { now: thursday(slot), byHand: false },
  )

/** How many messages say that it dropped: a brief that was read before warns of it only. */
async function drops(): Promise<number> {
  const told = await opened.database.db.delivery.findMany({ where: { updatesId: null } })
  return told.filter(({ message }) => /刚掉公海的|(?<!快)掉公海了/.test(JSON.stringify(message))).length
}

test('what drops late, when the brief has been read, is told all the same', async () => {
  await run(morningBriefPush, '08:30', '08:45')
  expect(await drops()).toBe(0)
  await run(leadRecycling, '08:10', '08:45')
  expect(await drops()).toBe(1)
})
