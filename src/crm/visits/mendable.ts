import type { Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import type { By } from '../by.ts'
import { keyOf } from '../pool/ownership.ts'
import { followedBy } from './followed-by.ts'
import { followable } from './log-visit.ts'

/**
 * A visit that the member may add to or put right: who logged it, as long as they may follow up that customer. A
 * program is not asked the latter. Throws `Refusal`.
 */
export async function mendable(tx: Tx, by: By, id: string) {
  const visit = await tx.visit.findUniqueOrThrow({ where: { id } })
  if (visit.memberId !== by.member.id)
    throw new Refusal('not-your-visit', '这条跟进不是你记的，改不了。有新情况，自己再记一条。')
  if (!by.unsigned) await followable(tx, by, keyOf(followedBy(visit)))
  return visit
}
