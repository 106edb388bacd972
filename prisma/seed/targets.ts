import { DateTime } from 'luxon'
import { type Department, Prisma, type TargetPeriod } from '../../src/db/types.ts'
import type { Frame } from './frame.ts'

/** Every seller's month, quarter and year, and the same for each department as the sum of those below it. */
export function inventTargets(frame: Frame, departments: Department[]): Prisma.TargetCreateManyInput[] {
  const { chance, sellers } = frame
  const monthly = sellers.map(({ member, manages }) => ({
    member,
    amount: chance.int(8, 20) * 10_000 + (manages ? -40_000 : 0),
  }))
  return periods(frame).flatMap(({ period, startsOn, months }) => [
    ...monthly.map(({ member, amount }) => ({
      memberId: member.id,
      period,
      startsOn,
      amount: yuan(amount * months),
    })),
    ...departments.flatMap((department) => {
      const below = monthly.filter(({ member }) => within(departments, member.departmentId, department))
      const sum = below.reduce((total, { amount }) => total + amount, 0)
      return sum > 0 ? [{ departmentId: department.id, period, startsOn, amount: yuan(sum * months) }] : []
    }),
  ])
}

/** This month and the three before it, this and the last quarter, this year. */
function periods({ now, zone }: Frame): { period: TargetPeriod; startsOn: Date; months: number }[] {
  const today = DateTime.fromJSDate(now, { zone })
  const begin = (unit: TargetPeriod, back: number) =>
    DateTime.fromISO(
      today
        .startOf(unit)
        .minus({ [unit]: back })
        .toISODate() as string,
      { zone: 'utc' },
    ).toJSDate()
  return [
    ...[0, 1, 2, 3].map((back) => ({ period: 'month' as const, startsOn: begin('month', back), months: 1 })),
    ...[0, 1].map((back) => ({ period: 'quarter' as const, startsOn: begin('quarter', back), months: 3 })),
    { period: 'year' as const, startsOn: begin('year', 0), months: 12 },
  ]
}

const within = (all: Department[], id: string | null, top: Department): boolean =>
  all.find((one) => one.id === id)?.path.startsWith(top.path) ?? false

const yuan = (amount: number) => new Prisma.Decimal(amount)
