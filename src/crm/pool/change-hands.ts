import type { OwnershipReason, Tx } from '../../db/types.ts'
import { followOwner } from '../tasks/follow-owner.ts'
import { passOwnership } from './ownership.ts'
import { changeProspect, type Expected, type HeldValues, type Prospect } from './prospect.ts'
import { resetClock } from './reset-clock.ts'

/**
 * Moves a lead or account to a member or into the pool by one conditional write, with its history, its clock,
 * its open deals and what its owner had to do for it. `false`, and nothing changed, when the row is no longer as expected.
 */
export async function changeHands(
  tx: Tx,
  at: { now: Date; zone: string },
  prospect: Prospect,
  move: Move,
): Promise<boolean> {
  const values = move.to ? toMember(move.to, at.now) : toPool(move.claimableAt ?? at.now, at.now)
  const count = await changeProspect(tx, prospect, move.expected, { ...values, ...move.values })
  if (count === 0) return false
  const memberId = move.to?.id ?? null
  await passOwnership(tx, prospect, { memberId, reason: move.reason, at: at.now, note: move.note })
  if (prospect.kind === 'account') await moveOpenDeals(tx, prospect.id, memberId, at.now)
  const from = move.expected.ownerId
  if (from) await followOwner(tx, prospect, { from, to: memberId, at: at.now })
  if (move.to) await resetClock(tx, at, prospect)
  return true
}

export type Move = {
  /** What the row must still be like for the write to count. */
  expected: Expected
  to: NewOwner | null
  reason: OwnershipReason
  note?: string | undefined
  /** Into the pool: when it may be claimed. */
  claimableAt?: Date
  /** Restored values, when a change is taken back. */
  values?: Partial<HeldValues>
}
export type NewOwner = { id: string; departmentId: string | null }

const toMember = (to: NewOwner, now: Date): HeldValues => ({
  ownerId: to.id,
  departmentId: to.departmentId,
  claimedAt: now,
  ...clockless,
  updatedAt: now,
})

const toPool = (claimableAt: Date, now: Date): HeldValues => ({
  ownerId: null,
  claimedAt: null,
  claimableAt,
  ...clockless,
  updatedAt: now,
})

const clockless = { dropsAt: null, warnedDays: null, extendedAt: null }

/** Open deals go with the account: whoever works it sees and advances them. */
const moveOpenDeals = (tx: Tx, accountId: string, ownerId: string | null, now: Date) =>
  tx.opportunity.updateMany({ where: { accountId, status: 'open' }, data: { ownerId, updatedAt: now } })
