import { businessDay } from '../../clock.ts'
import type { Prisma, Tx } from '../../db/types.ts'
import type { By } from '../by.ts'
import { dateOf } from '../moment.ts'
import { reaches } from '../organisation/reach.ts'

/** Whose records a list shows: one's own, everything within reach, or that of some who are. */
export type Whose = 'mine' | 'team' | { memberIds: string[] }
export type Window = { whose: Whose; from: number; take: number }
export type Page<T> = { rows: T[]; total: number }

/** Accounts in somebody's hands, those that drop soonest first; signed ones have no clock and come last. */
export async function listAccounts(tx: Tx, by: By, window: Window): Promise<Page<AccountRow>> {
  const where: Prisma.AccountWhereInput = held(by, window.whose)
  const rows = await tx.account.findMany({
    where,
    orderBy: [{ dropsAt: { sort: 'asc', nulls: 'last' } }, { name: 'asc' }],
    include: { owner: { select: { name: true } } },
    skip: window.from,
    take: window.take,
  })
  return { rows: rows.map(named), total: await tx.account.count({ where }) }
}

export type AccountRow = Prisma.AccountGetPayload<object> & { ownerName: string }

/** Leads in somebody's hands, those that drop soonest first. */
export async function listLeads(tx: Tx, by: By, window: Window): Promise<Page<LeadRow>> {
  const where: Prisma.LeadWhereInput = { ...held(by, window.whose), status: 'owned' }
  const rows = await tx.lead.findMany({
    where,
    orderBy: [{ dropsAt: { sort: 'asc', nulls: 'last' } }, { score: 'desc' }, { id: 'asc' }],
    include: { owner: { select: { name: true } } },
    skip: window.from,
    take: window.take,
  })
  return { rows: rows.map(named), total: await tx.lead.count({ where }) }
}

export type LeadRow = Prisma.LeadGetPayload<object> & { ownerName: string }

/** What is still owed by accounts in somebody's hands, the longest overdue first. */
export async function listReceivables(tx: Tx, by: By, window: Window): Promise<Page<ReceivableRow>> {
  const where: Prisma.ReceivableWhereInput = {
    account: held(by, window.whose),
    status: { in: ['open', 'partial'] },
  }
  const rows = await tx.receivable.findMany({
    where,
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
    include: { account: { select: { name: true, ownerId: true, owner: { select: { name: true } } } } },
    skip: window.from,
    take: window.take,
  })
  const today = dateOf(businessDay(by.now, by.zone))
  return {
    rows: rows.map(({ account, ...row }) => ({
      id: row.id,
      accountId: row.accountId,
      accountName: account.name,
      ownerId: account.ownerId,
      ownerName: account.owner?.name ?? '',
      left: row.amount.sub(row.paidAmount),
      dueOn: row.dueOn,
      overdueDays: Math.max(0, Math.round((today.getTime() - row.dueOn.getTime()) / dayMs)),
    })),
    total: await tx.receivable.count({ where }),
  }
}

export type ReceivableRow = {
  id: string
  accountId: string
  accountName: string
  ownerId: string | null
  ownerName: string
  left: Prisma.Decimal
  dueOn: Date
  /** 0 until the due day is over. */
  overdueDays: number
}

/** Owned records; the pool has a list of its own. */
export function held(by: By, whose: Whose): { ownerId: string | { in: string[] } | { not: null } } {
  const { id, reach } = by.member
  if (whose === 'mine') return { ownerId: id }
  if (whose !== 'team') return { ownerId: { in: whose.memberIds.filter((one) => reaches(reach, one)) } }
  return { ownerId: reach === 'all' ? { not: null } : { in: reach.memberIds } }
}

const named = <T extends { owner: { name: string } | null }>({ owner, ...row }: T) => ({
  ...row,
  ownerName: owner?.name ?? '',
})
const dayMs = 86_400_000
