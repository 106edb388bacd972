import { DateTime } from 'luxon'
import { dayStart } from '../../clock.ts'
import type { Prisma, Tx, VisitChannel } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import type { By } from '../by.ts'
import { dateOf } from '../moment.ts'
import { reaches } from '../organisation/reach.ts'
import type { Metric } from './figures.ts'
import type { Span } from './periods.ts'

/**
 * The facts behind one person's figure, newest first. The board is open to everybody, its proof to whoever the
 * person is within reach of; throws `Refusal` for the others.
 */
export async function listProof(tx: Tx, by: By, asked: ProofAsked): Promise<Proof[]> {
  const { reach } = by.member
  if (!(reach === 'all' || reaches(reach, asked.memberId)))
    throw new Refusal('not-in-reach', '排名大家都能看，明细只有本人和上级能看。')
  return readers[asked.metric](tx, { ...asked, zone: by.zone })
}

export type ProofAsked = { memberId: string; metric: Metric; span: Span; offset: number; limit: number }

/** One fact: which account, what, when. `amount` in yuan where it is money. */
export type Proof = {
  name: string
  note: string | null
  channel: VisitChannel | null
  amount: Prisma.Decimal | null
  at: Date
}

type Reader = (tx: Tx, asked: ProofAsked & { zone: string }) => Promise<Proof[]>

const visits: Reader = async (tx, { memberId, span, offset, limit }) => {
  const rows = await tx.visit.findMany({
    where: { memberId, undoneAt: null, businessDay: days(span) },
    include: { account: { select: { name: true } }, lead: { select: { company: true } } },
    orderBy: { id: 'desc' },
    skip: offset,
    take: limit,
  })
  return rows.map(({ account, lead, content, channel, createdAt }) => ({
    name: account?.name ?? lead?.company ?? '',
    note: content,
    channel,
    amount: null,
    at: createdAt,
  }))
}

const payments: Reader = async (tx, { memberId, span, offset, limit, zone }) => {
  const rows = await tx.payment.findMany({
    where: { memberId, undoneAt: null, paidOn: days(span) },
    include: { account: { select: { name: true } } },
    orderBy: [{ paidOn: 'desc' }, { id: 'desc' }],
    skip: offset,
    take: limit,
  })
  return rows.map(({ account, amount, note, paidOn }) => ({
    ...fact(account.name, dayStart(paidOn.toISOString().slice(0, 10), zone)),
    note,
    amount,
  }))
}

const wins: Reader = async (tx, { memberId, span, offset, limit, zone }) => {
  const rows = await tx.opportunity.findMany({
    where: { ownerId: memberId, status: 'won', closedAt: moments(span, zone) },
    include: { account: { select: { name: true } } },
    orderBy: [{ closedAt: 'desc' }, { id: 'desc' }],
    skip: offset,
    take: limit,
  })
  return rows.map(({ account, name, amount, closedAt }) => ({
    ...fact(account.name, closedAt as Date),
    note: name,
    amount,
  }))
}

/** Accounts whose first win was this person's, in this time. */
const newAccounts: Reader = async (tx, { memberId, span, offset, limit, zone }) => {
  const rows = await tx.opportunity.findMany({
    where: { status: 'won', account: { opportunities: { some: { ownerId: memberId, status: 'won' } } } },
    include: { account: { select: { name: true } } },
    orderBy: [{ accountId: 'asc' }, { closedAt: 'asc' }, { id: 'asc' }],
    distinct: ['accountId'],
  })
  const { gte, lt } = moments(span, zone)
  return rows
    .filter(({ ownerId, closedAt }) => ownerId === memberId && closedAt && closedAt >= gte && closedAt < lt)
    .sort((a, b) => Number(b.closedAt) - Number(a.closedAt))
    .slice(offset, offset + limit)
    .map(({ account, amount, closedAt }) => ({ ...fact(account.name, closedAt as Date), amount }))
}

/** Claims of either kind, and leads that were brought: as `factsOf` counts them. */
const leads: Reader = async (tx, { memberId, span, offset, limit, zone }) => {
  const rows = await tx.ownership.findMany({
    where: {
      memberId,
      startedAt: moments(span, zone),
      AND: [
        { OR: [{ reason: 'claim' }, { reason: 'create', leadId: { not: null } }] },
        { OR: [{ endReason: null }, { endReason: { not: 'undo' } }] },
      ],
    },
    include: { account: { select: { name: true } }, lead: { select: { company: true } } },
    orderBy: { id: 'desc' },
    skip: offset,
    take: limit,
  })
  return rows.map(({ account, lead, startedAt }) => fact(account?.name ?? lead?.company ?? '', startedAt))
}

const readers: Record<Metric, Reader> = { amount: wins, payments, new_accounts: newAccounts, visits, leads }

const fact = (name: string, at: Date): Proof => ({ name, at, note: null, channel: null, amount: null })
const days = ({ from, to }: Span) => ({ gte: dateOf(from), lte: dateOf(to) })
const moments = ({ from, to }: Span, zone: string) => ({
  gte: dayStart(from, zone),
  lt: DateTime.fromISO(to, { zone }).plus({ days: 1 }).toJSDate(),
})
