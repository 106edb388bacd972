import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { company } from '../../prisma/seed/company.ts'
import { seedCompany } from '../../prisma/seed/seed.ts'
import type { DirectoryDepartment, DirectoryMember } from '../../src/chat/directory.ts'
import type { Platform } from '../../src/chat/platform.ts'
import { ensureDefaultPipeline } from '../../src/crm/opportunities/stages.ts'
import type { Database } from '../../src/db/open.ts'
import { syncDirectory } from '../../src/jobs/directory.ts'
import { testDatabase } from '../support/database.ts'

const clock = { now: () => new Date('2026-06-10T09:30:00+08:00'), zone: 'Asia/Shanghai' }
let database: Database

beforeAll(async () => {
  database = await seeded()
})
afterAll(() => database.close())

test('there is as much of everything as a team of eighteen reps makes in three months', async () => {
  const { db } = database
  const counts = {
    accounts: await db.account.count(),
    leads: await db.lead.count({ where: { status: { in: ['pool', 'owned'] } } }),
    deals: await db.opportunity.count(),
    visits: await db.visit.count(),
  }
  expect(counts.accounts).toBeGreaterThanOrEqual(110)
  expect(counts.leads).toBeGreaterThanOrEqual(200)
  expect(counts.deals).toBeGreaterThanOrEqual(80)
  expect(counts.visits).toBeGreaterThanOrEqual(800)
  const stages = await db.stage.findMany({ include: { _count: { select: { opportunities: true } } } })
  for (const stage of stages) expect(stage._count.opportunities, stage.name).toBeGreaterThan(2)
})

test('every role works here, in a tree of three levels under the company', async () => {
  const { db } = database
  const roles = await db.member.groupBy({ by: ['role'], _count: true })
  expect(roles).toHaveLength(7)
  const depths = (await db.department.findMany()).map(({ path }) => path.split('/').length - 1)
  expect(Math.max(...depths)).toBe(3)
  expect(
    await db.department.count({ where: { name: { in: company.departments.map((one) => one.name) } } }),
  ).toBe(10)
})

test('figures of the days are a recount of the facts', async () => {
  const differences = await database.db.$queryRaw<object[]>`
    WITH facts AS (
      SELECT "memberId", "businessDay" AS day, 1 AS visits, 0::numeric AS payments, 0::numeric AS amount FROM "Visit" WHERE "undoneAt" IS NULL
      UNION ALL SELECT "memberId", "paidOn", 0, amount, 0 FROM "Payment" WHERE "undoneAt" IS NULL
      UNION ALL SELECT "ownerId", ("closedAt" AT TIME ZONE 'Asia/Shanghai')::date, 0, 0, amount FROM "Opportunity" WHERE status = 'won'
    ), counted AS (
      SELECT "memberId", day, sum(visits) AS visits, sum(payments) AS payments, sum(amount) AS amount FROM facts GROUP BY 1, 2
    )
    SELECT * FROM counted FULL JOIN "MemberDay" d USING ("memberId", day)
      WHERE counted.visits IS DISTINCT FROM d.visits AND (counted.visits IS NOT NULL OR d.leads + d."newAccounts" = 0)
        OR counted.payments <> d.payments OR counted.amount <> d.amount`
  expect(differences).toEqual([])
  const { _sum } = await database.db.memberDay.aggregate({ _sum: { newAccounts: true } })
  const signed = await database.db.account.count({ where: { signedAt: { not: null } } })
  expect(_sum.newAccounts).toBe(signed)
})

test('nobody had anything without a beginning, and there is no gap in between', async () => {
  const gaps = await database.db.$queryRaw<object[]>`
    SELECT * FROM (
      SELECT o.*, lag("endedAt") OVER past AS before, lag("endReason") OVER past AS why, row_number() OVER past AS place
      FROM "Ownership" o WINDOW past AS (PARTITION BY coalesce("leadId", "accountId") ORDER BY "startedAt", "endedAt")
    ) stretches WHERE (place > 1 AND before IS DISTINCT FROM "startedAt") OR (place > 1 AND why IS DISTINCT FROM reason)
      OR (place = 1 AND reason <> 'create')`
  expect(gaps).toEqual([])
  const strangers = await database.db.$queryRaw<object[]>`
    SELECT a.id FROM "Account" a JOIN "Ownership" o ON o."accountId" = a.id AND o."endedAt" IS NULL
      WHERE o."memberId" IS DISTINCT FROM a."ownerId"
    UNION ALL SELECT l.id FROM "Lead" l JOIN "Ownership" o ON o."leadId" = l.id AND o."endedAt" IS NULL
      WHERE o."memberId" IS DISTINCT FROM l."ownerId"`
  expect(strangers).toEqual([])
})

test('what was paid is what was allocated, and says so in its status', async () => {
  const wrong = await database.db.$queryRaw<object[]>`
    SELECT r.id FROM "Receivable" r LEFT JOIN "Allocation" a ON a."receivableId" = r.id
    GROUP BY r.id HAVING coalesce(sum(a.amount), 0) <> r."paidAmount"
      OR r.status <> (CASE WHEN r."paidAmount" = 0 THEN 'open' WHEN r."paidAmount" = r.amount THEN 'paid' ELSE 'partial' END)::"ReceivableStatus"`
  expect(wrong).toEqual([])
  const over = await database.db.$queryRaw<object[]>`
    SELECT p.id FROM "Payment" p JOIN "Allocation" a ON a."paymentId" = p.id GROUP BY p.id HAVING sum(a.amount) <> p.amount`
  expect(over).toEqual([])
})

