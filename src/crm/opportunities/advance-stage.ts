import type { Opportunity, Stage, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { writtenYuan } from '../amount.ts'
import { record } from '../audit.ts'
import { type By, signerOf } from '../by.ts'
import { dateOf } from '../moment.ts'
import { afterDays } from '../pool/clock.ts'
import { readRules } from '../settings/rules.ts'
import { addWin, type FirstWin, firstWin, holdAccountOf, moveCredit } from './board.ts'
import type { Field, StageFields } from './missing.ts'
import type { Move } from './moves.ts'
import { type Deal, type PlannedMove, planMove, type Wish } from './plan-move.ts'
import { sign, unsign } from './signature.ts'

/**
 * Moves a deal to another stage with its history, its board figures and the account's signature. One
 * conditional write: a deal that somebody else has moved meanwhile stays where it is. Throws `Refusal` when the
 * pipeline forbids it or required fields are missing; `planMove` says beforehand which.
 */
export async function advanceStage(tx: Tx, by: By, wish: Wish): Promise<Advanced> {
  await holdAccountOf(tx, wish.opportunityId)
  const planned = await planMove(tx, by, wish)
  const { deal, to, move, missing } = planned
  if (missing.length > 0)
    throw new Refusal('field-missing', `进「${to.name}」之前还要补上：${missing.map(labelOf).join('、')}。`)
  const credited = await firstWin(tx, deal.accountId)
  const moved = await write(tx, by, planned, wish.fields ?? {})
  await tx.stageChange.create({
    data: {
      opportunityId: deal.id,
      fromStage: deal.stage.name,
      toStage: to.name,
      memberId: signerOf(by),
      at: by.now,
    },
  })
  await record(tx, by, {
    action: `opportunity.${move}`,
    id: deal.id,
    before: { ...values(deal), dropsAt: deal.account.dropsAt },
    after: { ...values(moved), note: wish.fields?.note },
  })
  if (move === 'win') await sign(tx, by, deal.account)
  if (move === 'win') await addWin(tx, by.zone, moved, 1)
  const first = await firstWin(tx, deal.accountId)
  if (deal.status === 'won') await unwin(tx, by, deal, first)
  await moveCredit(tx, by.zone, credited, first)
  return { deal, moved, from: deal.stage, to, move }
}

export type Advanced = { deal: Deal; moved: Opportunity; from: Stage; to: Stage; move: Move }

async function write(
  tx: Tx,
  by: By,
  { deal, to, move }: PlannedMove,
  fields: StageFields,
): Promise<Opportunity> {
  const closes = move === 'win' || move === 'lose'
  const { count } = await tx.opportunity.updateMany({
    where: { id: deal.id, stageId: deal.stageId, status: deal.status },
    data: {
      stageId: to.id,
      status: to.kind,
      closedAt: closes ? (by.saidAt ?? by.now) : null,
      amount: fields.amount ? writtenYuan(fields.amount) : deal.amount,
      closeOn: fields.closeOn ? dateOf(fields.closeOn) : deal.closeOn,
      competitor: fields.competitor ?? deal.competitor,
      lostReason: move === 'lose' ? fields.reason : null,
      ownerId: move === 'reopen' ? deal.account.ownerId : deal.ownerId,
      updatedAt: by.now,
    },
  })
  if (count === 0) throw new Refusal('stage-moved', '刚刚有人动过这单，重新打开看看再推进。')
  return tx.opportunity.findUniqueOrThrow({ where: { id: deal.id } })
}

/** A won deal is open again: its figures go back, and with no win `left` its account's clock has the full idle time. */
async function unwin(tx: Tx, by: By, deal: Deal, left: FirstWin | null): Promise<void> {
  await addWin(tx, by.zone, deal, -1)
  const { pool } = await readRules(tx)
  const atLeast = afterDays(by.now, pool.idleDays[deal.account.level], by.zone, pool)
  if (deal.closedAt) await unsign(tx, by, deal.account, { wonAt: deal.closedAt, left, atLeast })
}

/** What of a deal a move changes, for the audit trail and the way back. */
export const values = ({
  stageId,
  status,
  amount,
  closeOn,
  competitor,
  lostReason,
  closedAt,
  ownerId,
}: Opportunity) => ({
  stageId,
  status,
  amount,
  closeOn,
  competitor,
  lostReason,
  closedAt,
  ownerId,
})

export const fieldLabels: Record<Field, string> = {
  amount: '金额',
  closeOn: '预计成交日',
  reason: '输单原因',
  competitor: '竞争对手',
  note: '原因',
}
const labelOf = (field: Field): string => fieldLabels[field]
