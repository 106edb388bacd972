import type { Contact, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { mayWork } from './rights.ts'

/** Adds a person to an account. Throws `Refusal` when the account is not in the member's hands. */
export async function createContact(tx: Tx, by: By, entry: NewContact): Promise<Contact> {
  const account = await tx.account.findUniqueOrThrow({ where: { id: entry.accountId } })
  if (!mayWork(by.member, account.ownerId))
    throw new Refusal('not-in-reach', '这个客户不在你的名下，加不了联系人。请负责人来加。')
  await refuseTwin(tx, entry)
  const contact = await tx.contact.create({
    data: {
      accountId: account.id,
      name: entry.name.trim(),
      title: entry.title ?? null,
      phone: entry.phone ?? null,
      note: entry.note ?? null,
      createdAt: by.now,
      updatedAt: by.now,
    },
  })
  const { name, title } = contact
  await record(tx, by, {
    action: 'contact.create',
    id: contact.id,
    after: { accountId: account.id, name, title },
  })
  return contact
}

/** The same person twice at one account: by number, or by name where no number tells them apart. */
async function refuseTwin(tx: Tx, { accountId, name, phone }: NewContact): Promise<void> {
  const same = phone ? [{ phone }, { name: name.trim(), phone: null }] : [{ name: name.trim() }]
  const twin = await tx.contact.findFirst({ where: { accountId, OR: same } })
  if (twin) throw new Refusal('contact-exists', `${twin.name} 已经在这个客户的联系人里了。`)
}

export type NewContact = {
  accountId: string
  name: string
  title?: string | null | undefined
  phone?: string | null | undefined
  note?: string | null | undefined
}
