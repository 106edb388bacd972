import type { OpportunityStatus, Prisma, StageKind, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { mayLead, mayWork } from '../accounts/rights.ts'
import type { By } from '../by.ts'
import { reaches } from '../organisation/reach.ts'
import { takenBack } from './undo.ts'

/** A deal as its card shows it. Throws `Refusal` when it is out of reach. */
export async function viewOpportunity(tx: Tx, by: By, id: string): Promise<OpportunityView> {
  const deal = await tx.opportunity.findUnique({
    where: { id },
    include: {
      account: { select: { id: true, name: true } },
      owner: { select: { name: true } },
      stage: true,
      pipeline: { include: { stages: { orderBy: { position: 'asc' } } } },
      changes: { orderBy: { at: 'desc' }, take: 1 },
    },
  })
  if (!deal || !reaches(by.member.reach, deal.ownerId))
    throw new Refusal('not-in-reach', '没有这单，或者它不在你能看的范围里。发「我的商机」看看手上的。')
  return {
    id: deal.id,
    name: deal.name,
    accountId: deal.account.id,
    accountName: deal.account.name,
    ownerId: deal.ownerId,
    ownerName: deal.owner?.name ?? null,
    amount: deal.amount,
    closeOn: deal.closeOn,
    status: deal.status,
    lostReason: deal.lostReason,
    competitor: deal.competitor,
    stage: { id: deal.stage.id, name: deal.stage.name, position: deal.stage.position },
    since: deal.changes[0]?.at ?? deal.createdAt,
    stages: deal.pipeline.stages.map(({ id, name, kind, position }) => ({ id, name, kind, position })),
    mayWork: mayWork(by.member, deal.ownerId),
    mayReopen: mayLead(by.member, deal.ownerId),
  }
}

export type OpportunityView = {
  id: string
  name: string
  accountId: string
  accountName: string
  ownerId: string | null
  ownerName: string | null
  amount: Prisma.Decimal | null
  closeOn: Date | null
  status: OpportunityStatus
  lostReason: string | null
  competitor: string | null
  stage: { id: string; name: string; position: number }
  /** When it came into this stage. */
  since: Date
  stages: { id: string; name: string; kind: StageKind; position: number }[]
  mayWork: boolean
  mayReopen: boolean
}

/** The open deals of one account that the member may change, the furthest first. */
export const openDeals = (tx: Tx, by: By, accountId: string): Promise<OpenDeal[]> =>
  deals(tx, by, { accountId })

/** The member's own open deals, the furthest first. */
export const myOpenDeals = (tx: Tx, by: By): Promise<OpenDeal[]> => deals(tx, by, { ownerId: by.member.id })

/** The account's deal that was closed last, if the member may open it again; not after a quarter. */
export async function reopenable(tx: Tx, by: By, accountId: string): Promise<string | null> {
  const deal = await tx.opportunity.findFirst({
    where: {
      accountId,
      status: { not: 'open' },
      closedAt: { gte: new Date(by.now.getTime() - 90 * dayMs) },
      OR: [{ lostReason: null }, { lostReason: { not: takenBack } }],
    },
    orderBy: { closedAt: 'desc' },
  })
  return deal && mayLead(by.member, deal.ownerId) ? deal.id : null
}

const dayMs = 86_400_000

async function deals(tx: Tx, by: By, where: Prisma.OpportunityWhereInput): Promise<OpenDeal[]> {
  const rows = await tx.opportunity.findMany({
    where: { ...where, status: 'open' },
    include: { stage: { select: { name: true } }, account: { select: { name: true } } },
    orderBy: [{ stage: { position: 'desc' } }, { createdAt: 'asc' }],
    take: 20,
  })
  return rows
    .filter((row) => mayWork(by.member, row.ownerId))
    .map(({ id, name, stage, account }) => ({ id, name, stage: stage.name, accountName: account.name }))
}

export type OpenDeal = { id: string; name: string; stage: string; accountName: string }
