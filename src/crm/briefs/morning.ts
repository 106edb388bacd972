import { DateTime } from 'luxon'
import { businessDay, dayStart } from '../../clock.ts'
import type { Prisma, PromiseStatus, Tx } from '../../db/types.ts'
import { dateOf } from '../moment.ts'

/**
 * What a rep's day begins with: tasks due today and before, what drops into the pool within `dropDays`, and what
 * customers promised for today or broke since the working day before. Lists hold the first `limit`; counts all.
 */
export async function readMorning(tx: Tx, memberId: string, at: MorningAt): Promise<Morning> {
  const today = businessDay(at.now, at.zone)
  const start = dayStart(today, at.zone)
  const end = DateTime.fromJSDate(start, { zone: at.zone }).plus({ days: 1 }).toJSDate()
  const dropBy = new Date(at.now.getTime() + at.dropDays * 86_400_000)
  return {
    today: await tasks(tx, { assigneeId: memberId, dueAt: { gte: start, lt: end } }, at.limit),
    overdue: await tasks(tx, { assigneeId: memberId, dueAt: { lt: start } }, at.limit),
    drops: await drops(tx, memberId, dropBy, at.limit),
    promises: await promises(tx, memberId, today, at.limit),
  }
}

export type MorningAt = { now: Date; zone: string; dropDays: number; limit: number }
export type Morning = {
  today: Some<MorningTask>
  overdue: Some<MorningTask>
  drops: Some<Dropping>
  promises: Some<Due>
}
/** The first of them, and how many there are. */
export type Some<T> = { rows: T[]; count: number }
export type MorningTask = { id: string; title: string; at: Date; allDay: boolean; accountName: string | null }
export type Dropping = { kind: 'lead' | 'account'; id: string; name: string; dropsAt: Date }
export type Due = {
  accountId: string
  accountName: string
  amount: Prisma.Decimal | null
  dueOn: Date
  status: PromiseStatus
}

async function tasks(tx: Tx, due: Prisma.TaskWhereInput, take: number): Promise<Some<MorningTask>> {
  const where = { ...due, status: 'open' as const }
  const rows = await tx.task.findMany({
    where,
    include: { account: { select: { name: true } } },
    orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
    take,
  })
  return {
    rows: rows.map(({ id, title, dueAt, dueAllDay, account }) => ({
      id,
      title,
      at: dueAt as Date,
      allDay: dueAllDay,
      accountName: account?.name ?? null,
    })),
    count: await tx.task.count({ where }),
  }
}

async function drops(tx: Tx, ownerId: string, by: Date, take: number): Promise<Some<Dropping>> {
  const account = { ownerId, dropsAt: { lte: by } }
  const lead = { ...account, status: 'owned' as const }
  const accounts = await tx.account.findMany({ where: account, orderBy: { dropsAt: 'asc' }, take })
  const leads = await tx.lead.findMany({ where: lead, orderBy: { dropsAt: 'asc' }, take })
  const rows: Dropping[] = [
    ...accounts.map(({ id, name, dropsAt }) => ({
      kind: 'account' as const,
      id,
      name,
      dropsAt: dropsAt as Date,
    })),
    ...leads.map(({ id, company, dropsAt }) => ({
      kind: 'lead' as const,
      id,
      name: company,
      dropsAt: dropsAt as Date,
    })),
  ]
  return {
    rows: rows.sort((a, b) => a.dropsAt.getTime() - b.dropsAt.getTime()).slice(0, take),
    count: (await tx.account.count({ where: account })) + (await tx.lead.count({ where: lead })),
  }
}

/** Of the rep's accounts: what was promised for today, and what was broken within the last week. */
async function promises(tx: Tx, ownerId: string, today: string, take: number): Promise<Some<Due>> {
  const day = dateOf(today)
  const weekAgo = new Date(day.getTime() - 7 * 86_400_000)
  const where: Prisma.PaymentPromiseWhereInput = {
    account: { ownerId },
    OR: [
      { status: 'open', dueOn: { lte: day } },
      { status: 'broken', dueOn: { gte: weekAgo } },
    ],
  }
  const rows = await tx.paymentPromise.findMany({
    where,
    include: { account: { select: { name: true } } },
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
    take,
  })
  return {
    rows: rows.map(({ accountId, account, amount, dueOn, status }) => ({
      accountId,
      accountName: account.name,
      amount,
      dueOn,
      status,
    })),
    count: await tx.paymentPromise.count({ where }),
  }
}
