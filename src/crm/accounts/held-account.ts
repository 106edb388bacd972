import { type Account, Prisma, type Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'

/**
 * An account, held until the transaction ends. To be asked before anything else about it is read: whose it is, and
 * what of its money, then stays so. Whatever goes by its owner or changes its money does so one after the other.
 * `NO KEY`: rows that only refer to it are not held up. Throws `Refusal` when there is none (any more).
 */
export async function heldAccount(tx: Tx, id: string): Promise<HeldAccount> {
  const [account] = await tx.$queryRaw<HeldAccount[]>`
    SELECT id, name, "ownerId" FROM "Account" WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  if (!account) throw new Refusal('gone', '这个客户已经不在了，换一个看看。')
  return account
}

/** Holds several, in one order: of two who hold the same ones, neither has one that the other waits for. */
export const holdAccounts = (tx: Tx, ids: string[]) =>
  tx.$queryRaw`SELECT id FROM "Account" WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`

/** Holds the account that one of these is of, before it is read. */
export const holdAccountBehind = (
  tx: Tx,
  kind: 'Opportunity' | 'Receivable' | 'PaymentPromise',
  id: string,
) =>
  tx.$queryRaw`
    SELECT a.id FROM "Account" a JOIN ${Prisma.raw(`"${kind}"`)} o ON o."accountId" = a.id
    WHERE o.id = ${id}::uuid FOR NO KEY UPDATE OF a`

export type HeldAccount = Pick<Account, 'id' | 'name' | 'ownerId'>
