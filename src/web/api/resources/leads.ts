import { z } from 'zod'
import { correct } from '../../../crm/correct.ts'
import { createLead } from '../../../crm/leads/create-lead.ts'
import { phoneOf } from '../../../crm/leads/phone.ts'
import { assign, requireHolder } from '../../../crm/pool/assign.ts'
import { release } from '../../../crm/pool/release.ts'
import type { Lead } from '../../../db/types.ts'
import {
  aliasesOf,
  aliasFields,
  id,
  longWord,
  momentFilter,
  momentOut,
  numberFilter,
  text,
  word,
  words,
} from '../fields.ts'
import { memberFields, namedMember } from '../people.ts'
import { type Act, resource } from '../resource.ts'

const status = z.enum(['pool', 'owned', 'converted', 'invalid'])
const facts = {
  contact: text(100).nullish(),
  phone: text(40).nullish(),
  source: text(100).nullish(),
  region: text(100).nullish(),
  address: text(300).nullish(),
  note: text(2000).nullish(),
}

export const leads = resource({
  name: 'leads',
  about: 'Leads: in the public pool (no owner) or in a rep’s hands',
  row: z.object({
    id,
    company: z.string(),
    aliases: words(20),
    contact: z.string().nullable(),
    phone: z.string().nullable(),
    source: z.string().nullable(),
    region: z.string().nullable(),
    address: z.string().nullable(),
    note: z.string().nullable(),
    status,
    ownerId: id.nullable(),
    score: z.int(),
    accountId: id.nullable(),
    claimedAt: z.string().nullable(),
    followedUpAt: z.string().nullable(),
    dropsAt: z.string().nullable(),
    claimableAt: z.string(),
    createdAt: z.string(),
  }),
  filters: z.object({
    company: word,
    contact: word,
    phone: word,
    source: word,
    region: word,
    address: word,
    note: longWord,
    status,
    ownerId: id,
    accountId: id,
    score: numberFilter,
    claimedAt: momentFilter,
    followedUpAt: momentFilter,
    dropsAt: momentFilter,
    claimableAt: momentFilter,
    createdAt: momentFilter,
  }),
  find: (tx, query) => tx.lead.findMany(query),
  present: (lead: Lead) => ({
    ...lead,
    claimedAt: momentOut(lead.claimedAt),
    followedUpAt: momentOut(lead.followedUpAt),
    dropsAt: momentOut(lead.dropsAt),
    claimableAt: lead.claimableAt.toISOString(),
    createdAt: lead.createdAt.toISOString(),
  }),
  create: {
    body: z.strictObject({
      company: text(200),
      ...aliasFields,
      ...facts,
      score: z.int().min(0).max(100).optional(),
      ...memberFields('owner'),
    }),
    async run({ tx, by }, body) {
      const owner = await namedMember(tx, body, 'owner')
      if (owner) requireHolder(owner)
      const { company, score } = body
      const values = Object.fromEntries(
        Object.keys(facts).map((key) => [key, body[key as Fact] ?? undefined]),
      )
      const lead = await createLead(tx, by, { company, ...values, score, ownerId: owner?.id ?? null })
      await correct(tx, by, 'lead', lead.id, { aliases: aliasesOf(body) })
      return lead.id
    },
  },
  patch: {
    body: z.strictObject({
      company: text(200).optional(),
      ...aliasFields,
      ...facts,
      score: z.int().min(0).max(100).optional(),
      ...memberFields('owner'),
    }),
    async run(act, leadId, body) {
      const { ownerId: _id, owner: _owner, ownerName: _name, calledBy: _words, phone, ...values } = body
      const number = phone ? phoneOf(phone) : phone
      await correct(act.tx, act.by, 'lead', leadId, { ...values, phone: number, aliases: aliasesOf(body) })
      const owner = await namedMember(act.tx, body, 'owner')
      if (owner !== undefined) await handTo(act, 'lead', leadId, owner?.id ?? null)
    },
  },
  fieldOfRule: {
    'phone-dead': 'phone',
    'phone-unreadable': 'phone',
    'company-missing': 'company',
    'lead-exists': 'company',
    'lead-taken': 'company',
    'lead-in-pool': 'company',
    'cannot-hold': 'owner',
    capacity: 'owner',
  },
})

type Fact = keyof typeof facts

/** Gives a lead or account to a member, or back to the pool. */
export async function handTo(
  { tx, by }: Act,
  kind: 'lead' | 'account',
  recordId: string,
  memberId: string | null,
) {
  if (memberId) return void (await assign(tx, by, { kind, id: recordId }, memberId))
  const isOwned =
    kind === 'lead'
      ? await tx.lead.count({ where: { id: recordId, ownerId: { not: null } } })
      : await tx.account.count({ where: { id: recordId, ownerId: { not: null } } })
  if (isOwned > 0) await release(tx, by, { kind, id: recordId })
}
