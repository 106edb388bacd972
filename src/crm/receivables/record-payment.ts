import { businessDay } from '../../clock.ts'
import type { Payment, Prisma, Receivable, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import { type By, signerOf } from '../by.ts'
import { addShareOn } from '../leaderboard/sums.ts'
import { dateOf } from '../moment.ts'
import { allocate, type Share, statusOf } from './allocate.ts'
import { positiveYuan } from './amount.ts'
import { keepPromises } from './keep-promises.ts'
import { requireCollector } from './rights.ts'

/**
 * Writes down money that came in and pays what is owed with it: the oldest due first, or the one receivable
 * that it is meant for. A surplus stays on the payment. Counts for the account's owner on the day it was paid.
 * Throws `Refusal` for who may not, a future day, or an amount that is none.
 */
export async function recordPayment(tx: Tx, by: By, entry: NewPayment): Promise<Payment> {
  const account = await tx.account.findUniqueOrThrow({ where: { id: entry.accountId } })
  requireCollector(by.member, account.ownerId)
  const amount = positiveYuan(entry.amount)
  const paidOn = dayPaid(by, entry.paidOn)
  const owed = await lockOwed(tx, entry)
  const payment = await tx.payment.create({
    data: {
      accountId: account.id,
      amount,
      paidOn: dateOf(paidOn),
      memberId: account.ownerId,
      recordedById: signerOf(by),
      note: entry.note ?? null,
      createdAt: by.now,
    },
  })
  const { shares, surplus } = allocate(amount, owed)
  for (const share of shares) await apply(tx, by, payment.id, owed, share)
  if (account.ownerId) await addShareOn(tx, account.ownerId, paidOn, { payments: amount })
  const promises = await keepPromises(tx, by, payment)
  await record(tx, by, {
    action: 'payment.create',
    id: payment.id,
    after: { accountId: account.id, amount, paidOn, memberId: account.ownerId, shares, surplus, promises },
  })
  return payment
}

export type NewPayment = {
  accountId: string
  /** Yuan as a decimal string. */
  amount: string
  /** `YYYY-MM-DD` in the company's zone; today if left out. */
  paidOn?: string | undefined
  /** Meant for this receivable and no other. */
  receivableId?: string | undefined
  note?: string | undefined
}

function dayPaid(by: By, given: string | undefined): string {
  const today = businessDay(by.now, by.zone)
  const day = given ?? today
  if (day > today)
    throw new Refusal('paid-in-future', '到账日期不能晚于今天。还没到账的，说「答应周五付款」来记承诺。')
  return day
}

/** What the account owes, oldest due first, locked: two payments at once are spread one after the other. */
async function lockOwed(tx: Tx, { accountId, receivableId }: NewPayment): Promise<Receivable[]> {
  await tx.$queryRaw`SELECT "id" FROM "Account" WHERE "id" = ${accountId}::uuid FOR UPDATE`
  const owed = await tx.receivable.findMany({
    where: { accountId, status: { in: ['open', 'partial'] }, ...(receivableId ? { id: receivableId } : {}) },
    orderBy: [{ dueOn: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }],
  })
  if (receivableId && owed.length === 0) throw new Refusal('nothing-owed', '这笔应收已经结清了，不用再核销。')
  return owed
}

async function apply(tx: Tx, by: By, paymentId: string, owed: Receivable[], share: Share): Promise<void> {
  const before = owed.find(({ id }) => id === share.receivableId) as Receivable
  const paidAmount: Prisma.Decimal = before.paidAmount.add(share.amount)
  const { count } = await tx.receivable.updateMany({
    where: { id: before.id, paidAmount: before.paidAmount, status: before.status },
    data: { paidAmount, status: statusOf({ amount: before.amount, paidAmount }), updatedAt: by.now },
  })
  if (count === 0) throw new Refusal('receivable-changed', '这笔应收刚刚有变动，请再试一次。')
  await tx.allocation.create({ data: { paymentId, ...share, createdAt: by.now } })
}
