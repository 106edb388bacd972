import type { Payment, Prisma, Receivable, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { heldAccount } from '../accounts/held-account.ts'
import type { By } from '../by.ts'
import { addShareOn } from '../leaderboard/sums.ts'
import { dayOf } from '../moment.ts'
import { allocate, allocateAgain, type Share, statusOf } from './allocate.ts'
import { keepPromises, missPromises } from './keep-promises.ts'

/**
 * What a payment does: it pays what is owed in the order given, or the same shares `again`, counts on its day's
 * board, and keeps promises, also those that ended without it. Returns what the books have to remember.
 */
export async function settle(
  tx: Tx,
  by: By,
  payment: Payment,
  owed: Receivable[],
  { again, ended }: Before = {},
): Promise<Settled> {
  const { amount } = payment
  const { shares, surplus } = again ? allocateAgain(amount, owed, again) : allocate(amount, owed)
  for (const share of shares) await apply(tx, by, payment.id, owed, share)
  if (payment.memberId)
    await addShareOn(tx, payment.memberId, dayOf(payment.paidOn), { payments: payment.amount })
  return { shares, surplus, promises: await keepPromises(tx, by, payment, ended) }
}

/**
 * The way back: it counts no longer, what it paid is owed again, the board loses it, and promises that lived on it
 * are open again, or end. Returns which end. Throws `Refusal`, also where it was taken back already.
 */
export async function unsettle(tx: Tx, by: By, id: string): Promise<string[]> {
  const standing = { where: { id, undoneAt: null }, data: { undoneAt: by.now } }
  const [payment] = await tx.payment.updateManyAndReturn(standing)
  if (!payment) throw new Refusal('undone-already', '这笔回款已经撤销过了。')
  await heldAccount(tx, payment.accountId)
  const shares = await tx.allocation.findMany({ where: { paymentId: id, undoneAt: null } })
  for (const share of shares) await unapply(tx, by, share)
  if (payment.memberId)
    await addShareOn(tx, payment.memberId, dayOf(payment.paidOn), { payments: payment.amount.neg() })
  return missPromises(tx, by, payment)
}

/**
 * What the account owes, oldest due first. The caller holds the account: two payments at once are spread one after the
 * other. Throws `Refusal` where the one that is meant is owed no longer.
 */
export async function owedBy(tx: Tx, { accountId, receivableId }: Meant): Promise<Receivable[]> {
  const owed = await tx.receivable.findMany({
    where: { accountId, status: { in: ['open', 'partial'] }, ...(receivableId ? { id: receivableId } : {}) },
    orderBy: [{ dueOn: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }],
  })
  if (receivableId && owed.length === 0) throw new Refusal('nothing-owed', '这笔应收已经结清了，不用再核销。')
  return owed
}

type Meant = { accountId: string; receivableId?: string | undefined }

/** Of a payment that is settled anew: what it paid, and the promises that ended without it. */
type Before = { again?: Share[] | undefined; ended?: string[] }

export type Settled = { shares: Share[]; surplus: Prisma.Decimal; promises: string[] }

async function apply(tx: Tx, by: By, paymentId: string, owed: Receivable[], share: Share): Promise<void> {
  const before = owed.find(({ id }) => id === share.receivableId) as Receivable
  await setPaid(tx, by, before, before.paidAmount.add(share.amount))
  await tx.allocation.create({ data: { paymentId, ...share, createdAt: by.now } })
}

async function unapply(tx: Tx, by: By, share: Share & { id: string }): Promise<void> {
  const receivable = await tx.receivable.findUniqueOrThrow({ where: { id: share.receivableId } })
  if (receivable.status === 'written_off')
    throw new Refusal('newer-change', '这笔应收后来核销成坏账了，回款撤不回来，请找财务处理。')
  await setPaid(tx, by, receivable, receivable.paidAmount.sub(share.amount))
  await tx.allocation.update({ where: { id: share.id }, data: { undoneAt: by.now } })
}

/** Conditional: it may be written off or corrected at the same time. */
async function setPaid(tx: Tx, by: By, before: Receivable, paidAmount: Prisma.Decimal): Promise<void> {
  const { id, amount, status } = before
  const { count } = await tx.receivable.updateMany({
    where: { id, amount, paidAmount: before.paidAmount, status },
    data: { paidAmount, status: statusOf({ amount, paidAmount }), updatedAt: by.now },
  })
  if (count === 0) throw new Refusal('receivable-changed', '这笔应收刚刚有变动，请再试一次。')
}
