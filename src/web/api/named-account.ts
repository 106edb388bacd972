import type { Account, Tx } from '../../db/types.ts'
import { id, text } from './fields.ts'
import { fieldProblem } from './problem.ts'

/** The account of a record: by id, or by its full name. */
export const accountFields = { accountId: id.optional(), account: text(200).optional() }

type Naming = { accountId?: string | undefined; account?: string | undefined }

/** Throws `Problem` when the body names none, or one that there is not. */
export async function namedAccount(tx: Tx, body: Naming): Promise<Account> {
  const found = await accountIn(tx, body)
  if (!found) throw fieldProblem('accountId', 'is missing')
  return found
}

export async function accountIn(tx: Tx, { accountId, account: name }: Naming): Promise<Account | null> {
  if (!accountId && !name) return null
  const account = await tx.account.findUnique({
    where: accountId ? { id: accountId } : { name: name as string },
  })
  if (!account) throw fieldProblem(accountId ? 'accountId' : 'account', 'there is no such account')
  return account
}
