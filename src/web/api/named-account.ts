import type { Account, Tx } from '../../db/types.ts'
import { id, text } from './fields.ts'
import { fieldProblem } from './problem.ts'

/** The account of a record: by id, or by its full name or another that no second one has. */
export const accountFields = {
  accountId: id.optional(),
  account: text(200).optional(),
  accountName: text(200).optional().meta({ description: 'The same as `account`' }),
}

export type Naming = {
  accountId?: string | undefined
  account?: string | undefined
  accountName?: string | undefined
}

/** Throws `Problem` when the body names none, or one that there is not. */
export async function namedAccount(tx: Tx, body: Naming): Promise<Account> {
  const found = await accountIn(tx, body)
  if (!found) throw fieldProblem('accountId', 'is missing')
  return found
}

/** `null` when the body names none. Throws `Problem` for one that there is not, or that fits several. */
export async function accountIn(
  tx: Tx,
  { accountId, account, accountName }: Naming,
): Promise<Account | null> {
  if (accountId) return accountById(tx, accountId)
  const name = account ?? accountName
  return name ? accountCalled(tx, name, account ? 'account' : 'accountName') : null
}

async function accountById(tx: Tx, accountId: string): Promise<Account> {
  const found = await tx.account.findUnique({ where: { id: accountId } })
  if (!found) throw fieldProblem('accountId', 'there is no such account')
  return found
}

async function accountCalled(tx: Tx, name: string, field: string): Promise<Account> {
  const exact = await tx.account.findUnique({ where: { name } })
  if (exact) return exact
  const called = await tx.account.findMany({ where: { aliases: { has: name } }, take: 2 })
  if (called.length > 1) throw fieldProblem(field, 'fits several accounts: give the full name or the id')
  if (!called[0]) throw fieldProblem(field, 'there is no such account')
  return called[0]
}
