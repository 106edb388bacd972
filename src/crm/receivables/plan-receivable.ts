import type { Receivable, Tx } from '../../db/types.ts'
import { heldAccount } from '../accounts/held-account.ts'
import { requireDealOf } from '../accounts/parts.ts'
import { positiveYuan } from '../amount.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { dateOf } from '../moment.ts'
import { requireCollector } from './rights.ts'

/** Writes down what an account is to pay and when. Throws `Refusal` for who may not. */
export async function planReceivable(tx: Tx, by: By, entry: NewReceivable): Promise<Receivable> {
  const account = await heldAccount(tx, entry.accountId)
  requireCollector(by.member, account.ownerId)
  if (entry.opportunityId) await requireDealOf(tx, account.id, entry.opportunityId)
  const receivable = await tx.receivable.create({
    data: {
      accountId: account.id,
      opportunityId: entry.opportunityId ?? null,
      title: entry.title,
      amount: positiveYuan(entry.amount),
      dueOn: dateOf(entry.dueOn),
      createdAt: by.now,
      updatedAt: by.now,
    },
  })
  const { title, amount, dueOn } = receivable
  await record(tx, by, {
    action: 'receivable.create',
    id: receivable.id,
    after: { accountId: account.id, title, amount, dueOn },
  })
  return receivable
}

export type NewReceivable = {
  accountId: string
  opportunityId?: string | undefined
  title: string
  /** Yuan as a decimal string. */
  amount: string
  /** `YYYY-MM-DD`. */
  dueOn: string
}