test('money is late by every age that somebody is told of', async () => {
  const owed = await database.db.receivable.findMany({ where: { status: { in: ['open', 'partial'] } } })
  const today = new Date('2026-06-10T00:00:00Z').getTime()
  const ages = new Set(owed.map(({ dueOn }) => (today - dueOn.getTime()) / 86_400_000))
  for (const age of [-7, -3, 0, 1, 3, 7, 15, 30]) expect(ages).toContain(age)
  const promises = await database.db.paymentPromise.groupBy({ by: ['status'], _count: true })
  expect(promises.map(({ status }) => status).sort()).toEqual(['broken', 'kept', 'open'])
})

test('some accounts drop within three days, some have dropped, and nothing is overdue to drop', async () => {
  const { db } = database
  const soon = new Date(clock.now().getTime() + 3 * 86_400_000)
  expect(await db.account.count({ where: { dropsAt: { lte: soon } } })).toBeGreaterThanOrEqual(5)
  expect(await db.account.count({ where: { dropsAt: { lte: clock.now() } } })).toBe(0)
  expect(await db.lead.count({ where: { dropsAt: { lte: clock.now() } } })).toBe(0)
  const dropped = { ownerId: null, ownerships: { some: { endReason: 'recycle' as const } } }
  expect(await db.account.count({ where: dropped })).toBe(12)
  expect(await db.account.count({ where: { ...dropped, claimableAt: { gt: clock.now() } } })).toBe(1)
})

test('nothing has happened that lies ahead', async () => {
  const { db } = database
  const later = { gt: clock.now() }
  expect(await db.visit.count({ where: { createdAt: later } })).toBe(0)
  expect(await db.opportunity.count({ where: { OR: [{ createdAt: later }, { closedAt: later }] } })).toBe(0)
  expect(await db.stageChange.count({ where: { at: later } })).toBe(0)
  expect(await db.payment.count({ where: { paidOn: later } })).toBe(0)
  expect(await db.ownership.count({ where: { OR: [{ startedAt: later }, { endedAt: later }] } })).toBe(0)
})

test.each([
  ['in the middle of a long holiday', '2026-10-04T11:00:00+08:00'],
  ['on a Sunday just before midnight', '2026-06-14T23:59:30+08:00'],
  ['on the first morning of a year', '2027-01-01T00:00:30+08:00'],
])('%s the story holds as well', async (_when, now) => {
  const at = { now: () => new Date(now), zone: clock.zone }
  const other = await seeded(at)
  const later = { gt: at.now() }
  expect(await other.db.account.count({ where: { dropsAt: { lte: at.now() } } })).toBe(0)
  expect(await other.db.lead.count({ where: { dropsAt: { lte: at.now() } } })).toBe(0)
  expect(await other.db.visit.count({ where: { createdAt: later } })).toBe(0)
  expect(await other.db.visit.count()).toBeGreaterThan(700)
  await other.close()
})

test('numbers are those of nobody', async () => {
  const { db } = database
  const contacts = await db.contact.findMany({ select: { phone: true } })
  const leads = await db.lead.findMany({ select: { phone: true } })
  for (const { phone } of [...contacts, ...leads]) expect(phone).toMatch(/^1910000[0-8]\d{3}$/)
  for (const { mobile } of company.people) expect(mobile).toMatch(/^19100009\d{3}$/)
})

describe('told again', () => {
  test('to the same company, nothing is written', async () => {
    const before = await database.db.visit.count()
    expect(await seedCompany(database.db, clock, { groupId })).toBe(false)
    expect(await database.db.visit.count()).toBe(before)
  })

  test('to another database at the same time, it is the same story', async () => {
    const other = await seeded()
    expect(await digest(other)).toEqual(await digest(database))
    await other.close()
  })
})

const groupId = (group: { key: string }) => ({ externalId: group.key, via: 'chat' as const })

async function seeded(at = clock) {
  const opened = await testDatabase()
  await opened.db.$transaction(ensureDefaultPipeline)
  const platforms = new Map([['feishu', { directory } as unknown as Platform]])
  const log = { info: () => undefined, warn: () => undefined }
  await syncDirectory({ db: opened.db, clock: at, platforms, log }, 'feishu')
  expect(await seedCompany(opened.db, at, { groupId })).toBe(true)
  return opened
}

/** The directory as a platform would tell it, with the company as the root. */
const directory = {
  departments: async (): Promise<DirectoryDepartment[]> => [
    { id: 'root', parentId: null, name: company.name, leaderId: null },
    ...company.departments.map(({ key, parentKey, name, leaderKey }) => ({
      id: key,
      parentId: parentKey ?? 'root',
      name,
      leaderId: leaderKey ?? null,
    })),
  ],
  members: async (): Promise<DirectoryMember[]> =>
    company.people.map((person) => ({
      ...person,
      id: person.employeeNo,
      departmentIds: person.departmentKeys,
      leads: [],
      leaderId: person.leaderKey ?? null,
      active: true,
    })),
}

/** Rows by what they say; ids of members and departments differ from database to database. */
async function digest({ db }: Database) {
  const visits = await db.visit.findMany({
    orderBy: { id: 'asc' },
    select: { id: true, content: true, nextAt: true, member: { select: { name: true } } },
  })
  const deals = await db.opportunity.findMany({
    orderBy: { id: 'asc' },
    select: { id: true, name: true, amount: true, closedAt: true },
  })
  const accounts = await db.account.findMany({
    orderBy: { id: 'asc' },
    select: { id: true, name: true, dropsAt: true, owner: { select: { name: true } } },
  })
  const receivables = await db.receivable.findMany({
    orderBy: { id: 'asc' },
    select: { title: true, paidAmount: true, dueOn: true },
  })
  return JSON.stringify({ visits, deals, accounts, receivables })
}
