import type { Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { mayWork } from '../accounts/rights.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { readRules } from '../settings/rules.ts'
import { changeHands } from './change-hands.ts'
import { heldValues } from './claim.ts'
import { type Held, type Prospect, readProspect } from './prospect.ts'

/**
 * Gives a lead or account back to the pool, where it is posted before anyone may claim it. Open to its owner
 * and those above. Throws `Refusal`.
 */
export async function release(tx: Tx, by: By, prospect: Prospect, reason?: string): Promise<Held> {
  const before = await readProspect(tx, prospect)
  if (before.inPool) throw new Refusal('in-pool-already', `${before.name} 已经在公海了。`)
  if (before.status !== 'owned' || !mayWork(by.member, before.ownerId))
    throw new Refusal('not-in-reach', '这家不在你名下，退不了。只有负责人和他的主管能退。')
  if (before.signedAt)
    throw new Refusal('signed-stays', `${before.name} 已经签约，不回公海。跟不过来的话，请主管转给别人。`)
  const { pool } = await readRules(tx)
  const released = await changeHands(tx, by, prospect, {
    // A win at the same time keeps it out of the pool.
    expected: { ownerId: before.ownerId, signedAt: null },
    to: null,
    reason: 'release',
    note: reason,
    claimableAt: postedUntil(by.now, pool),
  })
  if (!released) throw new Refusal('changed-meanwhile', '刚刚有人动过这一条，看一眼现在在谁名下再退。')
  const after = await readProspect(tx, prospect)
  await record(tx, by, {
    action: `${prospect.kind}.release`,
    id: prospect.id,
    before: heldValues(before),
    after: { ...heldValues(after), reason },
  })
  return after
}

/** After a drop nobody may claim for some hours: the posting is fair. */
export const postedUntil = (now: Date, { postingHours }: { postingHours: number }): Date =>
  new Date(now.getTime() + postingHours * 3_600_000)
