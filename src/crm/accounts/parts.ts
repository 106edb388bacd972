import type { Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'

// What is written down for one account names no contact and no deal of another; for a lead, which is no account, none.

/** Throws `Refusal` where the contact is not this account's. */
export async function requireContactOf(tx: Tx, accountId: string | null, id: string): Promise<void> {
  const contact = await tx.contact.findUnique({ where: { id }, select: { accountId: true } })
  if (!contact || contact.accountId !== accountId)
    throw new Refusal('no-such-contact', '这位不是这个客户的联系人，先把人存到客户名下。')
}

/** Throws `Refusal` where the deal is not this account's. */
export async function requireDealOf(tx: Tx, accountId: string | null, id: string): Promise<void> {
  const deal = await tx.opportunity.findUnique({ where: { id }, select: { accountId: true } })
  if (!deal || deal.accountId !== accountId)
    throw new Refusal('other-account', '这个商机不是这家客户的，换一个。')
}
