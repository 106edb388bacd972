import { businessDay, local } from '../../clock.ts'
import type { Prisma, Tx } from '../../db/types.ts'
import type { By } from '../by.ts'
import { noFigures, readFigures } from '../leaderboard/figures.ts'

/** The groups that hear of a win: those of the owner's department and of every department above it. */
export async function winChannels(tx: Tx, ownerId: string): Promise<string[]> {
  const owner = await tx.member.findUniqueOrThrow({ where: { id: ownerId }, include: { department: true } })
  if (!owner.department) return []
  const above = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Department" WHERE "removedAt" IS NULL AND starts_with(${owner.department.path}, path)`
  const channels = await tx.channel.findMany({
    where: {
      departmentId: { in: above.map(({ id }) => id) },
      status: 'active',
      OR: [{ topics: { has: 'wins' } }, { topics: { isEmpty: true } }],
    },
    select: { id: true },
  })
  return channels.map(({ id }) => id)
}

/** What a win is worth telling: who, how long it took from its opening, and the owner's month so far. */
export async function winStory(tx: Tx, by: By, opportunityId: string): Promise<WinStory> {
  const deal = await tx.opportunity.findUniqueOrThrow({
    where: { id: opportunityId },
    include: { account: true, owner: { include: { department: true } } },
  })
  const closedAt = deal.closedAt ?? by.now
  const day = businessDay(closedAt, by.zone)
  const ownerId = deal.ownerId ?? by.member.id
  const month = { from: `${day.slice(0, 8)}01`, to: day }
  const sums = await readFigures(tx, businessDay(by.now, by.zone), month, [ownerId])
  const began = local(deal.createdAt, by.zone).startOf('day')
  return {
    id: deal.id,
    name: deal.name,
    accountName: deal.account.name,
    amount: deal.amount,
    ownerName: deal.owner?.name ?? by.member.name,
    departmentName: deal.owner?.department?.name ?? null,
    days: Math.round(local(closedAt, by.zone).startOf('day').diff(began, 'days').days),
    monthAmount: (sums.get(ownerId) ?? noFigures).amount,
  }
}

export type WinStory = {
  id: string
  name: string
  accountName: string
  amount: Prisma.Decimal | null
  ownerName: string
  departmentName: string | null
  days: number
  monthAmount: Prisma.Decimal
}
