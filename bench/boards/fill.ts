import { DateTime } from 'luxon'
import { sumEverything } from '../../src/crm/leaderboard/recount.ts'
import { ensureDefaultPipeline } from '../../src/crm/opportunities/stages.ts'
import { isWorkday } from '../../src/crm/workdays.ts'
import type { Db, Tx } from '../../src/db/types.ts'
import { accountCount, departments, ownerOf, people, reps } from './company.ts'
import { factId, facts, inParts, memberId, quickly, rowId, withoutIndexes } from './facts.ts'
import { accountName } from './names.ts'
import { externalIdOf } from './receiver.ts'

export const zone = 'Asia/Shanghai'
/** What a thousand reps write in a year of 250 working days. */
const perYear = { visits: 700_000, payments: 300_000, wins: 20_000 }
const daysPerYear = 250

/** The people, their accounts with contacts, deals, money owed and tasks, and leads. No visits, no payments. */
export async function fillCompany(db: Db, now: Date): Promise<void> {
  await db.$transaction(ensureDefaultPipeline)
  await quickly(db, async (tx) => {
    await fillPeople(tx, now)
    const indices = Array.from({ length: accountCount }, (_, index) => index)
    await tx.$executeRaw`
      INSERT INTO "Account" (id, name, level, "ownerId", "departmentId", region, "claimedAt", "followedUpAt", "signedAt",
        "dropsAt", "claimableAt", "createdAt", "updatedAt")
      SELECT ${rowId(3)}, name, (ARRAY['A','B','C','D','key'])[1 + n % 5]::"AccountLevel", owner, department, left(name, 2),
        CASE WHEN owner IS NOT NULL THEN at END, CASE WHEN owner IS NOT NULL THEN at END,
        CASE WHEN owner IS NOT NULL AND n % 3 = 0 THEN at END,
        CASE WHEN owner IS NOT NULL AND n % 3 > 0 THEN ${now}::timestamptz + (2 + n % 12) * interval '1 day' END, at, at, at
      FROM (SELECT name, owner, department, n - 1 AS n, ${now}::timestamptz - (n % 300 + 3) * interval '1 day' AS at
        FROM unnest(${indices.map(accountName)}::text[], ${indices.map((index) => ownerOf(index)?.id ?? null)}::uuid[],
          ${indices.map((index) => departments[ownerOf(index)?.department ?? 0]?.id)}::uuid[])
          WITH ORDINALITY AS a(name, owner, department, n)) a`
    await fillLeads(tx, now)
    await tx.$executeRaw`
      INSERT INTO "Ownership" (id, "accountId", "memberId", reason, "startedAt")
      SELECT gen_random_uuid(), id, "ownerId", 'create', "createdAt" FROM "Account"`
    await tx.$executeRaw`
      INSERT INTO "Contact" (id, "accountId", name, title, phone, "createdAt", "updatedAt")
      SELECT ${rowId(4)}, id, (ARRAY['张总','李经理','王工','陈主任'])[1 + n % 4], '采购', '138' || lpad(n::text, 8, '0'), "createdAt", "createdAt"
      FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM "Account") a`
    await tx.$executeRaw`
      INSERT INTO "Opportunity" (id, "accountId", name, amount, "pipelineId", "stageId", status, "ownerId", "closeOn", "createdAt", "updatedAt")
      SELECT gen_random_uuid(), a.id, '采购', 1000 * (1 + n % 200), p.id, s.id, 'open', a."ownerId", ${now}::date + (n % 60)::int, a."createdAt", a."createdAt"
      FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM "Account" WHERE "ownerId" IS NOT NULL) a
      JOIN "Pipeline" p ON p."isDefault" JOIN "Stage" s ON s."pipelineId" = p.id AND s.position = 1 + n % 3`
    await tx.$executeRaw`
      INSERT INTO "Receivable" (id, "accountId", title, amount, "paidAmount", "dueOn", status, "createdAt", "updatedAt")
      SELECT gen_random_uuid(), id, '货款', 8000, CASE WHEN n % 10 < 7 THEN 8000 ELSE 0 END, ${now}::date + (n % 400 - 320)::int,
        CASE WHEN n % 10 < 7 THEN 'paid' ELSE 'open' END::"ReceivableStatus", "createdAt", "createdAt"
      FROM (SELECT a.*, row_number() OVER (ORDER BY a.id, k) AS n FROM "Account" a, generate_series(1, 2) k) a`
    await tx.$executeRaw`
      INSERT INTO "Task" (id, title, "assigneeId", "creatorId", "dueAt", status, "accountId", "createdAt", "updatedAt")
      SELECT gen_random_uuid(), '回访看样品', "ownerId", "ownerId", ${now}::timestamptz + (n % 40 - 5) * interval '1 day',
        CASE WHEN k < 3 THEN 'done' ELSE 'open' END::"TaskStatus", id, "createdAt", "createdAt"
      FROM (SELECT a.*, k, row_number() OVER (ORDER BY a.id, k) AS n FROM "Account" a, generate_series(1, 3) k WHERE "ownerId" IS NOT NULL) a`
    await tx.$executeRaw`
      INSERT INTO "Target" (id, "memberId", period, "startsOn", amount)
      SELECT gen_random_uuid(), id, 'month', date_trunc('month', ${now}::timestamptz)::date, 200000 FROM "Member" WHERE role = 'rep'`
  })
}

