import type { Tx } from '../../db/types.ts'
import { readRules } from '../settings/rules.ts'
import { capacityOf } from './claim-rules.ts'

/**
 * Holds the member's row until the transaction ends, so that two claims at once cannot both see the last free
 * place. `NO KEY`: rows that only refer to the member are not held up. Returns when the member joined.
 */
export async function lockMember(tx: Tx, memberId: string): Promise<{ since: Date }> {
  const [row] = await tx.$queryRaw<{ createdAt: Date }[]>`
    SELECT "createdAt" FROM "Member" WHERE id = ${memberId}::uuid FOR NO KEY UPDATE`
  return { since: (row as { createdAt: Date }).createdAt }
}

/** How much a member holds against their capacity: leads and accounts without a signature. */
export async function countHeld(tx: Tx, memberId: string): Promise<number> {
  const leads = await tx.lead.count({ where: { ownerId: memberId, status: 'owned' } })
  return leads + (await tx.account.count({ where: { ownerId: memberId, signedAt: null } }))
}

/** Whether the member can take one more. Holds the member's row. */
export async function hasRoom(tx: Tx, memberId: string, now: Date): Promise<boolean> {
  const { since } = await lockMember(tx, memberId)
  const { pool } = await readRules(tx)
  return (await countHeld(tx, memberId)) < capacityOf({ since, now }, pool)
}
