import { z } from 'zod'
import { businessDay } from '../../clock.ts'
import type { Prisma, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import type { By } from '../by.ts'
import { addShareOn } from '../leaderboard/sums.ts'
import { dateOf, dayOf } from '../moment.ts'
import type { Reversal } from '../undo/table.ts'
import { statusOf } from './allocate.ts'
import type { Kept } from './keep-promises.ts'

/** A payment taken back: what it paid is owed again, the board loses it, and promises it kept are open again. */
export const unpay: Reversal = async (tx, by, entry) => {
  const { promises } = paid.parse(entry.after)
  const { count } = await tx.payment.updateMany({
    where: { id: entry.entityId, undoneAt: null },
    data: { undoneAt: by.now },
  })
  if (count === 0) throw new Refusal('undone-already', '这笔回款已经撤销过了。')
  const payment = await tx.payment.findUniqueOrThrow({
    where: { id: entry.entityId },
    include: { allocations: { where: { undoneAt: null } } },
  })
  await tx.$queryRaw`SELECT "id" FROM "Account" WHERE "id" = ${payment.accountId}::uuid FOR UPDATE`
  for (const share of payment.allocations) await unallocate(tx, by, share)
  if (payment.memberId)
    await addShareOn(tx, payment.memberId, dayOf(payment.paidOn), { payments: payment.amount.neg() })
  await reopen(tx, by, promises)
}

async function unallocate(
  tx: Tx,
  by: By,
  share: { id: string; receivableId: string; amount: Prisma.Decimal },
): Promise<void> {
  const receivable = await tx.receivable.findUniqueOrThrow({ where: { id: share.receivableId } })
  if (receivable.status === 'written_off')
    throw new Refusal('newer-change', '这笔应收后来核销成坏账了，回款撤不回来，请找财务处理。')
  const paidAmount = receivable.paidAmount.sub(share.amount)
  await tx.receivable.update({
    where: { id: receivable.id },
    data: { paidAmount, status: statusOf({ ...receivable, paidAmount }), updatedAt: by.now },
  })
  await tx.allocation.update({ where: { id: share.id }, data: { undoneAt: by.now } })
}

/** Open again, or broken where the day has passed meanwhile. */
async function reopen(tx: Tx, by: By, promises: Kept[]): Promise<void> {
  const today = dateOf(businessDay(by.now, by.zone))
  for (const { id, was } of promises) {
    await tx.paymentPromise.updateMany({
      where: { id, status: 'kept' },
      data: { status: was === 'open' ? 'open' : 'broken' },
    })
    await tx.paymentPromise.updateMany({
      where: { id, status: 'open', dueOn: { lt: today } },
      data: { status: 'broken' },
    })
  }
}

/** A promise taken back: the one that it replaced counts again. */
export const unpromise: Reversal = async (tx, _by, entry) => {
  const { replaced } = promised.parse(entry.after)
  const { count } = await tx.paymentPromise.updateMany({
    where: { id: entry.entityId, status: 'open' },
    data: { status: 'cancelled' },
  })
  if (count === 0) throw new Refusal('newer-change', '这个承诺后来已经改过或兑现了，不用撤销。')
  await tx.paymentPromise.updateMany({
    where: { id: { in: replaced }, status: 'cancelled' },
    data: { status: 'open' },
  })
}

const status = z.enum(['open', 'kept', 'broken', 'cancelled'])
const paid = z.object({ promises: z.array(z.object({ id: z.uuid(), was: status })).default([]) })
const promised = z.object({ replaced: z.array(z.uuid()).default([]) })
