import { DateTime } from 'luxon'
import { businessDay } from '../../clock.ts'
import { Prisma, type PromiseStatus, type Tx } from '../../db/types.ts'
import { dateOf } from '../moment.ts'
import type { Reach } from '../organisation/reach.ts'
import { restOf } from './allocate.ts'

/**
 * What was due before today and is not paid, longest overdue first, of the accounts within reach; with the sums
 * of all of it. An account without an owner is seen by those who see everything.
 */
export async function listOverdue(tx: Tx, asked: OverdueAsked): Promise<OverdueList> {
  const today = businessDay(asked.now, asked.zone)
  const where = { ...owedBefore(today), ...within(asked.reach, asked.memberIds) }
  const rows = await tx.receivable.findMany({
    where,
    include: overdueParts,
    orderBy: [{ dueOn: 'asc' }, { amount: 'desc' }, { id: 'asc' }],
    skip: asked.offset ?? 0,
    take: asked.limit,
  })
  return { rows: rows.map((row) => overdueRow(row, today)), ...(await totals(tx, where, today)) }
}

export type OverdueAsked = {
  now: Date
  zone: string
  reach: Reach
  /** Only the accounts of these people. */
  memberIds?: string[] | undefined
  offset?: number
  limit: number
}

export type OverdueList = { rows: OverdueRow[]; count: number; total: Prisma.Decimal; ages: Age[] }
/** How much is overdue for so many days: `upTo` is null for everything older. */
export type Age = { from: number; upTo: number | null; count: number; amount: Prisma.Decimal }

export type OverdueRow = {
  id: string
  accountId: string
  accountName: string
  ownerId: string | null
  ownerName: string | null
  title: string
  /** What is still open. */
  rest: Prisma.Decimal
  dueOn: Date
  /** Days since the due day; negative before it. */
  days: number
  promise: { dueOn: Date; status: PromiseStatus } | null
}

const owedBefore = (day: string) =>
  ({
    status: { in: ['open', 'partial'] },
    dueOn: { lt: dateOf(day) },
  }) satisfies Prisma.ReceivableWhereInput

function within(reach: Reach, memberIds: string[] | undefined): Prisma.ReceivableWhereInput {
  if (reach === 'all') return memberIds ? { account: { ownerId: { in: memberIds } } } : {}
  const ids = memberIds?.filter((id) => reach.memberIds.includes(id)) ?? reach.memberIds
  return { account: { ownerId: { in: ids } } }
}

/** What is read with a receivable to show it as overdue. */
export const overdueParts = {
  account: {
    select: {
      name: true,
      ownerId: true,
      owner: { select: { name: true } },
      promises: {
        where: { status: { in: ['open', 'broken'] } },
        orderBy: { createdAt: 'desc' },
        select: { dueOn: true, status: true, receivableId: true },
      },
    },
  },
} satisfies Prisma.ReceivableInclude

type Row = Prisma.ReceivableGetPayload<{ include: typeof overdueParts }>

/** `today` is the business day, `YYYY-MM-DD`. */
export function overdueRow(row: Row, today: string): OverdueRow {
  const { account } = row
  // Newest first: the word given last is what counts.
  const promise = account.promises.find(
    ({ receivableId }) => receivableId === null || receivableId === row.id,
  )
  return {
    id: row.id,
    accountId: row.accountId,
    accountName: account.name,
    ownerId: account.ownerId,
    ownerName: account.owner?.name ?? null,
    title: row.title,
    rest: restOf(row),
    dueOn: row.dueOn,
    days: daysBetween(row.dueOn, today),
    promise: promise ? { dueOn: promise.dueOn, status: promise.status } : null,
  }
}

/** Days from a due day to the day `today`; negative before it. */
export const daysBetween = (dueOn: Date, today: string): number =>
  Math.round((dateOf(today).getTime() - dueOn.getTime()) / 86_400_000)

async function totals(tx: Tx, where: Prisma.ReceivableWhereInput, today: string) {
  const ages: Age[] = []
  for (const { from, upTo } of ageClasses) {
    const dueOn = { lte: daysBefore(today, from), ...(upTo === null ? {} : { gte: daysBefore(today, upTo) }) }
    const { _sum, _count } = await tx.receivable.aggregate({
      where: { ...where, dueOn },
      _sum: { amount: true, paidAmount: true },
      _count: true,
    })
    const amount = (_sum.amount ?? zero).sub(_sum.paidAmount ?? zero)
    ages.push({ from, upTo, count: _count, amount })
  }
  const count = ages.reduce((sum, age) => sum + age.count, 0)
  return { ages, count, total: ages.reduce((sum, age) => sum.add(age.amount), zero) }
}

const ageClasses = [
  { from: 1, upTo: 7 },
  { from: 8, upTo: 15 },
  { from: 16, upTo: 30 },
  { from: 31, upTo: null },
]
const daysBefore = (today: string, days: number): Date =>
  DateTime.fromISO(today, { zone: 'utc' }).minus({ days }).toJSDate()
const zero = new Prisma.Decimal(0)
