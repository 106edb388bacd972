import { Prisma, type StageKind } from '../../src/db/types.ts'
import type { Account, Stretch } from './accounts.ts'
import { dateIn, type Frame, workMoment, workMomentBefore } from './frame.ts'
import { competitors, lostReasons } from './words.ts'

export type Deal = {
  id: string
  account: Account
  name: string
  amount: number
  /** Place among the stages; what is over stands on the stage of its kind. */
  reached: number
  status: StageKind
  createdAt: Date
  closedAt: Date | null
}

export type Stage = { id: string; pipelineId: string; name: string; kind: StageKind }

/** Deals over all stages: won by the signed, lost and open ones with the others. */
export function inventDeals(frame: Frame, accounts: Account[]): Deal[] {
  return accounts.flatMap((account) => {
    if (account.fate === 'dropped')
      return frame.chance.happens(0.4) ? [inventDeal(frame, account, 'lost')] : []
    if (account.fate !== 'signed') return underWay(frame, account)
    const won = inventDeal(frame, account, 'won')
    account.signedAt = won.closedAt
    if (account.isShowcase) return [won, { ...inventDeal(frame, account, 'open'), reached: 2 }]
    return frame.chance.happens(0.2) ? [won, inventDeal(frame, account, 'open')] : [won]
  })
}

function underWay(frame: Frame, account: Account): Deal[] {
  const kinds: StageKind[] = []
  if (frame.chance.happens(0.45)) kinds.push('open')
  if (frame.chance.happens(0.2)) kinds.push('lost')
  return kinds.map((kind) => inventDeal(frame, account, kind))
}

function inventDeal(frame: Frame, account: Account, status: StageKind): Deal {
  const { chance } = frame
  const closedAt = status === 'open' ? null : closedIn(frame, account, status)
  const createdAt = closedAt
    ? workMomentBefore(frame, closedAt, chance.int(14, 60))
    : workMoment(frame, chance.int(4, 40))
  const need = chance.pick(account.called.trade.needs)
  const pieces = chance.int(1, 4)
  return {
    id: chance.idAt(createdAt),
    account,
    name: pieces > 1 ? `${need}${pieces}台` : `${need}采购`,
    amount: pieces * chance.int(24, 160) * 1000,
    reached: status === 'won' ? 3 : chance.int(status === 'lost' ? 1 : 0, 3),
    status,
    // Not before there was an account.
    createdAt: new Date(Math.max(createdAt.getTime(), account.createdAt.getTime())),
    closedAt,
  }
}

/** Deals are won in the last three months; a lost one ended while somebody had the account. */
function closedIn(frame: Frame, account: Account, status: StageKind): Date {
  if (status === 'won') return workMoment(frame, frame.chance.int(1, 88))
  const last = account.stretches.findLast((stretch) => stretch.seller) as Stretch
  const until = last.to ?? frame.now
  const at = workMomentBefore(frame, until, frame.chance.int(1, 12))
  return at > last.from ? at : new Date((last.from.getTime() + until.getTime()) / 2)
}

/** The stages that it went through, with the moment of each. */
export function stepsOf({ now }: Frame, deal: Deal, stages: Stage[]): { stage: Stage; at: Date }[] {
  const passed = stages.filter((stage) => stage.kind === 'open').slice(0, deal.reached + 1)
  const end = stages.find((stage) => stage.kind === deal.status && stage.kind !== 'open')
  const all = end ? [...passed, end] : passed
  const until = deal.closedAt?.getTime() ?? deal.createdAt.getTime() + deal.reached * 5 * 86_400_000
  const span = Math.min(until, now.getTime()) - deal.createdAt.getTime()
  return all.map((stage, place) => ({
    stage,
    at: new Date(deal.createdAt.getTime() + (span * place) / Math.max(1, all.length - 1)),
  }))
}

export function dealRow(frame: Frame, deal: Deal, stages: Stage[]): Prisma.OpportunityCreateManyInput {
  const { chance } = frame
  const last = stepsOf(frame, deal, stages).at(-1) as { stage: Stage; at: Date }
  const priced = deal.reached >= 2 || deal.status === 'won'
  const dated = deal.reached >= 3 && deal.status === 'open'
  const lost = deal.status === 'lost'
  return {
    id: deal.id,
    accountId: deal.account.id,
    name: deal.name,
    amount: priced ? new Prisma.Decimal(deal.amount) : null,
    pipelineId: last.stage.pipelineId,
    stageId: last.stage.id,
    status: deal.status,
    ownerId: ownerOf(deal)?.member.id ?? null,
    closeOn: dated ? dateIn(frame, chance.int(3, 40)) : null,
    competitor: lost || chance.happens(0.2) ? chance.pick(competitors) : null,
    lostReason: lost ? chance.pick(lostReasons) : null,
    closedAt: deal.closedAt,
    createdAt: deal.createdAt,
    updatedAt: frame.now,
  }
}

/** Whose figure it was: who had the account when the deal ended, or has it now. */
export function ownerOf(deal: Deal) {
  const { closedAt, account } = deal
  if (!closedAt) return account.owner
  const then = account.stretches.find(
    ({ from, to, seller }) => seller && from <= closedAt && (!to || to > closedAt),
  )
  return (then ?? account.stretches.findLast(({ seller }) => seller))?.seller ?? null
}

export const changeRows = (frame: Frame, deal: Deal, stages: Stage[]): Prisma.StageChangeCreateManyInput[] =>
  stepsOf(frame, deal, stages).map(({ stage, at }, place, all) => ({
    id: frame.chance.idAt(at),
    opportunityId: deal.id,
    fromStage: all[place - 1]?.stage.name ?? null,
    toStage: stage.name,
    memberId: ownerOf(deal)?.member.id ?? null,
    at,
  }))
