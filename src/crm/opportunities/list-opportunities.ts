import type { Prisma, Tx } from '../../db/types.ts'
import { held, type Page, type Window } from '../accounts/portfolio.ts'
import type { By } from '../by.ts'

/** Open deals, those furthest along first, the bigger before the smaller. */
export async function listOpportunities(tx: Tx, by: By, window: Window): Promise<Page<OpportunityRow>> {
  const where: Prisma.OpportunityWhereInput = { ...held(by, window.whose), status: 'open' }
  const rows = await tx.opportunity.findMany({
    where,
    orderBy: [
      { stage: { position: 'desc' } },
      { amount: { sort: 'desc', nulls: 'last' } },
      { createdAt: 'asc' },
      { id: 'asc' },
    ],
    include: {
      stage: { select: { name: true } },
      account: { select: { name: true } },
      owner: { select: { name: true } },
    },
    skip: window.from,
    take: window.take,
  })
  return {
    rows: rows.map(({ id, name, amount, closeOn, ownerId, stage, account, owner }) => ({
      id,
      name,
      amount,
      closeOn,
      ownerId,
      ownerName: owner?.name ?? '',
      stage: stage.name,
      accountName: account.name,
    })),
    total: await tx.opportunity.count({ where }),
  }
}

export type OpportunityRow = {
  id: string
  name: string
  amount: Prisma.Decimal | null
  closeOn: Date | null
  ownerId: string | null
  ownerName: string
  stage: string
  accountName: string
}
