import type { OwnershipReason, Tx } from '../../db/types.ts'
import type { Prospect } from './prospect.ts'

/** The first stretch of a new lead or account: whose it is, or `null` for the pool. */
export async function beginOwnership(tx: Tx, prospect: Prospect, stretch: Stretch): Promise<void> {
  await tx.ownership.create({
    data: {
      ...keyOf(prospect),
      memberId: stretch.memberId,
      reason: stretch.reason,
      note: stretch.note ?? null,
      startedAt: stretch.at,
    },
  })
}

/** Ends the stretch that runs and begins the next at the same moment: the history has no gaps. */
export async function passOwnership(tx: Tx, prospect: Prospect, stretch: Stretch): Promise<void> {
  const at = await endOwnership(tx, prospect, stretch)
  await beginOwnership(tx, prospect, { ...stretch, at })
}

/**
 * Ends the stretch that runs, with nothing after it: the lead was converted, or its making was undone. Returns
 * the moment: when the clock was set back meanwhile, a stretch still ends no earlier than it began.
 */
export async function endOwnership(
  tx: Tx,
  prospect: Prospect,
  { at, reason }: Pick<Stretch, 'at' | 'reason'>,
): Promise<Date> {
  const open = await tx.ownership.findFirst({ where: { ...keyOf(prospect), endedAt: null } })
  if (!open) return at
  const endedAt = at < open.startedAt ? open.startedAt : at
  await tx.ownership.update({ where: { id: open.id }, data: { endedAt, endReason: reason } })
  return endedAt
}

/**
 * The stretch that a claim or a new lead began counts for nobody any more, also where it had ended before: given
 * back, taken back again, and then the claim was taken back too.
 */
export async function unmakeStretch(
  tx: Tx,
  prospect: Prospect,
  { memberId, reason, at }: Pick<Stretch, 'memberId' | 'reason' | 'at'>,
): Promise<void> {
  await tx.ownership.updateMany({
    where: { ...keyOf(prospect), memberId, reason, startedAt: { gte: at } },
    data: { endReason: 'undo' },
  })
}

export type Stretch = {
  memberId: string | null
  reason: OwnershipReason
  at: Date
  note?: string | undefined
}

export const keyOf = ({ kind, id }: Prospect): { leadId: string } | { accountId: string } =>
  kind === 'lead' ? { leadId: id } : { accountId: id }
