import { businessDay } from '../../clock.ts'
import { type Payment, type PaymentPromise, Prisma, type Tx } from '../../db/types.ts'
import type { By } from '../by.ts'
import { dateOf } from '../moment.ts'

/**
 * Marks the promises that a payment keeps: those it came in time for. One that was already counted as broken
 * is put right when the money turns out to have come in time. Returns what changed, for the way back.
 */
export async function keepPromises(tx: Tx, by: By, payment: Payment): Promise<Kept[]> {
  const promises = await tx.paymentPromise.findMany({
    where: {
      accountId: payment.accountId,
      status: { in: ['open', 'broken'] },
      dueOn: { gte: payment.paidOn },
    },
    include: { receivable: true },
  })
  const kept: Kept[] = []
  for (const promise of promises) {
    if (!(await isKept(tx, by, promise))) continue
    await tx.paymentPromise.update({ where: { id: promise.id }, data: { status: 'kept' } })
    kept.push({ id: promise.id, was: promise.status })
  }
  return kept
}

export type Kept = Pick<PaymentPromise, 'id'> & { was: PaymentPromise['status'] }

/** With an amount: that much has come in since. Without: nothing that was due by then is open any more. */
export async function isKept(tx: Tx, by: By, promise: Promised): Promise<boolean> {
  if (promise.receivable?.status === 'paid') return true
  if (promise.amount) return (await paidSince(tx, by, promise)).gte(promise.amount)
  if (promise.receivable) return false
  const stillDue = await tx.receivable.count({
    where: {
      accountId: promise.accountId,
      status: { in: ['open', 'partial'] },
      dueOn: { lte: promise.dueOn },
    },
  })
  return stillDue === 0
}

async function paidSince(tx: Tx, { zone }: By, promise: Promised): Promise<Prisma.Decimal> {
  const between = { gte: promisedOn(promise, zone), lte: promise.dueOn }
  if (promise.receivableId) {
    const { _sum } = await tx.allocation.aggregate({
      where: { receivableId: promise.receivableId, undoneAt: null, payment: { paidOn: between } },
      _sum: { amount: true },
    })
    return _sum.amount ?? zero
  }
  const { _sum } = await tx.payment.aggregate({
    where: { accountId: promise.accountId, undoneAt: null, paidOn: between },
    _sum: { amount: true },
  })
  return _sum.amount ?? zero
}

/** The business day of the promise as a database `date`. */
const promisedOn = ({ createdAt }: Promised, zone: string): Date => dateOf(businessDay(createdAt, zone))

type Promised = PaymentPromise & { receivable: { status: string } | null }
const zero = new Prisma.Decimal(0)
