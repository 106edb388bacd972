import { businessDay } from '../clock.ts'
import type { Member } from '../db/types.ts'
import type { Reach } from './organisation/reach.ts'
import type { Rules } from './settings/rules.ts'

/** Whose act a change is: who, when by the business clock, in which zone, and because of which message. */
export type By = {
  member: Actor
  now: Date
  /** When it was said, where a platform told; `now` is when it is worked on, which an outage may have delayed. */
  saidAt?: Date | undefined
  /** The company's time zone (IANA). */
  zone: string
  inboundId?: string | undefined
  /** The rules in force, where they have been read already. */
  rules?: Rules | undefined
  /** Another program acts: it has the member's rights, but the books name nobody. */
  unsigned?: true | undefined
  /** Through which program, by the name of its token. */
  program?: string | undefined
}

/** The business day an act counts for: the day it was said, also where midnight has passed since. */
export const actDay = ({ saidAt, now, zone }: Pick<By, 'saidAt' | 'now' | 'zone'>): string =>
  businessDay(saidAt ?? now, zone)

/** Whom the books name for an act. */
export const signerOf = (by: Pick<By, 'member' | 'unsigned'>): string | null =>
  by.unsigned ? null : by.member.id

export type Actor = Pick<Member, 'id' | 'name' | 'role' | 'departmentId'> & { reach: Reach }