async function fillPeople(tx: Tx, now: Date): Promise<void> {
  const stamp = { createdAt: now, updatedAt: now }
  await tx.department.createMany({
    data: departments.map(({ index, id, parent, name, path }) => ({
      ...{ id, name, path, updatedAt: now },
      ...{ parentId: parent?.id ?? null, leaderId: people[index]?.id ?? null },
    })),
  })
  await tx.departmentIdentity.createMany({
    data: departments.map(({ index, id }) => ({
      platform: 'feishu',
      externalId: externalIdOf(index),
      departmentId: id,
    })),
  })
  await tx.member.createMany({
    data: people.map(({ id, name, title, department }, index) => ({
      ...{ id, name, title, ...stamp, departmentId: departments[department]?.id ?? null },
      role: index === 0 ? 'director' : index < departments.length ? 'manager' : 'rep',
    })),
  })
  await tx.identity.createMany({
    data: people.map(({ id, openId }) => ({
      platform: 'feishu',
      externalId: openId,
      memberId: id,
      createdAt: now,
    })),
  })
}

/** Ten each, and as many in the pool. */
async function fillLeads(tx: Tx, now: Date): Promise<void> {
  const companies = Array.from(
    { length: 20 * reps.length },
    (_, index) => `西安${accountName(index).slice(2)}`,
  )
  await tx.$executeRaw`
    INSERT INTO "Lead" (id, company, contact, phone, source, region, status, score, "ownerId", "claimedAt", "followedUpAt", "dropsAt",
      "claimableAt", "createdAt", "updatedAt")
    SELECT ${rowId(5)}, company || n, '李先生', '139' || lpad(n::text, 8, '0'), '官网', '西安',
      CASE WHEN n % 2 = 0 THEN 'pool' ELSE 'owned' END::"LeadStatus", 40 + n % 50, owner, CASE WHEN owner IS NOT NULL THEN at END,
      NULL, CASE WHEN owner IS NOT NULL THEN ${now}::timestamptz + (2 + n % 7) * interval '1 day' END, at, at, at
    FROM (SELECT company, n - 1 AS n, ${now}::timestamptz - (n % 90 + 1) * interval '1 day' AS at,
        CASE WHEN n % 2 = 0 THEN ${memberId('(n / 2) % 1000')} END AS owner
      FROM unnest(${companies}::text[]) WITH ORDINALITY AS c(company, n)) l`
  await tx.$executeRaw`
    INSERT INTO "Ownership" (id, "leadId", "memberId", reason, "startedAt")
    SELECT gen_random_uuid(), id, "ownerId", CASE WHEN "ownerId" IS NULL THEN 'create' ELSE 'claim' END::"OwnershipReason", "createdAt" FROM "Lead"`
}

/** A year of visits and payments; year 0 ends today, year 1 is the one before. Call `sum` when all are written. */
export async function fillYear(db: Db, today: string, year: number): Promise<void> {
  const days = workdaysBefore(today, daysPerYear * (year + 1)).slice(
    -daysPerYear * (year + 1),
    -daysPerYear * year || undefined,
  )
  await quickly(db, async (tx) => {
    const restore = await withoutIndexes(tx, ['Visit', 'Payment'])
    await inParts(
      perYear.visits,
      (from, to) => tx.$executeRaw`
      INSERT INTO "Visit" (id, "accountId", "memberId", channel, content, "businessDay", "createdAt")
      SELECT ${factId(year * 2)}, account, member, (ARRAY['visit','call','message','meeting'])[1 + n % 4]::"VisitChannel",
        '谈了报价和交期，客户还要比较两家', day, at FROM (${facts(days, from, to)}) f`,
    )
    await inParts(
      perYear.payments,
      (from, to) => tx.$executeRaw`
      INSERT INTO "Payment" (id, "accountId", amount, "paidOn", "memberId", "recordedById", "createdAt")
      SELECT ${factId(year * 2 + 1)}, account, 500 + n % 9000, day, member, member, at FROM (${facts(days, from, to)}) f`,
    )
    await tx.$executeRaw`
      INSERT INTO "Opportunity" (id, "accountId", name, amount, "pipelineId", "stageId", status, "ownerId", "closedAt", "createdAt", "updatedAt")
      SELECT gen_random_uuid(), account, '成交' || ${year}::int, 2000 + n % 90000, p.id, s.id, 'won', member, at, at, at
      FROM (${facts(days, 0, perYear.wins)}) f JOIN "Pipeline" p ON p."isDefault" JOIN "Stage" s ON s."pipelineId" = p.id AND s.kind = 'won'`
    await restore()
  })
}

/** All sums anew, as if each had been kept when its fact was written and counted since, but for the last two days. */
export async function sum(db: Db, today: string): Promise<void> {
  await quickly(db, async (tx) => {
    await tx.$executeRaw`TRUNCATE "MemberDay", "MemberMonth"`
    await tx.$executeRaw`ALTER TABLE "MemberDay" ALTER "dirty" SET DEFAULT false`
    await sumEverything(tx, zone)
    await tx.$executeRaw`ALTER TABLE "MemberDay" ALTER "dirty" SET DEFAULT true`
    const [begin] = workdaysBefore(today, 2)
    await tx.$executeRaw`UPDATE "MemberDay" SET "dirty" = true WHERE day >= ${begin}::date`
  })
  await db.$executeRawUnsafe('VACUUM ANALYZE')
}

/** The last so many working days up to today; today is one of them also on a Sunday. */
export function workdaysBefore(today: string, count: number): string[] {
  const days = [today]
  for (
    let at = DateTime.fromISO(today, { zone: 'utc' }).minus({ days: 1 });
    days.length < count;
    at = at.minus({ days: 1 })
  ) {
    const day = at.toISODate() as string
    if (isWorkday(day)) days.unshift(day)
  }
  return days
}
