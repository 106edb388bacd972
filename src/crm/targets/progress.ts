import { DateTime } from 'luxon'
import { Prisma, type TargetPeriod, type Tx } from '../../db/types.ts'
import { sum } from '../leaderboard/board.ts'
import { readFigures } from '../leaderboard/figures.ts'
import { dateOf } from '../moment.ts'
import { membersWithin } from '../organisation/within.ts'
import { isWorkday } from '../workdays.ts'

/**
 * Where a member or a department stands against the target of the running period: what is signed so far, how
 * much of the working time is over, and what is missing. A department without a target of its own has the sum of
 * its people's. `null` without any. `today` is the business day.
 */
export async function readProgress(
  tx: Tx,
  whose: Whose,
  period: TargetPeriod,
  today: string,
): Promise<Progress | null> {
  const start = DateTime.fromISO(today, { zone: 'utc' }).startOf(period)
  const from = start.toISODate() as string
  const memberIds = 'memberId' in whose ? [whose.memberId] : await membersWithin(tx, whose.department.path)
  const target = await targetOf(tx, whose, memberIds, period, from)
  if (!target) return null
  const now = await readFigures(tx, today, { from, to: today }, memberIds)
  const done = sum([...now.values()].map(({ amount }) => amount))
  return progressOf(target, done, paceOf(from, start.endOf(period).toISODate() as string, today))
}

/** The targets of many members at once; who has none is missing. */
export async function readProgresses(
  tx: Tx,
  memberIds: string[],
  period: TargetPeriod,
  today: string,
): Promise<Map<string, Progress>> {
  const start = DateTime.fromISO(today, { zone: 'utc' }).startOf(period)
  const from = start.toISODate() as string
  const targets = await tx.target.findMany({
    where: { period, startsOn: dateOf(from), memberId: { in: memberIds } },
  })
  const theirs = targets.map(({ memberId }) => memberId as string)
  const now = await readFigures(tx, today, { from, to: today }, theirs)
  const pace = paceOf(from, start.endOf(period).toISODate() as string, today)
  return new Map(
    targets.map(({ memberId, amount }) => {
      const done = now.get(memberId as string)?.amount ?? new Prisma.Decimal(0)
      return [memberId as string, progressOf(amount, done, pace)]
    }),
  )
}

export type Whose = { memberId: string } | { department: { id: string; path: string } }

export type Progress = {
  target: Prisma.Decimal
  done: Prisma.Decimal
  /** Percent of the target, and of the working days that are over, today included. */
  attainment: number
  pace: number
  /** What is missing; zero when it is reached. */
  gap: Prisma.Decimal
  /** Working days left after today, and what each of them has to bring. */
  daysLeft: number
  perDay: Prisma.Decimal | null
}

/** Pure: the figures of a target from what it is, what is done and which working days are over. */
export function progressOf(target: Prisma.Decimal, done: Prisma.Decimal, { over, left }: Pace): Progress {
  const gap = Prisma.Decimal.max(target.sub(done), 0)
  return {
    target,
    done,
    attainment: target.gt(0) ? Math.floor(done.div(target).mul(100).toNumber()) : 100,
    pace: over + left > 0 ? Math.round((over / (over + left)) * 100) : 100,
    gap,
    daysLeft: left,
    perDay: gap.gt(0) && left > 0 ? gap.div(left).toDecimalPlaces(2, Prisma.Decimal.ROUND_UP) : null,
  }
}

type Pace = { over: number; left: number }

function paceOf(from: string, to: string, today: string): Pace {
  const pace = { over: 0, left: 0 }
  for (let at = DateTime.fromISO(from, { zone: 'utc' }); ; at = at.plus({ days: 1 })) {
    const day = at.toISODate() as string
    if (day > to) return pace
    if (isWorkday(day)) pace[day <= today ? 'over' : 'left']++
  }
}

async function targetOf(
  tx: Tx,
  whose: Whose,
  memberIds: string[],
  period: TargetPeriod,
  from: string,
): Promise<Prisma.Decimal | null> {
  const startsOn = dateOf(from)
  const own = await tx.target.findFirst({
    where: {
      period,
      startsOn,
      ...('memberId' in whose ? { memberId: whose.memberId } : { departmentId: whose.department.id }),
    },
  })
  if (own || 'memberId' in whose) return own?.amount ?? null
  const { _sum } = await tx.target.aggregate({
    where: { period, startsOn, memberId: { in: memberIds } },
    _sum: { amount: true },
  })
  return _sum.amount
}
