import { z } from 'zod'
import type { Tx } from '../../db/types.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { writtenMoment } from '../moment.ts'
import type { Reversal } from '../undo/reversal.ts'

/**
 * Until then the member is sent nothing by itself, `null` for at once again. What waits for the end of an earlier
 * silence goes out with it. Answers to what they say themselves always come.
 */
export async function muteUntil(tx: Tx, by: By, until: Date | null): Promise<void> {
  const { id } = by.member
  const before = await setMuted(tx, by, id, until)
  await record(tx, by, {
    action: 'member.mute',
    id,
    before: { mutedUntil: before },
    after: { mutedUntil: until },
  })
}

/** As it was before: silent until then, or not at all. */
export const unmute: Reversal = async (tx, by, { entityId, before }) => {
  const { mutedUntil } = muted.parse(before)
  await setMuted(tx, by, entityId, mutedUntil)
}

/** Returns until when it was before. */
async function setMuted(tx: Tx, by: By, id: string, until: Date | null): Promise<Date | null> {
  const { mutedUntil: before } = await tx.member.findUniqueOrThrow({
    where: { id },
    select: { mutedUntil: true },
  })
  await tx.member.update({ where: { id }, data: { mutedUntil: until } })
  if (before && before > (until ?? by.now))
    await tx.delivery.updateMany({
      where: { memberId: id, status: 'waiting', notBefore: before },
      data: { notBefore: until ?? by.now },
    })
  return before
}

const muted = z.object({
  mutedUntil: writtenMoment.nullable(),
})
