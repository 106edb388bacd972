import { z } from 'zod'
import type { Tx, Visit } from '../../db/types.ts'
import type { By } from '../by.ts'
import { writtenMoment } from '../moment.ts'
import { keyOf } from '../pool/ownership.ts'
import { changeProspect, holdProspect, type Prospect, readProspect } from '../pool/prospect.ts'
import { resetClock } from '../pool/reset-clock.ts'
import { followedBy } from './followed-by.ts'

/**
 * Sets the clocks right after a visit has changed: of the customer it was of and the one it is of now. Returns
 * when that one had been followed up before, if the visit came to it anew; `undefined` if it stayed.
 */
export async function moveFollowUp(tx: Tx, by: By, was: Visit, is: Visit): Promise<Date | null | undefined> {
  const [from, to] = [followedBy(was), followedBy(is)]
  const moved = from.id !== to.id
  // In one order: two visits may be moved in opposite directions.
  const both = moved ? [from, to].toSorted((a, b) => (a.id < b.id ? -1 : 1)) : [to]
  for (const one of both) await holdProspect(tx, one)
  const knownBefore = moved ? (await readProspect(tx, to)).followedUpAt : undefined
  if (moved || (was.valid && !is.valid)) await leave(tx, by, was)
  if (is.valid) await arrive(tx, by, to, is.createdAt)
  await resetClock(tx, by, to)
  return knownBefore
}

/** Followed up as if this visit had not been. */
export async function leave(tx: Tx, by: By, visit: Visit): Promise<void> {
  const from = followedBy(visit)
  await holdProspect(tx, from)
  const followedUpAt = await lastFollowUp(tx, visit, await standingBefore(tx, visit))
  await changeProspect(tx, from, {}, { followedUpAt, updatedAt: by.now })
  await resetClock(tx, by, from)
}

async function arrive(tx: Tx, by: By, prospect: Prospect, at: Date): Promise<void> {
  const { followedUpAt } = await readProspect(tx, prospect)
  if (followedUpAt && followedUpAt >= at) return
  await changeProspect(tx, prospect, {}, { followedUpAt: at, updatedAt: by.now })
}

/** The last one that counts now: a newer one, one that was logged before, or what was known then. */
async function lastFollowUp(tx: Tx, visit: Visit, before: Date | null): Promise<Date | null> {
  const prospect = followedBy(visit)
  const held = await readProspect(tx, prospect)
  if (held.followedUpAt?.getTime() !== visit.createdAt.getTime()) return held.followedUpAt
  const last = await tx.visit.findFirst({
    where: { ...keyOf(prospect), valid: true, undoneAt: null, id: { not: visit.id } },
    orderBy: { createdAt: 'desc' },
  })
  return last && (!before || last.createdAt > before) ? last.createdAt : before
}

/** When the customer had been followed up before, but for what has been taken back since. */
async function standingBefore(tx: Tx, visit: Visit): Promise<Date | null> {
  const before = await knownBefore(tx, visit.id)
  if (!before) return null
  const gone = await tx.visit.findFirst({
    where: {
      ...keyOf(followedBy(visit)),
      // Several may have been written down at one moment.
      id: { lt: visit.id },
      createdAt: before,
      OR: [{ undoneAt: { not: null } }, { valid: false }],
    },
  })
  return gone ? standingBefore(tx, gone) : before
}

/** When the customer had been followed up before this visit was written down for them. */
async function knownBefore(tx: Tx, visitId: string): Promise<Date | null> {
  const entries = await tx.audit.findMany({
    where: { entityId: visitId, action: { in: ['visit.create', 'visit.amend'] } },
    orderBy: { id: 'desc' },
  })
  const came = entries.find(({ action, undoneAt, after }) =>
    action === 'visit.create' ? true : !undoneAt && arrival.safeParse(after).success,
  )
  if (!came) return null
  return came.action === 'visit.create'
    ? start.parse(came.before).followedUpAt
    : arrival.parse(came.after).knownBefore
}

const start = z.object({ followedUpAt: writtenMoment.nullable() })
const arrival = z.object({ knownBefore: writtenMoment.nullable() })
