import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import { addShareOn } from '../leaderboard/sums.ts'
import { dayOf } from '../moment.ts'
import { resetClock } from '../pool/reset-clock.ts'
import { isChangedSince } from '../undo/changed-since.ts'
import type { Reversal } from '../undo/reversal.ts'
import { followedBy } from './followed-by.ts'
import { leave, moveFollowUp } from './move-follow-up.ts'

/** The row stays, marked; figures and the clock are as if it had not been. */
export const unlogVisit: Reversal = async (tx, by, entry) => {
  const visit = await tx.visit.findUniqueOrThrow({ where: { id: entry.entityId } })
  if (await isChangedSince(tx, entry, 'visit.amend'))
    throw new Refusal('newer-change', '这条跟进后来更正过，先撤销那次更正。')
  const { count } = await tx.visit.updateMany({
    where: { id: visit.id, undoneAt: null },
    data: { undoneAt: by.now },
  })
  if (count === 0) throw new Refusal('undone-already', '这条跟进已经撤销过了。')
  await addShareOn(tx, visit.memberId, dayOf(visit.businessDay), { visits: -1 })
  await leave(tx, by, visit)
}

/** As it was taken down before it was mended. */
export const unamendVisit: Reversal = async (tx, by, entry) => {
  if (await isChangedSince(tx, entry, 'visit.amend'))
    throw new Refusal('newer-change', '这条跟进后来又更正过，先撤销后面那一步。')
  const visit = await tx.visit.findUniqueOrThrow({ where: { id: entry.entityId } })
  const was = await tx.visit.update({ where: { id: visit.id }, data: amended.parse(entry.before) })
  await moveFollowUp(tx, by, visit, was)
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

const moment = z.iso
  .datetime()
  .transform((at) => new Date(at))
  .nullable()
const id = z.uuid().nullable()
const amended = z
  .object({
    accountId: id,
    leadId: id,
    opportunityId: id,
    contactId: id,
    channel: z.enum(['visit', 'call', 'message', 'meeting', 'demo', 'other']),
    content: z.string(),
    valid: z.boolean(),
    nextAt: moment,
    nextAllDay: z.boolean(),
    nextAction: z.string().nullable(),
    amount: z.string().nullable(),
    competitor: z.string().nullable(),
  })
  .partial()
const planned = z.object({ nextAction: z.string().nullable() })
