import type { Account, Opportunity, Stage, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { mayLead, mayWork } from '../accounts/rights.ts'
import type { By } from '../by.ts'
import { type Field, missingFields, type StageFields } from './missing.ts'
import { type Move, moveOf } from './moves.ts'

/** What a move would be and what it still needs; nothing is written. Throws `Refusal` when it may not be. */
export async function planMove(tx: Tx, by: By, wish: Wish): Promise<PlannedMove> {
  const deal = await dealInHand(tx, by, wish.opportunityId)
  if (wish.seenIn && wish.seenIn !== deal.stageId)
    throw new Refusal('stage-moved', `这单已经在「${deal.stage.name}」了，卡片是旧的。重新打开看看再推进。`)
  const to = await tx.stage.findUnique({ where: { id: wish.stageId } })
  if (!to) throw new Refusal('stage-unknown', '没有这个阶段了，重新打开商机看看。')
  const reopen = mayLead(by.member, deal.ownerId)
  const move = moveOf({ ...deal.stage, status: deal.status }, to, { reopen })
  if (move instanceof Refusal) throw move
  return { deal, to, move, missing: missingFields(deal, to.required, move, wish.fields ?? {}) }
}

export type Wish = {
  opportunityId: string
  stageId: string
  fields?: StageFields
  /** The stage on the card that was tapped. */
  seenIn?: string | undefined
}
export type Deal = Opportunity & { stage: Stage; account: Account }
export type PlannedMove = { deal: Deal; to: Stage; move: Move; missing: Field[] }

/** A deal that the member may change. Throws `Refusal`, alike for one that is not there and another's. */
export async function dealInHand(tx: Tx, by: By, id: string): Promise<Deal> {
  const deal = await tx.opportunity.findUnique({ where: { id }, include: { stage: true, account: true } })
  if (!deal || !mayWork(by.member, deal.ownerId))
    throw new Refusal('not-in-reach', '这单不在你手上，动不了。要接手的话，请找主管。')
  return deal
}
