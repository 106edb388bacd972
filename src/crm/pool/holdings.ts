import type { MemberStatus, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { readRules } from '../settings/rules.ts'
import { capacityOf } from './claim-rules.ts'

/**
 * Holds the member's row until the transaction ends, so that two claims at once cannot both see the last free
 * place, nor one take what the member that they become does not get. `NO KEY`: rows that only refer to the member are
 * not held up. Returns when the member joined. Throws `Refusal` for who has left or become another.
 */
export async function lockMember(tx: Tx, memberId: string): Promise<{ since: Date | null }> {
  const [row] = await tx.$queryRaw<(Met & { status: MemberStatus })[]>`
    SELECT status, "createdAt" AS met, (SELECT min("createdAt") FROM "Member") AS "firstMet"
    FROM "Member" WHERE id = ${memberId}::uuid FOR NO KEY UPDATE`
  if (row?.status !== 'active')
    throw new Refusal('member-changed', '这个账号刚刚停用了，或者和另一个合并了。再发一次试试。')
  return { since: joinedAt(row) }
}

/**
 * When somebody joined the company: when we first met them, or `null` for those who were there already when the
 * company began with us. Directories tell no hire dates.
 */
export const joinedAt = ({ met, firstMet }: Met): Date | null =>
  met.getTime() - firstMet.getTime() > settlingDays * 86_400_000 ? met : null

export type Met = { met: Date; firstMet: Date }

/** So long it may take until everybody of a company has been met. */
const settlingDays = 7

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
