import type { Opportunity, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { heldAccount } from '../accounts/held-account.ts'
import { mayWork } from '../accounts/rights.ts'
import { writtenYuan } from '../amount.ts'
import { record } from '../audit.ts'
import { type By, signerOf } from '../by.ts'
import { dateOf } from '../moment.ts'

/**
 * Opens a deal in the first stage of the default pipeline; it belongs to the account's owner. Throws `Refusal`
 * when the account is not in the member's hands or has an open deal of that name.
 */
export async function createOpportunity(tx: Tx, by: By, entry: NewOpportunity): Promise<Opportunity> {
  const account = await heldAccount(tx, entry.accountId)
  if (!mayWork(by.member, account.ownerId))
    throw new Refusal('not-in-reach', '这个客户不在你的名下，开不了商机。想跟的话，先看看它在不在公海。')
  const name = entry.name.trim()
  const twin = await tx.opportunity.findFirst({ where: { accountId: account.id, name, status: 'open' } })
  if (twin)
    throw new Refusal(
      'deal-exists',
      `${account.name} 已经有一个在谈的「${name}」了，换个名字，或者直接推进它。`,
    )
  const stage = await tx.stage.findFirstOrThrow({
    where: { pipeline: { isDefault: true } },
    orderBy: { position: 'asc' },
  })
  const deal = await tx.opportunity.create({
    data: {
      accountId: account.id,
      name,
      amount: entry.amount ? writtenYuan(entry.amount) : null,
      closeOn: entry.closeOn ? dateOf(entry.closeOn) : null,
      pipelineId: stage.pipelineId,
      stageId: stage.id,
      ownerId: account.ownerId,
      createdAt: by.now,
      updatedAt: by.now,
    },
  })
  await tx.stageChange.create({
    data: { opportunityId: deal.id, toStage: stage.name, memberId: signerOf(by), at: by.now },
  })
  const { accountId, amount, closeOn, stageId } = deal
  await record(tx, by, {
    action: 'opportunity.create',
    id: deal.id,
    after: { accountId, name, amount, closeOn, stageId },
  })
  return deal
}

export type NewOpportunity = {
  accountId: string
  name: string
  /** Yuan as a decimal string. */
  amount?: string | undefined
  /** `YYYY-MM-DD` */
  closeOn?: string | undefined
}
