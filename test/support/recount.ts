import { DateTime } from 'luxon'
import { type Db, Prisma } from '../../src/db/types.ts'
import { zone } from './world.ts'

/** Everybody's figures by day and by month, counted row by row from the facts: `member day → figures`. */
export async function recounted(db: Db): Promise<Sums> {
  const sums: Sums = {}
  const add = (memberId: string | null, day: string, figures: Partial<Figures>) => {
    if (!memberId) return
    for (const key of [`${memberId} ${day}`, `${memberId} ${day.slice(0, 7)}`]) {
      const sum = sums[key] ?? { amount: '0', payments: '0', newAccounts: 0, visits: 0, leads: 0 }
      sums[key] = {
        amount: new Prisma.Decimal(sum.amount).add(figures.amount ?? 0).toString(),
        payments: new Prisma.Decimal(sum.payments).add(figures.payments ?? 0).toString(),
        newAccounts: sum.newAccounts + (figures.newAccounts ?? 0),
        visits: sum.visits + (figures.visits ?? 0),
        leads: sum.leads + (figures.leads ?? 0),
      }
    }
  }
  for (const { memberId, businessDay } of await db.visit.findMany({ where: { undoneAt: null } }))
    add(memberId, iso(businessDay), { visits: 1 })
  for (const { memberId, paidOn, amount } of await db.payment.findMany({ where: { undoneAt: null } }))
    add(memberId, iso(paidOn), { payments: amount.toString() })
  const customers = new Set<string>()
  const won = await db.opportunity.findMany({
    where: { status: 'won' },
    orderBy: [{ closedAt: 'asc' }, { id: 'asc' }],
  })
  for (const { ownerId, accountId, closedAt, amount } of won) {
    const newAccounts = customers.has(accountId) ? 0 : 1
    customers.add(accountId)
    add(ownerId, local(closedAt as Date), { amount: String(amount ?? 0), newAccounts })
  }
  for (const { memberId, startedAt, reason, leadId, endReason } of await db.ownership.findMany())
    if (endReason !== 'undo' && (reason === 'claim' || (reason === 'create' && leadId)))
      add(memberId, local(startedAt), { leads: 1 })
  return kept(sums)
}

/** What is kept in `MemberDay` and `MemberMonth`, in the same form. */
export async function summed(db: Db): Promise<Sums> {
  const sums: Sums = {}
  for (const { memberId, day, dirty: _dirty, amount, payments, ...counts } of await db.memberDay.findMany())
    sums[`${memberId} ${iso(day)}`] = { amount: amount.toString(), payments: payments.toString(), ...counts }
  for (const { memberId, month, amount, payments, ...counts } of await db.memberMonth.findMany())
    sums[`${memberId} ${iso(month).slice(0, 7)}`] = {
      amount: amount.toString(),
      payments: payments.toString(),
      ...counts,
    }
  return kept(sums)
}

type Figures = { amount: string; payments: string; newAccounts: number; visits: number; leads: number }
type Sums = Record<string, Figures>

/** A day on which all was taken back is as good as none. */
const kept = (sums: Sums): Sums =>
  Object.fromEntries(
    Object.entries(sums).filter(([, figures]) => Object.values(figures).some((value) => Number(value) !== 0)),
  )

const iso = (date: Date): string => date.toISOString().slice(0, 10)
const local = (at: Date): string => DateTime.fromJSDate(at, { zone }).toISODate() as string
