import { Refusal } from '../../errors.ts'
import { mayLead } from '../accounts/rights.ts'
import type { Actor } from '../by.ts'

/** Whether somebody may write down money of an account: finance for all, its owner, and who leads the owner. */
export const mayCollect = (actor: Actor, ownerId: string | null): boolean =>
  actor.role === 'finance' || (ownerId !== null && actor.id === ownerId) || mayLead(actor, ownerId)

/** Throws `Refusal` where `mayCollect` says no. */
export function requireCollector(actor: Actor, ownerId: string | null): void {
  if (!mayCollect(actor, ownerId))
    throw new Refusal('not-your-money', '这个客户的款项由负责人、主管或财务来记，请找他们。')
}
