import { z } from 'zod'
import type { Tx, Visit } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { addShare } from '../leaderboard/sums.ts'
import { resetClock } from '../pool/clock.ts'
import { keyOf } from '../pool/ownership.ts'
import { changeProspect, readProspect } from '../pool/prospect.ts'
import type { Reversal } from '../undo/table.ts'
import { followedBy } from './followed-by.ts'

/** The row stays, marked; figures and the clock are as if it had not been. */
export const unlogVisit: Reversal = async (tx, by, entry) => {
  const visit = await tx.visit.findUniqueOrThrow({ where: { id: entry.entityId } })
  const { count } = await tx.visit.updateMany({
    where: { id: visit.id, undoneAt: null },
    data: { undoneAt: by.now },
  })
  if (count === 0) throw new Refusal('undone-already', '这条跟进已经撤销过了。')
  await addShare(tx, visit.memberId, visit.createdAt, by.zone, { visits: -1 })
  const followedUpAt = await lastFollowUp(tx, visit, earlier.parse(entry.before).followedUpAt)
  await changeProspect(tx, followedBy(visit), {}, { followedUpAt, updatedAt: by.now })
  await resetClock(tx, by, followedBy(visit))
}

/** The next step is open again. Its task has an entry and a reversal of its own. */
export const unplanVisit: Reversal = async (tx, by, entry) => {
  const { nextAction } = planned.parse(entry.before)
  const visit = await tx.visit.update({
    where: { id: entry.entityId },
    data: { nextAt: null, nextAllDay: true, nextAction },
  })
  await resetClock(tx, by, followedBy(visit))
}

/** The last one that counts now: a newer one, one that was logged before, or what was known then. */
async function lastFollowUp(tx: Tx, visit: Visit, before: Date | null): Promise<Date | null> {
  const prospect = followedBy(visit)
  const held = await readProspect(tx, prospect)
  if (held.followedUpAt?.getTime() !== visit.createdAt.getTime()) return held.followedUpAt
  const last = await tx.visit.findFirst({
    where: { ...keyOf(prospect), valid: true, undoneAt: null },
    orderBy: { createdAt: 'desc' },
  })
  return last && (!before || last.createdAt > before) ? last.createdAt : before
}

const earlier = z.object({
  followedUpAt: z.iso
    .datetime()
    .transform((at) => new Date(at))
    .nullable(),
})
const planned = z.object({ nextAction: z.string().nullable() })
