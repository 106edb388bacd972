import type { Account, Opportunity, Stage, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { mayLead, mayWork } from '../accounts/rights.ts'
import type { By } from '../by.ts'
import { reaches } from '../organisation/reach.ts'
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
  if (move === 'reopen') requireGoingOn(by, deal.account)
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

/**
 * What is opened again is its account's owner's, as every open deal. Throws `Refusal` where that is nobody whom
 * the member reaches.
 */
export function requireGoingOn({ member }: By, { name, ownerId }: Account): void {
  if (reaches(member.reach, ownerId)) return
  const text = ownerId
    ? `${name} 已经换了负责人，这单你重开不了。请现在的负责人的主管来操作。`
    : `${name} 在公海，重开了也没人跟这单。先把客户分给一位同事。`
  throw new Refusal('account-elsewhere', text)
}

/** A deal that the member may change. Throws `Refusal`, alike for one that is not there and another's. */
export async function dealInHand(tx: Tx, by: By, id: string): Promise<Deal> {
  const deal = await tx.opportunity.findUnique({ where: { id }, include: { stage: true, account: true } })
  if (!deal || !mayWork(by.member, deal.ownerId))
    throw new Refusal('not-in-reach', '这单不在你手上，动不了。要接手的话，请找主管。')
  return deal
}
