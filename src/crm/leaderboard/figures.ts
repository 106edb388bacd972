import { Prisma, type Tx } from '../../db/types.ts'
import { dateOf } from '../moment.ts'
import type { Span } from './periods.ts'

export const metrics = ['amount', 'payments', 'new_accounts', 'visits', 'leads'] as const
export type Metric = (typeof metrics)[number]
export type Figures = Record<Metric, Prisma.Decimal>

/** Each member's figures of these days, from the daily sums; members without any are missing. */
export async function readFigures(tx: Tx, { from, to }: Span, memberIds?: string[]) {
  const rows = await tx.memberDay.groupBy({
    by: ['memberId'],
    where: {
      day: { gte: dateOf(from), lte: dateOf(to) },
      ...(memberIds ? { memberId: { in: memberIds } } : {}),
    },
    _sum: { amount: true, payments: true, newAccounts: true, visits: true, leads: true },
  })
  return new Map(rows.map(({ memberId, _sum }) => [memberId, figuresOf(_sum)]))
}

export const noFigures: Figures = figuresOf({})

export const addFigures = (a: Figures, b: Figures): Figures =>
  Object.fromEntries(metrics.map((metric) => [metric, a[metric].add(b[metric])])) as Figures

function figuresOf(sums: Sums): Figures {
  return {
    amount: new Prisma.Decimal(sums.amount ?? 0),
    payments: new Prisma.Decimal(sums.payments ?? 0),
    new_accounts: new Prisma.Decimal(sums.newAccounts ?? 0),
    visits: new Prisma.Decimal(sums.visits ?? 0),
    leads: new Prisma.Decimal(sums.leads ?? 0),
  }
}

type Sums = {
  [key in 'amount' | 'payments']?: Prisma.Decimal | null
} & { [key in 'newAccounts' | 'visits' | 'leads']?: number | null }
