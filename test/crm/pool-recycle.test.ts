import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergeMembers } from '../../src/crm/organisation/merge.ts'
import { askExtension, declineExtension, grantExtension } from '../../src/crm/pool/extend.ts'
import type { Prospect } from '../../src/crm/pool/prospect.ts'
import { ownersOfDue, recycleDue } from '../../src/crm/pool/recycle.ts'
import { ownersToWarn, warnDue } from '../../src/crm/pool/warn.ts'
import { defaultRules } from '../../src/crm/settings/rules.ts'
import { logVisit } from '../../src/crm/visits/log-visit.ts'
import type { Database } from '../../src/db/open.ts'
import type { Db, Member } from '../../src/db/types.ts'
import { Refusal } from '../../src/errors.ts'
import { testDatabase } from '../support/database.ts'
import { aDepartment, aLead, aMember, anAccount, byOf, start, zone } from '../support/world.ts'

let database: Database
let db: Db
let boss: Member
let rep: Member
beforeAll(async () => {
  database = await testDatabase()
  db = database.db
  boss = await aMember(db, { name: '王芳', role: 'manager' })
  const team = await aDepartment(db, { name: '华东区', leaderId: boss.id })
  rep = await aMember(db, { name: '李雷', departmentId: team.id, reportsToId: boss.id })
})
afterAll(() => database.close())

const days = (count: number): Date => new Date(start.getTime() + count * 86_400_000)
const run = <T>(
  member: Member,
  now: Date,
  work: (tx: Db, by: Awaited<ReturnType<typeof byOf>>) => Promise<T>,
) => byOf(db, member, now).then((by) => db.$transaction((tx) => work(tx as Db, by)))
const recycle = async (now: Date) => {
  const owners = await ownersOfDue(db, now)
  return db.$transaction((tx) => recycleDue(tx, { now, zone, rules: defaultRules }, owners, 100))
}
const warn = async (now: Date) => {
  const at = { now, zone, rules: defaultRules }
  const owners = await ownersToWarn(db, at)
  return db.$transaction((tx) => warnDue(tx, at, owners, 100))
}
const refused = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'not refused',
    (error) => (error instanceof Refusal ? error.rule : Promise.reject(error)),
  )
const owned = async (company: string, dropsAt: Date, values = {}): Promise<Prospect> => {
  const { id } = await aLead(db, { company, ownerId: rep.id, dropsAt, ...values })
  return { kind: 'lead', id }
}

test('what is due drops, once, with its reason, its history and an entry that nobody signs', async () => {
  const due = await owned('到期的超市', days(7))
  const not = await owned('没到期的超市', days(8))
  const account = await anAccount(db, { name: '到期的客户', ownerId: rep.id, level: 'D', dropsAt: days(5) })
  const runs = await Promise.all([recycle(days(7)), recycle(days(7))])
  expect(runs.flat().map(({ held, why }) => [held.name, why])).toEqual([
    ['到期的超市', '7 天没有有效跟进（6月10日 接手算起）'],
    ['到期的客户', '5 天没有有效跟进（6月10日 接手算起）'],
  ])
  const row = await db.lead.findUniqueOrThrow({ where: { id: due.id } })
  expect(row).toMatchObject({ status: 'pool', ownerId: null, dropsAt: null })
  expect(row.claimableAt).toEqual(new Date(days(7).getTime() + 2 * 3_600_000))
  expect((await db.lead.findUniqueOrThrow({ where: { id: not.id } })).ownerId).toBe(rep.id)
  const stretches = await db.ownership.findMany({
    where: { accountId: account.id },
    orderBy: { startedAt: 'asc' },
  })
  expect(stretches).toMatchObject([
    { memberId: rep.id, endedAt: days(7), endReason: 'recycle' },
    { memberId: null, startedAt: days(7), reason: 'recycle', note: '5 天没有有效跟进（6月10日 接手算起）' },
  ])
  const entries = await db.audit.findMany({ where: { entityId: due.id } })
  expect(entries).toMatchObject([{ action: 'lead.recycle', memberId: null }])
  expect(await recycle(days(7))).toEqual([])
})

test('each owner’s list drops by itself, and a long one in batches', async () => {
  const other = await aMember(db, { name: '韩梅' })
  await Promise.all(Array.from({ length: 12 }, (_, index) => owned(`批量${index}`, days(6))))
  await Promise.all(
    Array.from({ length: 3 }, (_, index) => owned(`另批${index}`, days(6), { ownerId: other.id })),
  )
  const owners = await ownersOfDue(db, days(7))
  expect(owners).toEqual([rep.id, other.id].sort())
  const at = { now: days(7), zone, rules: defaultRules }
  const dropped = (ids: string[]) => db.$transaction((tx) => recycleDue(tx, at, ids, 5))
  const theirs = (await dropped([other.id])).map(({ held }) => held.name)
  expect(theirs.toSorted()).toEqual(['另批0', '另批1', '另批2'])
  expect(await ownersOfDue(db, days(7))).toEqual([rep.id])
  const counts = [await dropped(owners), await dropped(owners), await dropped(owners)]
  expect(counts.map((batch) => batch.length)).toEqual([5, 5, 2])
})

