import { businessDay, dayStart } from '../../clock.ts'
import {
  type Payment,
  type PaymentPromise,
  Prisma,
  type PromiseStatus,
  type Receivable,
  type Tx,
} from '../../db/types.ts'
import type { By } from '../by.ts'
import { dateOf, dayOf, daysOn } from '../moment.ts'

/**
 * Marks the promises that a payment keeps: those it came in time for. One that was already counted as broken
 * is put right when the money turns out to have come in time, as is one of the `ended`, whose money was missing only
 * until it was written down right. Returns which.
 */
export async function keepPromises(
  tx: Tx,
  by: By,
  payment: Payment,
  ended: string[] = [],
): Promise<string[]> {
  const missing = {
    OR: [{ status: { in: ['open', 'broken'] } }, { status: 'cancelled', id: { in: ended } }],
  } satisfies Prisma.PaymentPromiseWhereInput
  const ids: string[] = []
  for (const promise of await inTime(tx, payment, missing))
    if (await isKept(tx, by, promise)) ids.push(promise.id)
  const kept = await tx.paymentPromise.updateManyAndReturn({
    where: { id: { in: ids }, ...missing },
    data: { status: 'kept' },
    select: { id: true },
  })
  return kept.map(({ id }) => id)
}

/** Without a payment, the promises that the rest of the money does not keep count again, or end. Returns which end. */
export async function missPromises(tx: Tx, by: By, payment: Payment): Promise<string[]> {
  const ended: string[] = []
  for (const promise of await inTime(tx, payment, { status: 'kept' })) {
    if (await isKept(tx, by, promise)) continue
    const { id, status } = await become(tx, promise, await unkept(tx, by, promise))
    if (status === 'cancelled') ended.push(id)
  }
  return ended
}

/** Promises count again: kept where their money has come meanwhile, otherwise as those without it. */
export async function reopenPromises(tx: Tx, by: By, ids: string[]): Promise<void> {
  const back = await tx.paymentPromise.findMany({
    where: { id: { in: ids }, status: 'cancelled' },
    include: { receivable: true },
    // Of two words for the same money the later one comes back first: the earlier one then finds it.
    orderBy: { createdAt: 'desc' },
  })
  for (const promise of back)
    await become(tx, promise, (await hasCome(tx, by, promise)) ? 'kept' : await unkept(tx, by, promise))
}

/**
 * What was owed has turned out to be less, or later: the promises that the money keeps which has come are kept, and
 * those for which nothing is owed any more end.
 */
export async function settlePromises(tx: Tx, by: By, was: Receivable): Promise<void> {
  const waiting = await tx.paymentPromise.findMany({
    where: { accountId: was.accountId, status: 'open' },
    include: { receivable: true },
  })
  for (const promise of waiting) if (await hasCome(tx, by, promise)) await become(tx, promise, 'kept')
  await endPromises(tx, was)
}

/**
 * Ends the promises for a receivable that is owed no longer; and those for whatever the account owes, where that was
 * the last of it. A promise without an amount is for what is due by its day. Returns which.
 */
export async function endPromises(tx: Tx, { id, accountId, dueOn }: Receivable): Promise<string[]> {
  const next = await tx.receivable.findFirst({
    where: { accountId, status: owed },
    orderBy: { dueOn: 'asc' },
  })
  const pointless = next ? { amount: null, dueOn: { gte: dueOn, lt: next.dueOn } } : {}
  const closed = { receivableId: id, receivable: { status: { notIn: owed.in } } }
  const ended = await tx.paymentPromise.updateManyAndReturn({
    where: { accountId, status: 'open', OR: [closed, { receivableId: null, ...pointless }] },
    data: { status: 'cancelled' },
    select: { id: true },
  })
  return ended.map((promise) => promise.id)
}

const become = (tx: Tx, { id }: PaymentPromise, status: PromiseStatus) =>
  tx.paymentPromise.update({ where: { id }, data: { status } })

/**
 * What a promise is without its money: open, or broken where its day has passed meanwhile. It is none where its money
 * was given up, or where another was given by then: of two words for the same money only the later one counts.
 */
async function unkept(tx: Tx, { now, zone }: By, promise: Promised): Promise<PromiseStatus> {
  if (promise.receivable?.status === 'written_off') return 'cancelled'
  const { id, accountId, receivableId, createdAt, dueOn } = promise
  const byThen = { gte: createdAt, lt: dayStart(daysOn(dayOf(dueOn), 1), zone) }
  const newer = { id: { not: id }, accountId, receivableId, createdAt: byThen }
  if ((await tx.paymentPromise.count({ where: { ...newer, status: 'open' } })) > 0) return 'cancelled'
  return dayOf(dueOn) < businessDay(now, zone) ? 'broken' : 'open'
}

/** The promises that a payment came in time for. */
const inTime = (tx: Tx, { accountId, paidOn }: Payment, such: Prisma.PaymentPromiseWhereInput) =>
  tx.paymentPromise.findMany({
    where: { accountId, dueOn: { gte: paidOn }, ...such },
    include: { receivable: true },
  })

/** Whether money that came since keeps it. Without any, it waits for whatever comes due until its day, as a new one does. */
export async function hasCome(tx: Tx, by: By, promise: Promised): Promise<boolean> {
  const paid = await paidSince(tx, by, promise)
  return paid.gt(0) && isKept(tx, by, promise, paid)
}

/**
 * With an amount: that much has come in since, or all of the one receivable. Without: nothing that was due by then is
 * open any more. What came too late for it keeps none.
 */
async function isKept(tx: Tx, by: By, promise: Promised, paid?: Prisma.Decimal): Promise<boolean> {
  const { amount, receivableId, accountId, dueOn } = promise
  if (amount && (paid ?? (await paidSince(tx, by, promise))).gte(amount)) return true
  if (amount && !receivableId) return false
  const missing = await tx.receivable.count({
    where: {
      ...(receivableId ? { id: receivableId } : { accountId, dueOn: { lte: dueOn } }),
      OR: [
        { status: receivableId ? { not: 'paid' } : owed },
        { allocations: { some: { undoneAt: null, payment: { paidOn: { gt: dueOn } } } } },
      ],
    },
  })
  return missing === 0
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

type Promised = PaymentPromise & { receivable: { status: string } | null }
const owed = { in: ['open', 'partial'] } satisfies Prisma.EnumReceivableStatusFilter
const zero = new Prisma.Decimal(0)
