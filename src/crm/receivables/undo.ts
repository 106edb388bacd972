import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import { holdAccountBehind } from '../accounts/held-account.ts'
import { isChangedSince } from '../undo/changed-since.ts'
import type { Reversal } from '../undo/reversal.ts'
import { reopenPromises } from './keep-promises.ts'
import { unsettle } from './settle.ts'

/** A payment taken back: what it paid is owed again, the board loses it, and promises it kept are open again. */
export const unpay: Reversal = async (tx, by, entry) => {
  await unsettle(tx, by, entry.entityId)
  // Asked last: from here on nobody can mend it at the same time.
  if (await isChangedSince(tx, entry))
    throw new Refusal('newer-change', '这笔回款后来更正过，先撤销那次更正。')
}

/** A promise taken back, broken or not: it was none, and the one that it replaced counts again. */
export const unpromise: Reversal = async (tx, by, entry) => {
  const { replaced } = promised.parse(entry.after)
  await holdAccountBehind(tx, 'PaymentPromise', entry.entityId)
  const { count } = await tx.paymentPromise.updateMany({
    where: { id: entry.entityId, status: { in: ['open', 'broken'] } },
    data: { status: 'cancelled' },
  })
  if (count === 0) throw new Refusal('newer-change', '这个承诺后来已经改过或兑现了，不用撤销。')
  await reopenPromises(tx, by, replaced)
}

const promised = z.object({ replaced: z.array(z.uuid()).default([]) })
