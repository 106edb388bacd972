import { businessDay } from '../../clock.ts'
import { type Payment, type PaymentPromise, Prisma, type Tx } from '../../db/types.ts'
import type { By } from '../by.ts'
import { dateOf } from '../moment.ts'

/**
 * Marks the promises that a payment keeps: those it came in time for. One that was already counted as broken
 * is put right when the money turns out to have come in time. Returns which.
 */
export async function keepPromises(tx: Tx, by: By, payment: Payment): Promise<string[]> {
  const missing = { in: ['open', 'broken'] } satisfies Prisma.EnumPromiseStatusFilter
  const ids: string[] = []
  for (const promise of await inTime(tx, payment, missing))
    if (await isKept(tx, by, promise)) ids.push(promise.id)
  const kept = await tx.paymentPromise.updateManyAndReturn({
    where: { id: { in: ids }, status: missing },
    data: { status: 'kept' },
    select: { id: true },
  })
  return kept.map(({ id }) => id)
}

/** Without a payment, the promises that the rest of the money does not keep count again. */
export async function missPromises(tx: Tx, by: By, payment: Payment): Promise<void> {
  const ids: string[] = []
  for (const promise of await inTime(tx, payment, 'kept'))
    if (!(await isKept(tx, by, promise))) ids.push(promise.id)
  await reopenPromises(tx, by, { id: { in: ids }, status: 'kept' })
}

/** Promises count again: open, or broken where the day has passed meanwhile. */
export async function reopenPromises(tx: Tx, by: By, where: Prisma.PaymentPromiseWhereInput): Promise<void> {
  const today = dateOf(businessDay(by.now, by.zone))
  for (const [dueOn, status] of [
    [{ lt: today }, 'broken'],
    [{ gte: today }, 'open'],
  ] as const)
    await tx.paymentPromise.updateMany({ where: { ...where, dueOn }, data: { status } })
}

/** The promises that a payment came in time for. */
const inTime = (tx: Tx, { accountId, paidOn }: Payment, status: Status) =>
  tx.paymentPromise.findMany({
    where: { accountId, status, dueOn: { gte: paidOn } },
    include: { receivable: true },
  })

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
  const payment = {
    undoneAt: null,
    paidOn: { gte: promisedOn(promise, zone), lte: promise.dueOn },
    // What was known when it was given does not keep it: that may be of the same day.
    createdAt: { gte: promise.createdAt },
  }
  if (promise.receivableId) {
    const { _sum } = await tx.allocation.aggregate({
      where: { receivableId: promise.receivableId, undoneAt: null, payment },
      _sum: { amount: true },
    })
    return _sum.amount ?? zero
  }
  const { _sum } = await tx.payment.aggregate({
    where: { accountId: promise.accountId, ...payment },
    _sum: { amount: true },
  })
  return _sum.amount ?? zero
}

/** The business day of the promise as a database `date`. */
const promisedOn = ({ createdAt }: Promised, zone: string): Date => dateOf(businessDay(createdAt, zone))

type Status = NonNullable<Prisma.PaymentPromiseWhereInput['status']>
type Promised = PaymentPromise & { receivable: { status: string } | null }
const zero = new Prisma.Decimal(0)
