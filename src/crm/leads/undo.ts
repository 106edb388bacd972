import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import { addShare } from '../leaderboard/sums.ts'
import { writtenMoment } from '../moment.ts'
import { endOwnership, unmakeStretch } from '../pool/ownership.ts'
import { holdProspect } from '../pool/prospect.ts'
import type { Reversal } from '../undo/reversal.ts'

/** A lead handed in by mistake: struck out, in nobody's hands; its name and number may be used again. */
export const uncreateLead: Reversal = async (tx, by, entry) => {
  const { ownerId } = created.parse(entry.after)
  // A condition on its follow-ups sees those of before it waited: it waits here.
  await holdProspect(tx, { kind: 'lead', id: entry.entityId })
  const { count } = await tx.lead.updateMany({
    where: {
      id: entry.entityId,
      status: { in: ['pool', 'owned'] },
      ownerId,
      visits: { none: { undoneAt: null } },
    },
    data: { status: 'invalid', ownerId: null, dropsAt: null, updatedAt: by.now },
  })
  if (count === 0)
    throw new Refusal('newer-change', '这条线索后来已经有人动过了，撤不掉。不要的话可以「退回」。')
  const lead = { kind: 'lead' as const, id: entry.entityId }
  await endOwnership(tx, lead, { at: by.now, reason: 'undo' })
  await unmakeStretch(tx, lead, { memberId: ownerId, reason: 'create', at: entry.at })
  if (ownerId) await addShare(tx, ownerId, entry.at, by.zone, { leads: -1 })
}

/**
 * The lead is a lead again, with its follow-ups, as if it had never ended. Account, contact and deal have
 * entries and reversals of their own.
 */
export const unconvertLead: Reversal = async (tx, by, entry) => {
  const { ownerId, dropsAt } = converted.parse(entry.before)
  const id = entry.entityId
  await tx.task.updateMany({ where: { visit: { leadId: id } }, data: { accountId: null } })
  await tx.visit.updateMany({ where: { leadId: id }, data: { accountId: null } })
  const { count } = await tx.lead.updateMany({
    where: { id, status: 'converted' },
    data: { status: 'owned', ownerId, dropsAt, accountId: null, updatedAt: by.now },
  })
  if (count === 0) throw new Refusal('newer-change', '这条线索后来又动过，撤不回来了。')
  await tx.ownership.updateMany({
    where: { leadId: id, endReason: 'convert' },
    data: { endedAt: null, endReason: null },
  })
}

const created = z.object({ ownerId: z.uuid().nullable() })
const converted = z.object({
  ownerId: z.uuid(),
  dropsAt: writtenMoment.nullable(),
})
