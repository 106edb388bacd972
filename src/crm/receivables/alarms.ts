import { DateTime } from 'luxon'
import { businessDay } from '../../clock.ts'
import type { Prisma, Tx } from '../../db/types.ts'
import { managerOf } from '../organisation/manager-of.ts'
import type { Rules } from '../settings/rules.ts'

/**
 * What is wrong with the money as a whole: several big ones overdue at once, and too little collected of what came
 * due this month until yesterday. `null` where it is not. Rule: DOMAIN.md, Money, "Dunning".
 */
export async function moneyAlarms(tx: Tx, { now, zone, rules }: AlarmsAt): Promise<MoneyAlarms> {
  const today = businessDay(now, zone)
  const month = DateTime.fromISO(today, { zone: 'utc' }).startOf('month').toISODate() as string
  const { bigAmount, bigCount, collectionPercent } = rules.overdue
  const [row] = await tx.$queryRaw<Sums[]>`
    SELECT
      (SELECT count(*)::int FROM "Receivable" WHERE "status" IN ('open', 'partial') AND "dueOn" < ${today}::date
        AND "amount" - "paidAmount" > ${bigAmount}::numeric) AS big,
      count(*)::int AS count, coalesce(sum("amount"), 0) AS due, coalesce(sum("paidAmount"), 0) AS paid
    FROM "Receivable" WHERE "dueOn" >= ${month}::date AND "dueOn" < ${today}::date`
  const { big, count, due, paid } = row as Sums
  const percent = due.gt(0) ? Math.floor(paid.div(due).mul(100).toNumber()) : 100
  return {
    big: big >= bigCount ? big : null,
    collection: count >= leastDue && percent < collectionPercent ? { percent, due, paid } : null,
  }
}

/** Below this a percentage says more about one customer than about collecting. */
const leastDue = 5

/** Who stands at the head of the company: directors with nobody above them. */
export async function heads(tx: Tx): Promise<string[]> {
  const directors = await tx.member.findMany({
    where: { role: 'director', status: 'active' },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  const top: string[] = []
  for (const { id } of directors) if (!(await managerOf(tx, id))) top.push(id)
  return top
}

export type MoneyAlarms = {
  /** How many big ones. */
  big: number | null
  collection: { percent: number; due: Prisma.Decimal; paid: Prisma.Decimal } | null
}
type AlarmsAt = { now: Date; zone: string; rules: Pick<Rules, 'overdue'> }
type Sums = { big: number; count: number; due: Prisma.Decimal; paid: Prisma.Decimal }
