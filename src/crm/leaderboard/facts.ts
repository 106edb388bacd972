import { DateTime } from 'luxon'
import { dayStart } from '../../clock.ts'
import { Prisma } from '../../db/types.ts'
import type { Span } from './periods.ts'

/**
 * What the sums are counted from, one row for each fact: `memberId, day, amount, payments, "newAccounts", visits,
 * leads`. Won deals count on the day they were won, an account is new with its first win, and who claims a lead
 * or an account or brings a lead has got one. What was taken back counts nowhere.
 */
export const factsOf = ({ zone, span, memberIds }: Asked): Prisma.Sql => {
  const whose = (column: string) =>
    memberIds ? Prisma.sql`AND ${Prisma.raw(column)} = ANY(${memberIds}::uuid[])` : Prisma.empty
  const onDays = (column: string) =>
    span
      ? Prisma.sql`AND ${Prisma.raw(column)} BETWEEN ${span.from}::date AND ${span.to}::date`
      : Prisma.empty
  const atMoments = (column: string) =>
    span
      ? Prisma.sql`AND ${Prisma.raw(column)} >= ${dayStart(span.from, zone)} AND ${Prisma.raw(column)} < ${dayAfter(span.to, zone)}`
      : Prisma.empty
  return Prisma.sql`
    SELECT "memberId", "businessDay" AS day, 0::numeric AS amount, 0::numeric AS payments,
        0 AS "newAccounts", 1 AS visits, 0 AS leads
      FROM "Visit" WHERE "undoneAt" IS NULL ${whose('"memberId"')} ${onDays('"businessDay"')}
    UNION ALL SELECT "memberId", "paidOn", 0, amount, 0, 0, 0
      FROM "Payment" WHERE "undoneAt" IS NULL AND "memberId" IS NOT NULL ${whose('"memberId"')} ${onDays('"paidOn"')}
    UNION ALL SELECT "ownerId", ("closedAt" AT TIME ZONE ${zone})::date, coalesce(amount, 0), 0,
        (NOT EXISTS (SELECT 1 FROM "Opportunity" o WHERE o."accountId" = w."accountId" AND o.status = 'won'
          AND (o."closedAt", o.id) < (w."closedAt", w.id)))::int, 0, 0
      FROM "Opportunity" w WHERE status = 'won' AND "ownerId" IS NOT NULL AND "closedAt" IS NOT NULL
        ${whose('"ownerId"')} ${atMoments('"closedAt"')}
    UNION ALL SELECT "memberId", ("startedAt" AT TIME ZONE ${zone})::date, 0, 0, 0, 0, 1
      FROM "Ownership" WHERE "memberId" IS NOT NULL AND "endReason" IS DISTINCT FROM 'undo'
        AND (reason = 'claim' OR (reason = 'create' AND "leadId" IS NOT NULL))
        ${whose('"memberId"')} ${atMoments('"startedAt"')}`
}

type Asked = {
  /** Days are business days of this zone. */
  zone: string
  /** Left out: all days, all members. */
  span?: Span | undefined
  memberIds?: string[] | undefined
}

const dayAfter = (day: string, zone: string): Date =>
  DateTime.fromISO(day, { zone }).plus({ days: 1 }).startOf('day').toJSDate()
