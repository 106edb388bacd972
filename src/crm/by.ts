import type { Member } from '../db/types.ts'
import type { Reach } from './organisation/reach.ts'
import type { Rules } from './settings/rules.ts'

/** Whose act a change is: who, when by the business clock, in which zone, and because of which message. */
export type By = {
  member: Actor
  now: Date
  /** The company's time zone (IANA). */
  zone: string
  inboundId?: string | undefined
  /** The rules in force, where they have been read already. */
  rules?: Rules | undefined
  /** Another program acts: it has the member's rights, but the books name nobody. */
  unsigned?: true | undefined
}

/** Whom the books name for an act. */
export const signerOf = (by: Pick<By, 'member' | 'unsigned'>): string | null =>
  by.unsigned ? null : by.member.id

export type Actor = Pick<Member, 'id' | 'name' | 'role' | 'departmentId'> & { reach: Reach }
