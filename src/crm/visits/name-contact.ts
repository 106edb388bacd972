import { z } from 'zod'
import type { Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { createContact, type NewContact } from '../accounts/create-contact.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import type { Reversal } from '../undo/reversal.ts'

/** Keeps somebody whom a visit speaks of as a contact of its account. Throws `Refusal` for another's visit. */
export async function nameContact(
  tx: Tx,
  by: By,
  visitId: string,
  person: Omit<NewContact, 'accountId'>,
): Promise<void> {
  const visit = await tx.visit.findUniqueOrThrow({ where: { id: visitId } })
  if (visit.memberId !== by.member.id)
    throw new Refusal('not-your-visit', '这条跟进不是你记的，改不了。有新情况，自己再记一条。')
  if (!visit.accountId) throw new Refusal('still-a-lead', '这家还是线索。先转成客户，再存联系人。')
  const contact = await createContact(tx, by, { ...person, accountId: visit.accountId })
  const { count } = await tx.visit.updateMany({
    where: { id: visitId, contactId: null, undoneAt: null },
    data: { contactId: contact.id },
  })
  if (count === 0) throw new Refusal('visit-changed', '这条跟进撤销了，或者已经有联系人了。')
  await record(tx, by, {
    action: 'visit.contact',
    id: visitId,
    before: { contactId: null },
    after: { contactId: contact.id },
  })
}

/** Not once somebody else was put in their place. */
export const unnameContact: Reversal = async (tx, _by, { entityId: id, after }) => {
  const { contactId } = named.parse(after)
  const { count } = await tx.visit.updateMany({ where: { id, contactId }, data: { contactId: null } })
  if (count === 0) throw new Refusal('newer-change', '这条跟进的联系人后来又改过，先撤销后面那一步。')
}

const named = z.object({ contactId: z.uuid() })
