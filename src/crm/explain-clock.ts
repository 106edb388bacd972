import type { OwnershipReason, Tx } from '../db/types.ts'
import { Refusal } from '../errors.ts'
import type { By } from './by.ts'
import { reaches } from './organisation/reach.ts'
import { dropOf } from './pool/clock.ts'
import { keyOf } from './pool/ownership.ts'
import { type Held, type Prospect, readProspect } from './pool/prospect.ts'
import { whyDropped } from './pool/why-dropped.ts'
import { readRules } from './settings/rules.ts'

/**
 * Why a lead or account drops, dropped or stays: its clock with the numbers, and who had it. Names of former
 * owners are for those in whose reach they are. Throws `Refusal` for what somebody else has.
 */
export async function explainClock(tx: Tx, by: By, prospect: Prospect): Promise<ClockStory> {
  const held = await readProspect(tx, prospect)
  if (!held.inPool && !reaches(by.member.reach, held.ownerId))
    throw new Refusal('account-taken', '这家有人在跟了，情况只有负责人和他的主管能看。')
  const { pool } = await readRules(tx)
  const drop = dropOf(held, by.zone, pool)
  return {
    held,
    reason: drop ? whyDropped(held, by.zone, pool) : null,
    lastValid: held.followedUpAt,
    last: await lastVisit(tx, prospect),
    history: await historyOf(tx, by, prospect),
  }
}

export type ClockStory = {
  held: Held
  /** The limit that applies, the days, and what they are counted from; `null` where no clock runs. */
  reason: string | null
  /** The last follow-up that counted, and the last of all. */
  lastValid: Date | null
  last: { at: Date; valid: boolean } | null
  /** The newest first. `member`: `null` for the pool; 同事 for those out of reach. */
  history: {
    member: string | null
    from: Date
    to: Date | null
    began: OwnershipReason
    ended: OwnershipReason | null
    note: string | null
  }[]
}

async function lastVisit(tx: Tx, prospect: Prospect): Promise<ClockStory['last']> {
  const visit = await tx.visit.findFirst({
    where: { ...keyOf(prospect), undoneAt: null },
    orderBy: { createdAt: 'desc' },
    select: { createdAt: true, valid: true },
  })
  return visit && { at: visit.createdAt, valid: visit.valid }
}

async function historyOf(tx: Tx, by: By, prospect: Prospect): Promise<ClockStory['history']> {
  const stretches = await tx.ownership.findMany({
    where: keyOf(prospect),
    include: { member: { select: { id: true, name: true } } },
    orderBy: { startedAt: 'desc' },
    take: 5,
  })
  return stretches.map(({ member, startedAt, endedAt, reason, endReason, note }) => ({
    member: member && (reaches(by.member.reach, member.id) ? member.name : '同事'),
    from: startedAt,
    to: endedAt,
    began: reason,
    ended: endReason,
    note: member && reaches(by.member.reach, member.id) ? note : null,
  }))
}
