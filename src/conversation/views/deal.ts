import { type DealView, dealCard } from '../../../cards/deal.ts'
import type { Card, Text } from '../../chat/card.ts'
import { local } from '../../clock.ts'
import { type OpportunityView, viewOpportunity } from '../../crm/opportunities/view-opportunity.ts'
import { yuan } from '../money.ts'
import type { Turn } from '../turn.ts'
import { dayLabel, startOf } from '../when.ts'

/** The card of a deal as the speaker may see it. Throws `Refusal` when it is out of reach. */
export async function dealCardOf(turn: Turn, id: string, extra: Extra = {}): Promise<Card> {
  return dealCard(dealView(turn, await viewOpportunity(turn.tx, turn, id), extra))
}

type Extra = { notice?: Text; undo?: string; hint?: string }

const dealView = (turn: Turn, deal: OpportunityView, extra: Extra): DealView => ({
  id: deal.id,
  stageId: deal.stage.id,
  name: deal.name,
  account: deal.accountName,
  accountId: deal.accountId,
  stage: deal.stage.name,
  status: deal.status,
  owner: deal.ownerId === turn.member.id ? null : deal.ownerName,
  amount: deal.amount && yuan(deal.amount),
  closeOn: deal.closeOn && dayLabel(startOf(deal.closeOn, turn.zone), turn),
  since: sinceLabel(turn, deal),
  ...rivalry(deal),
  moves: movesOf(deal),
  canWin: deal.mayWork && deal.status === 'open',
  ...extra,
})

/** Whom it was lost to belongs to the reason; before, a rival is only known. */
const rivalry = ({ status, lostReason, competitor }: OpportunityView) =>
  status === 'lost'
    ? { lost: [lostReason, competitor && `对手 ${competitor}`].filter(Boolean).join('，') || null }
    : { competitor }

function sinceLabel(turn: Turn, { since, status }: OpportunityView): string {
  if (status !== 'open') return dayLabel(since, turn)
  const days = Math.round(
    local(turn.now, turn.zone).startOf('day').diff(local(since, turn.zone).startOf('day'), 'days').days,
  )
  return days > 0 ? `在这个阶段 ${days} 天` : '今天进入这个阶段'
}

/** Later open stages and the one before; winning and losing have buttons of their own. */
function movesOf(deal: OpportunityView): DealView['moves'] {
  const open = deal.stages.filter(({ kind }) => kind === 'open')
  const option = ({ id, name }: { id: string; name: string }, label = name) => ({ label, value: id })
  if (deal.status !== 'open') return deal.mayReopen ? open.map((stage) => option(stage)) : []
  if (!deal.mayWork) return []
  const onward = open.filter(({ position }) => position > deal.stage.position)
  const back = open.filter(({ position }) => position === deal.stage.position - 1)
  // Back comes last: WeCom preselects the first.
  return [
    ...onward.map((stage) => option(stage)),
    ...back.map((stage) => option(stage, `退回 ${stage.name}`)),
  ]
}
