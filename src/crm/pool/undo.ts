import { z } from 'zod'
import type { Audit, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { addShare } from '../leaderboard/sums.ts'
import { writtenMoment } from '../moment.ts'
import { reopenEnded } from '../tasks/follow-owner.ts'
import type { Reversal } from '../undo/reversal.ts'
import { changeHands } from './change-hands.ts'
import { hasRoom } from './holdings.ts'
import { keyOf, unmakeStretch } from './ownership.ts'
import { changeProspect, type Prospect, readProspect } from './prospect.ts'
import { resetClock } from './reset-clock.ts'

/**
 * Back into the pool as it was, free at once. Not after a follow-up: then it is given back with 退回. Not once it is
 * signed: who has signed stays.
 */
export const unclaim: Reversal = async (tx, by, entry) => {
  const prospect = prospectOf(entry)
  const before = kept.parse(entry.before)
  const after = kept.parse(entry.after)
  if (await followedSince(tx, prospect, entry.at))
    throw new Refusal('newer-change', '领了之后已经记过跟进，撤不掉了。不想跟可以「退回」。')
  const undone = await changeHands(tx, by, prospect, {
    expected: { ownerId: after.ownerId, claimedAt: after.claimedAt, signedAt: null },
    to: null,
    reason: 'undo',
    claimableAt: before.claimableAt,
  })
  if (!undone && (await readProspect(tx, prospect)).signedAt)
    throw new Refusal('signed-stays', '领了之后已经签约，不回公海，撤不掉了。跟不过来的话，请主管转给别人。')
  if (!undone) throw new Refusal('newer-change', '这一条后来又换过人，撤不掉了。要调整归属，请找主管。')
  await unmakeStretch(tx, prospect, { memberId: after.ownerId, reason: 'claim', at: entry.at })
  await addShare(tx, after.ownerId as string, entry.at, by.zone, { leads: -1 })
}

/**
 * Back into the hands it came from, with the clock as it was. Not once somebody else has had it since, not to
 * somebody who has left, and not beyond the owner's capacity: what was claimed meanwhile has its place.
 */
export const unrelease: Reversal = async (tx, by, entry) => {
  const { ownerId, departmentId, claimedAt, extendedAt } = owned.parse(entry.before)
  const { claimableAt } = kept.parse(entry.after)
  const { name, status } = await tx.member.findUniqueOrThrow({ where: { id: ownerId } })
  if (status !== 'active')
    throw new Refusal('cannot-hold', `${name} 已经离职了，撤不回来。要有人跟的话，分给别的同事。`)
  const isFree = await hasRoom(tx, ownerId, by.now)
  const prospect = prospectOf(entry)
  const undone = await changeHands(tx, by, prospect, {
    expected: { ownerId: null, claimableAt },
    to: { id: ownerId, departmentId },
    reason: 'undo',
    values: { claimedAt, extendedAt },
  })
  if (!undone) throw new Refusal('newer-change', '退回之后已经被别人领走过，撤不回来。')
  if (!isFree) throw new Refusal('capacity', '名下已经满了，撤不回来。先退一家：发「退回 客户名」。')
  await reopenEnded(tx, prospect, ownerId, entry.at, by.now)
}

/** The clock is as it was; more time may be granted again. Not once it is in other hands. */
export const unextend: Reversal = async (tx, by, entry) => {
  const prospect = prospectOf(entry)
  const held = await readProspect(tx, prospect)
  const isSame = entry.at.getTime() === held.extendedAt?.getTime() && held.ownerId !== null
  if (!isSame) throw new Refusal('newer-change', '这家后来又动过，延期撤不回来了。')
  await changeProspect(tx, prospect, { ownerId: held.ownerId }, { extendedAt: null, updatedAt: by.now })
  await resetClock(tx, by, prospect)
}

/** Not asked: it may be asked again. Once it was decided, it stays asked. */
export const unask: Reversal = async (tx, _by, { entityType, entityId, id }) => {
  const decisions = [`${entityType}.extend`, `${entityType}.decline-extension`]
  const decided = { entityId, action: { in: decisions }, id: { gt: id }, undoneAt: null }
  if ((await tx.audit.count({ where: decided })) > 0)
    throw new Refusal('newer-change', '主管已经批过了，撤不回来。')
}

const prospectOf = ({ entityType, entityId }: Audit): Prospect => ({
  kind: entityType === 'lead' ? 'lead' : 'account',
  id: entityId,
})

const followedSince = async (tx: Tx, prospect: Prospect, at: Date): Promise<boolean> =>
  (await tx.visit.count({ where: { ...keyOf(prospect), undoneAt: null, createdAt: { gte: at } } })) > 0

const kept = z.object({
  ownerId: z.uuid().nullable(),
  departmentId: z.uuid().nullable(),
  claimedAt: writtenMoment.nullable(),
  claimableAt: writtenMoment,
  extendedAt: writtenMoment.nullable(),
})
const owned = kept.extend({ ownerId: z.uuid() })
