import { DateTime } from 'luxon'
import { businessDay } from '../../clock.ts'
import { Prisma, type Tx } from '../../db/types.ts'
import { dateOf } from '../moment.ts'

/** What an account still owes, how much of it is overdue today, and what it paid this calendar year. Yuan. */
export async function accountMoney(
  tx: Tx,
  accountId: string,
  now: Date,
  zone: string,
): Promise<AccountMoney> {
  const today = businessDay(now, zone)
  const yearStart = DateTime.fromISO(today, { zone: 'utc' }).startOf('year').toJSDate()
  const paid = await tx.payment.aggregate({
    where: { accountId, undoneAt: null, paidOn: { gte: yearStart } },
    _sum: { amount: true },
  })
  return {
    open: await owed(tx, { accountId }),
    overdue: await owed(tx, { accountId, dueOn: { lt: dateOf(today) } }),
    paidThisYear: paid._sum.amount ?? zero,
  }
}

export type AccountMoney = { open: Prisma.Decimal; overdue: Prisma.Decimal; paidThisYear: Prisma.Decimal }

async function owed(tx: Tx, where: Prisma.ReceivableWhereInput): Promise<Prisma.Decimal> {
  const { _sum } = await tx.receivable.aggregate({
    where: { ...where, status: { in: ['open', 'partial'] } },
    _sum: { amount: true, paidAmount: true },
  })
  return (_sum.amount ?? zero).sub(_sum.paidAmount ?? zero)
}

const zero = new Prisma.Decimal(0)
