import { z } from 'zod'
import type { Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { mayWork } from '../accounts/rights.ts'
import { writtenYuan } from '../amount.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { dateOf, writtenMoment } from '../moment.ts'
import { isChangedSince } from '../undo/changed-since.ts'
import type { Reversal } from '../undo/reversal.ts'
import { holdAccountOf } from './board.ts'

/**
 * Mends amount or closing day of an open deal that was written down wrong. Held first: a move at the same time would
 * write what it had read. Throws `Refusal` for who may not.
 */
export async function amendOpportunity(tx: Tx, by: By, id: string, amendment: DealAmendment): Promise<void> {
  await holdAccountOf(tx, id)
  const deal = await tx.opportunity.findUniqueOrThrow({ where: { id } })
  if (!mayWork(by.member, deal.ownerId))
    throw new Refusal('not-in-reach', '这个商机不在你名下，改不了。请负责人或他的主管来改。')
  const values = {
    ...(amendment.amount && { amount: writtenYuan(amendment.amount) }),
    ...(amendment.closeOn && { closeOn: dateOf(amendment.closeOn) }),
  }
  const { count } = await tx.opportunity.updateMany({
    where: { id, status: 'open' },
    data: { ...values, updatedAt: by.now },
  })
  if (count === 0) throw new Refusal('deal-closed', '这个商机已经关了，改不了。要改的话先重开。')
  const { amount, closeOn } = deal
  await record(tx, by, { action: 'opportunity.amend', id, before: { amount, closeOn }, after: values })
}

export type DealAmendment = {
  /** Yuan as a decimal string. */
  amount?: string | undefined
  /** `YYYY-MM-DD` */
  closeOn?: string | undefined
}

/** Held first: a win at the same time would be won for what it had read. One that was moved or mended since stays. */
export const unamendOpportunity: Reversal = async (tx, by, entry) => {
  await holdAccountOf(tx, entry.entityId)
  const { count } = await tx.opportunity.updateMany({
    where: { id: entry.entityId, status: 'open', ...was.partial().parse(entry.after) },
    data: { ...was.parse(entry.before), updatedAt: by.now },
  })
  if (count === 0 || (await isChangedSince(tx, entry)))
    throw new Refusal('newer-change', '这个商机后来又动过，先撤销后面那一步。')
}

const was = z.object({
  amount: z.string().nullable(),
  closeOn: writtenMoment.nullable(),
})
