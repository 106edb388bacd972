import { DateTime } from 'luxon'
import { businessDay, dayStart } from '../../clock.ts'
import { Prisma, type PromiseStatus, type Tx } from '../../db/types.ts'
import type { OverdueRow } from '../receivables/list-overdue.ts'
import type { Rules } from '../settings/rules.ts'
import { firstsOf, type Placed, type Some, someOf } from './firsts.ts'

/**
 * What the day of each of these people begins with, a few statements for all of them: tasks due today and before,
 * those they gave that are late, what drops into the pool within the warning time and what has dropped since
 * yesterday, what customers promised for today or broke within a week, and money that reaches a step of the
 * ladder. Lists hold the first `limit`; counts all.
 */
export async function readMornings(
  tx: Tx,
  memberIds: string[],
  at: MorningAt,
): Promise<Map<string, Morning>> {
  const day = dayOf(at)
  const tasks = await firstsOf<TaskRow>(tx, tasksOf(memberIds, day), at.limit)
  const drops = await firstsOf<DropRow>(tx, dropsOf(memberIds, dropBy(at), day.start, at.now), at.limit)
  const promises = await firstsOf<DueRow>(tx, promisesOf(memberIds, day.today), at.limit)
  return new Map(
    memberIds.map((id) => {
      const owed = at.money.get(id) ?? []
      return [
        id,
        {
          today: someOf(tasks, id, 'today'),
          overdue: someOf(tasks, id, 'overdue'),
          given: someOf(tasks, id, 'given'),
          drops: someOf(drops, id, 'drops'),
          lost: someOf(drops, id, 'lost'),
          promises: someOf(promises, id, 'promises'),
          money: { rows: owed.slice(0, at.limit), count: owed.length },
        },
      ]
    }),
  )
}

export type MorningAt = {
  now: Date
  zone: string
  rules: Pick<Rules, 'pool'>
  /** Who hears of which money (`whoIsTold`). */
  money: Map<string, OverdueRow[]>
  limit: number
}
export type Morning = {
  today: Some<MorningTask>
  overdue: Some<MorningTask>
  given: Some<MorningTask>
  drops: Some<Dropping>
  lost: Some<Dropping>
  promises: Some<Due>
  money: Some<OverdueRow>
}
/** `who`: who has it to do, where that is somebody else. */
export type MorningTask = {
  id: string
  title: string
  at: Date
  allDay: boolean
  accountName: string | null
  who: string | null
}
/** `at`: when it drops, or has dropped; `why` for what has. */
export type Dropping = { kind: 'lead' | 'account'; id: string; name: string; at: Date; why: string | null }
export type Due = {
  accountId: string
  accountName: string
  amount: Prisma.Decimal | null
  at: Date
  status: PromiseStatus
}

/** Until when a drop is a matter of today: by the end of the day its warning time has begun. */
export const dropBy = ({ now, zone, rules }: Pick<MorningAt, 'now' | 'zone' | 'rules'>): Date =>
  DateTime.fromJSDate(now, { zone })
    .endOf('day')
    .plus({ days: Math.max(0, ...rules.pool.warnDays) })
    .toJSDate()

type TaskRow = MorningTask & Placed
type DropRow = Dropping & Placed
type DueRow = Due & Placed
type Day = { today: string; start: Date; end: Date }

function dayOf({ now, zone }: MorningAt): Day {
  const today = businessDay(now, zone)
  const start = dayStart(today, zone)
  return { today, start, end: DateTime.fromJSDate(start, { zone }).plus({ days: 1 }).toJSDate() }
}

const tasksOf = (memberIds: string[], { start, end }: Day): Prisma.Sql => Prisma.sql`
  SELECT t."assigneeId" AS "memberId", CASE WHEN t."dueAt" < ${start} THEN 'overdue' ELSE 'today' END AS part,
    t.id, t.title, t."dueAt" AS at, t."dueAllDay" AS "allDay", a.name AS "accountName", NULL AS who
  FROM "Task" t LEFT JOIN "Account" a ON a.id = t."accountId"
  WHERE t."assigneeId" = ANY(${memberIds}::uuid[]) AND t.status = 'open' AND t."dueAt" < ${end}
  UNION ALL
  SELECT t."creatorId", 'given', t.id, t.title, t."dueAt", t."dueAllDay", a.name, m.name
  FROM "Task" t JOIN "Member" m ON m.id = t."assigneeId" LEFT JOIN "Account" a ON a.id = t."accountId"
  WHERE t."creatorId" = ANY(${memberIds}::uuid[]) AND t."creatorId" <> t."assigneeId"
    AND t.status = 'open' AND t."dueAt" < ${start}`

const dropsOf = (memberIds: string[], by: Date, since: Date, now: Date): Prisma.Sql => Prisma.sql`
  SELECT "ownerId" AS "memberId", 'drops' AS part, id, 'account' AS kind, name, "dropsAt" AS at, NULL AS why
  FROM "Account" WHERE "ownerId" = ANY(${memberIds}::uuid[]) AND "dropsAt" <= ${by}
  UNION ALL
  SELECT "ownerId", 'drops', id, 'lead', company, "dropsAt", NULL
  FROM "Lead" WHERE "ownerId" = ANY(${memberIds}::uuid[]) AND status = 'owned' AND "dropsAt" <= ${by}
  UNION ALL
  SELECT had."memberId", 'lost', coalesce(had."accountId", had."leadId"),
    CASE WHEN had."accountId" IS NULL THEN 'lead' ELSE 'account' END, coalesce(a.name, l.company), had."endedAt",
    (SELECT dropped.note FROM "Ownership" dropped WHERE dropped.reason = 'recycle'
      AND dropped."startedAt" = had."endedAt" AND (dropped."accountId" = had."accountId" OR dropped."leadId" = had."leadId")
      LIMIT 1)
  FROM "Ownership" had LEFT JOIN "Account" a ON a.id = had."accountId" LEFT JOIN "Lead" l ON l.id = had."leadId"
  WHERE had."memberId" = ANY(${memberIds}::uuid[]) AND had."endReason" = 'recycle'
    AND had."endedAt" >= ${since} AND had."endedAt" <= ${now}`

/** Of their accounts: what was promised for today, and what was broken within the last week. */
const promisesOf = (memberIds: string[], today: string): Prisma.Sql => Prisma.sql`
  SELECT a."ownerId" AS "memberId", 'promises' AS part, p.id, p."dueOn"::timestamp AT TIME ZONE 'UTC' AS at, p."accountId",
    a.name AS "accountName", p.amount, p.status
  FROM "PaymentPromise" p JOIN "Account" a ON a.id = p."accountId"
  WHERE a."ownerId" = ANY(${memberIds}::uuid[])
    AND ((p.status = 'open' AND p."dueOn" <= ${today}::date)
      OR (p.status = 'broken' AND p."dueOn" >= ${today}::date - 7))`
