import { z } from 'zod'
import type { Receivable, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { holdAccountBehind } from '../accounts/held-account.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import type { Reversal } from '../undo/reversal.ts'
import { restOf, statusOf } from './allocate.ts'
import { endPromises, reopenPromises } from './keep-promises.ts'

/**
 * Gives up what is still open of a receivable: it is no longer owed, overdue or asked for, and the promises end for
 * which nothing is owed any more. Only finance writes off. Throws `Refusal`.
 */
export async function writeOff(tx: Tx, by: By, id: string, reason?: string): Promise<Receivable> {
  if (by.member.role !== 'finance')
    throw new Refusal('write-off-not-your-role', '坏账由财务来记。确实收不回来的，请找财务。')
  await holdAccountBehind(tx, 'Receivable', id)
  const before = await tx.receivable.findUniqueOrThrow({ where: { id } })
  const { count } = await tx.receivable.updateMany({
    where: { id, status: { in: ['open', 'partial'] } },
    data: { status: 'written_off', updatedAt: by.now },
  })
  if (count === 0)
    throw new Refusal(
      'not-open',
      before.status === 'written_off' ? '这笔已经记过坏账了。' : '这笔款已经收齐了，不用记坏账。',
    )
  const promises = await endPromises(tx, before)
  await record(tx, by, {
    action: 'receivable.write-off',
    id,
    before: { status: before.status },
    after: { status: 'written_off', amount: restOf(before).toFixed(2), reason, promises },
  })
  return { ...before, status: 'written_off' }
}

/** Owed again as far as it is not paid, and its promises count again. */
export const unwriteOff: Reversal = async (tx, by, { entityId: id, after }) => {
  const { promises } = z.object({ promises: z.array(z.uuid()).default([]) }).parse(after)
  await holdAccountBehind(tx, 'Receivable', id)
  const receivable = await tx.receivable.findUniqueOrThrow({ where: { id } })
  const { count } = await tx.receivable.updateMany({
    where: { id, status: 'written_off' },
    data: { status: statusOf(receivable), updatedAt: by.now },
  })
  if (count === 0) throw new Refusal('newer-change', '这笔应收后来又改过，撤不回来了，请核对一下。')
  await reopenPromises(tx, by, promises)
}
