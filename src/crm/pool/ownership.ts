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
  await endOwnership(tx, prospect, stretch)
  await beginOwnership(tx, prospect, stretch)
}

/** Ends the stretch that runs, with nothing after it: the lead was converted, or its making was undone. */
export async function endOwnership(
  tx: Tx,
  prospect: Prospect,
  { at, reason }: Pick<Stretch, 'at' | 'reason'>,
): Promise<void> {
  await tx.ownership.updateMany({
    where: { ...keyOf(prospect), endedAt: null },
    data: { endedAt: at, endReason: reason },
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
