import type { Lead, Opportunity, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { createAccount } from '../accounts/create-account.ts'
import { createContact } from '../accounts/create-contact.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { createOpportunity } from '../opportunities/create-opportunity.ts'
import { lockMember } from '../pool/holdings.ts'
import { endOwnership } from '../pool/ownership.ts'
import { holdProspect } from '../pool/prospect.ts'
import { findTwin, refuseTwin } from './duplicates.ts'

/**
 * Makes an account, a contact and a deal of a lead in one step and links them; the lead's follow-ups are then
 * and next steps are then the account's too. Throws `Refusal` when it is not theirs, is no longer a lead, or
 * the account exists.
 */
export async function convertLead(tx: Tx, by: By, leadId: string, deal: NewDeal = {}): Promise<Converted> {
  await lockMember(tx, by.member.id)
  const lead = await convertible(tx, by, leadId)
  const account = await createAccount(tx, by, {
    name: lead.company,
    region: lead.region,
    address: lead.address,
    phone: lead.phone,
    note: lead.note,
    reason: 'convert',
  })
  await tx.lead.update({
    where: { id: leadId },
    data: { status: 'converted', accountId: account.id, dropsAt: null, warnedDays: null, updatedAt: by.now },
  })
  await endOwnership(tx, { kind: 'lead', id: leadId }, { at: by.now, reason: 'convert' })
  await moveFollowUps(tx, lead, account.id)
  const contact = lead.contact
    ? await createContact(tx, by, { accountId: account.id, name: lead.contact, phone: lead.phone })
    : null
  const opportunity = await createOpportunity(tx, by, {
    accountId: account.id,
    name: deal.name ?? `${lead.company}商机`,
    amount: deal.amount,
    closeOn: deal.closeOn,
  })
  await record(tx, by, {
    action: 'lead.convert',
    id: leadId,
    before: { status: lead.status, ownerId: lead.ownerId, dropsAt: lead.dropsAt },
    after: {
      status: 'converted',
      accountId: account.id,
      contactId: contact?.id,
      opportunityId: opportunity.id,
    },
  })
  return { accountId: account.id, name: account.name, contactName: lead.contact, opportunity }
}

/** Held: whatever is done to the lead at the same time is done before or refused. */
async function convertible(tx: Tx, by: By, leadId: string): Promise<Lead> {
  await holdProspect(tx, { kind: 'lead', id: leadId })
  const lead = await tx.lead.findUniqueOrThrow({ where: { id: leadId } })
  const { company } = lead
  if (lead.status === 'converted')
    throw new Refusal('converted-already', `${company} 已经转成客户了，发「看看 ${company}」打开。`)
  if (lead.status === 'pool')
    throw new Refusal('in-pool', `${company} 还在公海，先领取再转：发「领取 ${company}」。`)
  if (lead.ownerId !== by.member.id)
    throw new Refusal('not-yours', '这条线索不在你名下，要转的话请负责人来转。')
  const twin = await findTwin(tx, lead, leadId)
  if (twin?.kind === 'account') throw refuseTwin(by, company, twin)
  return lead
}

async function moveFollowUps(tx: Tx, lead: Lead, accountId: string): Promise<void> {
  await tx.visit.updateMany({ where: { leadId: lead.id }, data: { accountId } })
  await tx.task.updateMany({ where: { visit: { leadId: lead.id } }, data: { accountId } })
  await tx.account.update({ where: { id: accountId }, data: { followedUpAt: lead.followedUpAt } })
}

export type NewDeal = {
  name?: string | undefined
  /** Yuan as a decimal string. */
  amount?: string | undefined
  /** `YYYY-MM-DD` */
  closeOn?: string | undefined
}
export type Converted = {
  accountId: string
  name: string
  contactName: string | null
  opportunity: Opportunity
}
