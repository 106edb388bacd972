import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import { writtenMoment } from '../moment.ts'
import { resetClock } from '../pool/reset-clock.ts'
import { isChangedSince } from '../undo/changed-since.ts'
import type { Reversal } from '../undo/reversal.ts'
import { followedBy } from './followed-by.ts'
import { moveFollowUp } from './move-follow-up.ts'
import { unmakeVisit } from './take-back-visit.ts'

/** Never logged, with what was planned and named for it since. Not once it was mended. */
export const unlogVisit: Reversal = async (tx, by, entry) => {
  if (await isChangedSince(tx, entry, 'visit.amend'))
    throw new Refusal('newer-change', '这条跟进后来更正过，先撤销那次更正。')
  await unmakeVisit(tx, by, entry.entityId)
}

/**
 * As it was taken down before it was mended. Not once anything was added to it, which may be of the customer that
 * it was moved to, nor with a contact who is none any more.
 */
export const unamendVisit: Reversal = async (tx, by, entry) => {
  const [before, after] = [amended.parse(entry.before), amended.parse(entry.after)]
  const visit = await tx.visit.findUniqueOrThrow({ where: { id: entry.entityId } })
  if (before.contactId && !(await tx.contact.findUnique({ where: { id: before.contactId } })))
    throw new Refusal('newer-change', '更正前的那位联系人后来撤销了，改不回去。')
  const { count } = await tx.visit.updateMany({
    where: { id: visit.id, undoneAt: null, ...whole(after) },
    data: before,
  })
  // Asked last: from here on nobody can change it at the same time.
  if (count === 0 || (await isChangedSince(tx, entry)))
    throw new Refusal('newer-change', '这条跟进后来又动过，先撤销后面那一步。')
  await moveFollowUp(tx, by, visit, await tx.visit.findUniqueOrThrow({ where: { id: visit.id } }))
}

/** The next step is open again. Its task has an entry and a reversal of its own. */
export const unplanVisit: Reversal = async (tx, by, entry) => {
  const { nextAction } = planned.parse(entry.before)
  const { nextAt } = plan.parse(entry.after)
  const [visit] = await tx.visit.updateManyAndReturn({
    where: { id: entry.entityId, nextAt },
    data: { nextAt: null, nextAllDay: true, nextAction },
  })
  if (!visit) throw new Refusal('newer-change', '下一步后来又改过，先撤销后面那一步。')
  await resetClock(tx, by, followedBy(visit))
}

/** One of a lead only, or of an account only: a lead that was converted since has made it one of both. */
const whole = (is: Amended): Amended =>
  'accountId' in is || 'leadId' in is ? { accountId: null, leadId: null, ...is } : is

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
    nextAt: writtenMoment.nullable(),
    nextAllDay: z.boolean(),
    nextAction: z.string().nullable(),
    amount: z.string().nullable(),
    competitor: z.string().nullable(),
  })
  .partial()
type Amended = z.infer<typeof amended>
const planned = z.object({ nextAction: z.string().nullable() })
const plan = z.object({ nextAt: writtenMoment.nullable() })
