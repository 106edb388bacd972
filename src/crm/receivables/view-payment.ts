import { z } from 'zod'
import { Prisma, type Tx } from '../../db/types.ts'
import { type AccountMoney, accountMoney } from '../accounts/money.ts'
import type { By } from '../by.ts'
import { restOf } from './allocate.ts'

/** A payment with what it paid and what the account still owes, as the receipt shows it. */
export async function viewPayment(tx: Tx, by: By, id: string): Promise<PaymentView> {
  const payment = await tx.payment.findUniqueOrThrow({
    where: { id },
    include: {
      account: { select: { name: true, ownerId: true } },
      allocations: { where: { undoneAt: null }, include: { receivable: true }, orderBy: { id: 'asc' } },
    },
  })
  const paid = payment.allocations.reduce((sum, { amount }) => sum.add(amount), new Prisma.Decimal(0))
  return {
    id,
    accountId: payment.accountId,
    accountName: payment.account.name,
    ownerId: payment.account.ownerId,
    amount: payment.amount,
    paidOn: payment.paidOn,
    surplus: payment.amount.sub(paid),
    paid: payment.allocations.map(({ amount, receivable }) => ({
      title: receivable.title,
      amount,
      rest: restOf(receivable),
    })),
    keptPromise: await hasKeptPromise(tx, id),
    money: await accountMoney(tx, payment.accountId, by.now, by.zone),
  }
}

/** As the books have it since its money was written down last: where only its note was mended, they name none. */
async function hasKeptPromise(tx: Tx, entityId: string): Promise<boolean> {
  const entries = await tx.audit.findMany({
    where: { entityType: 'payment', entityId, undoneAt: null, action: { not: 'payment.undo' } },
    orderBy: { id: 'desc' },
  })
  const last = entries.map(({ after }) => kept.parse(after).promises).find((ids) => ids !== undefined)
  return last !== undefined && last.length > 0
}

const kept = z.object({ promises: z.array(z.unknown()).optional() })

export type PaymentView = {
  id: string
  accountId: string
  accountName: string
  /** Whose account it is now; the payment may count for somebody who had it before. */
  ownerId: string | null
  amount: Prisma.Decimal
  paidOn: Date
  /** Paid, but for nothing that was owed. */
  surplus: Prisma.Decimal
  paid: { title: string; amount: Prisma.Decimal; rest: Prisma.Decimal }[]
  /** The customer had promised it, and came in time. */
  keptPromise: boolean
  money: AccountMoney
}
