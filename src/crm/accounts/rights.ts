import type { Role } from '../../db/types.ts'
import type { Actor } from '../by.ts'
import { reaches } from '../organisation/reach.ts'

/**
 * Whether somebody may change what belongs to `ownerId`: the owner, those who lead the owner, and sales
 * operations. Finance, marketing and customer success read everything and change nothing of a rep's.
 */
export const mayWork = ({ id, role, reach }: Actor, ownerId: string | null): boolean =>
  ownerId === id || (steering.has(role) && reaches(reach, ownerId))

/**
 * Whether somebody may log follow-ups, which move the owner's clock: who may work it, and customer success, who
 * share the account's history with sales (DOMAIN.md, People). Who only reads may not.
 */
export const mayFollowUp = (member: Actor, ownerId: string | null): boolean =>
  mayWork(member, ownerId) || (member.role === 'customer_success' && reaches(member.reach, ownerId))

/** Whether somebody leads the owner, which opens what reps may not do: reopening, another's undo. */
export const mayLead = (
  { id, role, reach }: Pick<Actor, 'id' | 'role' | 'reach'>,
  ownerId: string | null,
): boolean => (role === 'manager' || role === 'director') && (ownerId === id || reaches(reach, ownerId))

const steering = new Set<Role>(['manager', 'director', 'sales_ops'])
