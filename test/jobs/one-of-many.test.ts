import { afterEach, describe, expect, test } from 'vitest'
import { movableClock } from '../../src/clock.ts'
import { addShareOn } from '../../src/crm/leaderboard/sums.ts'
import { Prisma } from '../../src/db/types.ts'
import { dailyLeaderboard } from '../../src/jobs/pushes/daily-leaderboard.ts'
import { leadRecycling } from '../../src/jobs/pushes/lead-recycling.ts'
import { type Push, tellInGroups } from '../../src/jobs/pushes/push.ts'
import { runPush } from '../../src/jobs/run-push.ts'
import { createTimekeeper } from '../../src/jobs/timekeeper.ts'
import { withQueue } from '../support/queue.ts'
import { aDepartment, aLead, aMember, zone } from '../support/world.ts'

// One person's message cannot be written, whatever is tried: everybody else has theirs.
const at = (moment: string) => new Date(`2026-06-${moment}:00+08:00`)
const opened = withQueue()
const logged: object[] = []
const log = { info: () => undefined, error: (fields: object) => void logged.push(fields) }

afterEach(async () => {
  const { db } = opened.database
  await db.$executeRaw`DROP TRIGGER IF EXISTS refuse ON "Delivery"`
  await db.$executeRaw`TRUNCATE "Delivery", "Lead" CASCADE`
  logged.length = 0
})

async function people(...names: string[]): Promise<string[]> {
  const { db } = opened.database
  const members = []
  for (const name of names) {
    const { id } = await aMember(db, { name })
    await db.identity.create({
      data: { platform: 'feishu', externalId: id, memberId: id, createdAt: at('01T09:00') },
    })
    members.push(id)
  }
  return members
}

/** Whatever is said to them is refused by the database. */
async function refuse(memberId: string): Promise<void> {
  const { db } = opened.database
  await db.$executeRawUnsafe(`CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION USING ERRCODE = '22P02', MESSAGE = 'no such words'; END $$`)
  await db.$executeRawUnsafe(`CREATE TRIGGER refuse BEFORE INSERT ON "Delivery" FOR EACH ROW
    WHEN (NEW."memberId" = '${memberId}') EXECUTE FUNCTION refuse()`)
}

const run = (push: Push, now: Date, tries: { isLast?: boolean } = {}) =>
  runPush({ db: opened.database.db, queue: opened.queue, clock: movableClock(zone, now), log }, push, {
    now,
    byHand: true,
    ...tries,
  })

const told = async () =>
  (await opened.database.db.delivery.findMany({ orderBy: { id: 'asc' } })).map(({ memberId }) => memberId)

const error = expect.stringContaining('22P02')

test.each([
  ['warned', '10T10:10'],
  ['told of what dropped', '11T18:10'],
])('everybody else is %s', async (_, moment) => {
  const { db } = opened.database
  // More than are taken at once.
  const owners = await people(...Array.from({ length: 25 }, (_, n) => `同事${n}`))
  const [odd = '', ...others] = owners
  for (const ownerId of owners)
    await aLead(db, { company: `线索${ownerId}`, ownerId, dropsAt: at('11T18:00') })
  await refuse(odd)
  await run(leadRecycling, at(moment))
  expect((await told()).sort()).toEqual(others.sort())
  expect(logged).toEqual([{ alarm: 'not-told', push: 'lead-recycling', member: odd, error }])
})

test('every other department has its board', async () => {
  const { db } = opened.database
  const leaders = await people('王芳', '林岚', '赵敏')
  const [odd = '', ...others] = leaders
  const departments = []
  for (const leaderId of leaders) {
    const { id } = await aDepartment(db, { name: leaderId, path: `${leaderId}/`, leaderId })
    await db.member.update({ where: { id: leaderId }, data: { departmentId: id } })
    await addShareOn(db, leaderId, '2026-06-10', { amount: new Prisma.Decimal(30_000) })
    departments.push(id)
  }
  await refuse(odd)
  await run(dailyLeaderboard, at('10T18:00'))
  expect((await told()).sort()).toEqual(others.sort())
  expect(logged).toEqual([
    { alarm: 'not-told', push: 'daily-leaderboard', department: departments[0], error },
  ])
})

describe('who takes too long for a transaction', () => {
  const tooLong = () =>
    Object.assign(new Error('A query cannot be executed on an expired transaction.'), { code: 'P2028' })
  /** Tells everybody except who is slow, and says how many it was asked for each time. */
  function greeting(everybody: string[], slow: string[]): { push: Push; asked: number[] } {
    const asked: number[] = []
    const postsOf = (some: string[]) => {
      asked.push(some.length)
      if (some.some((id) => slow.includes(id))) throw tooLong()
      return some.map((memberId) => ({ memberId, message: { text: '早' } }))
    }
    return { asked, push: { name: 'greeting', run: (context) => tellInGroups(context, everybody, postsOf) } }
  }

  test('keeps nobody else from theirs, is tried again, and is left with the last try', async () => {
    const everybody = await people('李雷', '韩梅', '小王')
    const [, slow = ''] = everybody
    const { push } = greeting(everybody, [slow])
    await expect(run(push, at('10T09:00'), { isLast: false })).rejects.toThrow('expired')
    const others = everybody.filter((id) => id !== slow).sort()
    expect((await told()).sort()).toEqual(others)
    expect(logged).toEqual([])
    await run(push, at('10T09:00'), { isLast: true })
    expect((await told()).sort()).toEqual(others)
    const error = 'Error: A query cannot be executed on an expired transaction.'
    expect(logged).toEqual([{ alarm: 'not-told', push: 'greeting', member: slow, error }])
  })

  test('is not left out where it is the database that is slow: the slot is found again', async () => {
    const everybody = await people(...Array.from({ length: 9 }, (_, n) => `同事${n}`))
    const { push, asked } = greeting(everybody, everybody)
    await expect(run(push, at('10T09:00'), { isLast: true })).rejects.toThrow('expired')
    expect(asked).toEqual([9, 1, 1, 1])
  })
})

test('what waited for everybody else goes out, and theirs one by one', async () => {
  const { db } = opened.database
  const { queue } = opened
  const [odd = '', garbled = '', fine = ''] = await people('李雷', '韩梅', '小王')
  const now = at('12T08:00')
  const held = (memberId: string, message: Prisma.InputJsonObject) =>
    db.delivery.create({
      data: {
        ...{ platform: 'feishu', target: { kind: 'user', id: memberId }, kind: 'push', memberId, message },
        ...{ status: 'waiting', notBefore: now, createdAt: now },
      },
    })
  for (const memberId of [odd, garbled, fine]) {
    await held(memberId, { text: '第一条' })
    await held(memberId, memberId === garbled ? { card: null } : { text: '第二条' })
  }
  await refuse(odd)
  const keeper = createTimekeeper({ db, queue, clock: movableClock(zone, now), log }, [])
  await keeper.tick()
  const statuses = async (memberId: string) =>
    (await db.delivery.findMany({ where: { memberId }, orderBy: { id: 'asc' } })).map(({ status }) => status)
  expect(await statuses(fine)).toEqual(['merged', 'merged', 'queued'])
  expect(await statuses(odd)).toEqual(['queued', 'queued'])
  expect(await statuses(garbled)).toEqual(['queued', 'queued'])
  expect(new Set(logged)).toEqual(
    new Set([
      { alarm: 'not-merged', member: odd, error },
      { alarm: 'not-merged', member: garbled, error: expect.stringContaining('TypeError') },
    ]),
  )
})