test('each warning is given once, and a follow-up makes all of them new', async () => {
  const prospect = await owned('快掉了的贸易', days(7))
  const names = (warnings: Awaited<ReturnType<typeof warn>>) =>
    warnings.filter(({ held }) => held.id === prospect.id).map((one) => one.days)
  expect(names(await warn(days(3.9)))).toEqual([])
  expect(names(await warn(days(4)))).toEqual([3])
  expect(names(await warn(days(5)))).toEqual([])
  expect(names(await warn(days(6)))).toEqual([1])
  expect(names(await warn(days(6.5)))).toEqual([])
  await run(rep, days(6.5), (tx, by) =>
    logVisit(tx, by, { leadId: prospect.id, channel: 'visit', content: '见了采购，要报价' }),
  )
  const { dropsAt } = await db.lead.findUniqueOrThrow({ where: { id: prospect.id } })
  expect(dropsAt).toEqual(days(13.5))
  expect(names(await warn(days(11)))).toEqual([3])
})

test('a thin log does not move the clock, but a plan in it delays the drop once', async () => {
  const prospect = await owned('敷衍的客户', days(7))
  const logs = (content: string, next?: Date, now = days(1)) =>
    run(rep, now, (tx, by) =>
      logVisit(tx, by, {
        leadId: prospect.id,
        channel: 'call',
        content,
        next: next && { at: next, allDay: true },
      }),
    )
  const drop = async () => (await db.lead.findUniqueOrThrow({ where: { id: prospect.id } })).dropsAt
  await logs('继续跟进')
  expect(await drop()).toEqual(days(7))
  await logs('再联系', new Date('2026-06-19T00:00:00+08:00'))
  expect(await drop()).toEqual(new Date('2026-06-19T23:59:59.999+08:00'))
  await logs('再联系', new Date('2026-06-22T00:00:00+08:00'), days(2))
  expect(await drop()).toEqual(new Date('2026-06-19T23:59:59.999+08:00'))
})

test('an extension is declined once: a second tap tells nobody again, and it can still be granted', async () => {
  const prospect = await owned('不延期的科技', days(7))
  await run(rep, days(5), (tx, by) => askExtension(tx, by, prospect))
  const declines = () => run(boss, days(5), (tx, by) => declineExtension(tx, by, prospect, rep.id))
  await declines()
  expect(await refused(declines())).toBe('declined-already')
  const granted = await run(boss, days(5), (tx, by) => grantExtension(tx, by, prospect, rep.id))
  expect(granted.dropsAt).toEqual(days(11))
})

test('an extension is asked once, decided by the manager, and adds half of the days', async () => {
  const prospect = await owned('要延期的科技', days(7))
  const asks = () => run(rep, days(5), (tx, by) => askExtension(tx, by, prospect))
  expect(await asks()).toMatchObject({ managerId: boss.id, days: 4 })
  expect(await refused(asks())).toBe('extension-asked')
  expect(await refused(run(rep, days(5), (tx, by) => grantExtension(tx, by, prospect, rep.id)))).toBe(
    'not-your-team',
  )
  const grants = () => run(boss, days(5), (tx, by) => grantExtension(tx, by, prospect, rep.id))
  expect((await grants()).dropsAt).toEqual(days(11))
  expect(await refused(grants())).toBe('extended-already')
  expect(await refused(run(boss, days(5), (tx, by) => declineExtension(tx, by, prospect, rep.id)))).toBe(
    'extended-already',
  )
})

test('an extension is asked of the new manager when the one who was asked decides no more', async () => {
  const prospect = await owned('换了主管的科技', days(7))
  const asks = () => run(rep, days(5), (tx, by) => askExtension(tx, by, prospect))
  await asks()
  const successor = await aMember(db, { name: '周强', role: 'manager' })
  await db.department.updateMany({ where: { leaderId: boss.id }, data: { leaderId: successor.id } })
  await db.member.update({ where: { id: rep.id }, data: { reportsToId: successor.id } })
  expect(await asks()).toMatchObject({ managerId: successor.id })
  expect(await refused(asks())).toBe('extension-asked')
  const granted = await run(successor, days(5), (tx, by) => grantExtension(tx, by, prospect, rep.id))
  expect(granted.dropsAt).toEqual(days(11))
})

test('who has become one with another record since they asked is granted it under that', async () => {
  const { leaderId: reportsToId, id: departmentId } = await db.department.findFirstOrThrow()
  const leader = await db.member.findUniqueOrThrow({ where: { id: reportsToId as string } })
  const asker = await aMember(db, { name: 'Han Mei', departmentId, reportsToId })
  const same = await aMember(db, { name: '韩梅', departmentId, reportsToId })
  const prospect = await owned('合并之前的科技', days(7), { ownerId: asker.id })
  await run(asker, days(5), (tx, by) => askExtension(tx, by, prospect))
  await db.$transaction((tx) => mergeMembers(tx, { now: days(5) }, asker.id, same.id))
  const granted = await run(leader, days(5), (tx, by) => grantExtension(tx, by, prospect, asker.id))
  expect(granted).toMatchObject({ ownerId: same.id, dropsAt: days(11) })
})
