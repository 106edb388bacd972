import { z } from 'zod'
import { type Account, type Audit, type Opportunity, Prisma, type Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import type { By } from '../by.ts'
import { writtenMoment } from '../moment.ts'
import { isChangedSince } from '../undo/changed-since.ts'
import type { Reversal } from '../undo/reversal.ts'
import { addWin, firstWin, holdAccountOf, moveCredit } from './board.ts'
import { requireGoingOn } from './plan-move.ts'
import { sign, unsign } from './signature.ts'

/** A move taken back: stage, fields, history, board figures and the account's signature as they were. */
export const unmove: Reversal = async (tx, by, entry) => {
  const before = trace.parse(entry.before)
  await holdAccountOf(tx, entry.entityId)
  const deal = await untouched(tx, entry)
  const credited = await firstWin(tx, deal.accountId)
  if (deal.status === 'won') await addWin(tx, by.zone, deal, -1)
  const { dropsAt, ownerId: closer, ...fields } = before
  const ownerId = before.status === 'open' ? whoGoesOn(by, deal) : closer
  const restored = await tx.opportunity.update({
    where: { id: deal.id },
    data: { ...fields, ownerId, updatedAt: by.now },
  })
  await forgetChange(tx, entry)
  if (restored.status === 'won') await addWin(tx, by.zone, restored, 1)
  if (restored.status === 'won') await sign(tx, by, deal.account, restored.closedAt ?? by.now)
  const left = await firstWin(tx, deal.accountId)
  if (deal.status === 'won' && deal.closedAt)
    await unsign(tx, by, deal.account, { wonAt: deal.closedAt, left, atLeast: dropsAt ?? by.now })
  await moveCredit(tx, by.zone, credited, left)
}

/** A deal that opens again is of who has the account now: only open ones had gone along. */
function whoGoesOn(by: By, { status, ownerId, account }: Opportunity & { account: Account }): string | null {
  if (status === 'open') return ownerId
  requireGoingOn(by, account)
  return account.ownerId
}

/**
 * A deal opened by mistake. Follow-ups and tasks may point to it, so its row stays, closed and out of the way.
 */
export const uncreateOpportunity: Reversal = async (tx, by, entry) => {
  await holdAccountOf(tx, entry.entityId)
  const deal = await untouched(tx, entry)
  const lost = await tx.stage.findFirstOrThrow({ where: { pipelineId: deal.pipelineId, kind: 'lost' } })
  await tx.opportunity.update({
    where: { id: deal.id },
    data: { stageId: lost.id, status: 'lost', lostReason: takenBack, closedAt: by.now, updatedAt: by.now },
  })
  await tx.stageChange.deleteMany({ where: { opportunityId: deal.id } })
}

/** In place of a reason: no loss, only a mistake. Leave it out where losses are counted. */
export const takenBack = '已撤销'

/** The move leaves the deal's history: it never was. What else happened in that moment stays. */
async function forgetChange(tx: Tx, { entityId, at }: Audit): Promise<void> {
  const change = await tx.stageChange.findFirst({
    where: { opportunityId: entityId, at },
    orderBy: { id: 'desc' },
  })
  if (change) await tx.stageChange.delete({ where: { id: change.id } })
}

/** The deal, if nothing has happened to it since the entry. */
async function untouched(tx: Tx, entry: Audit) {
  const after = left.parse(entry.after)
  const deal = await tx.opportunity.findUniqueOrThrow({
    where: { id: entry.entityId },
    include: { account: true },
  })
  if ((await isChangedSince(tx, entry)) || deal.stageId !== after.stageId)
    throw new Refusal('newer-change', '这单后来又动过，先撤销后面那一步。')
  return deal
}

const left = z.object({ stageId: z.uuid() })
const trace = z.object({
  stageId: z.uuid(),
  status: z.enum(['open', 'won', 'lost']),
  amount: z
    .string()
    .transform((amount) => new Prisma.Decimal(amount))
    .nullable(),
  closeOn: writtenMoment.nullable(),
  competitor: z.string().nullable(),
  lostReason: z.string().nullable(),
  closedAt: writtenMoment.nullable(),
  // Entries of the day this came lack it.
  ownerId: z.uuid().nullish(),
  dropsAt: writtenMoment.nullable(),
})
