import { z } from 'zod'
import { requireContactOf } from '../../../crm/accounts/parts.ts'
import type { By } from '../../../crm/by.ts'
import { momentOf, whenOf } from '../../../crm/moment.ts'
import { amendVisit } from '../../../crm/visits/amend-visit.ts'
import { logVisit } from '../../../crm/visits/log-visit.ts'
import { takeBackVisit } from '../../../crm/visits/take-back-visit.ts'
import type { Member, Prisma, Tx } from '../../../db/types.ts'
import {
  amountFilter,
  dayFilter,
  flagFilter,
  id,
  longWord,
  momentFilter,
  momentOut,
  onlyWhen,
  text,
  when,
  word,
  yuan,
  yuanOf,
} from '../fields.ts'
import { accountFields, accountIn, type Naming } from '../named-account.ts'
import { memberFields, mustExist, namedMember } from '../people.ts'
import { fieldProblem } from '../problem.ts'
import { type Act, resource } from '../resource.ts'

const channel = z.enum(['visit', 'call', 'message', 'meeting', 'demo', 'other'])
const include = { account: true, lead: true, member: true } as const

export const visits = resource({
  name: 'visits',
  about: 'Follow-ups, on site or not; those that were taken back are found by id only',
  row: z.object({
    id,
    accountId: id.nullable(),
    accountName: z.string().nullable(),
    leadId: id.nullable(),
    leadCompany: z.string().nullable(),
    opportunityId: id.nullable(),
    contactId: id.nullable(),
    memberId: id,
    memberName: z.string(),
    channel,
    content: z.string(),
    nextAt: z.string().nullable(),
    nextAction: z.string().nullable(),
    competitor: z.string().nullable(),
    amount: z.string().nullable(),
    valid: z.boolean(),
    businessDay: z.string(),
    undoneAt: z.string().nullable(),
    createdAt: z.string(),
  }),
  filters: z.object({
    accountId: id,
    accountName: word,
    leadId: id,
    leadCompany: word,
    opportunityId: id,
    contactId: id,
    memberId: id,
    memberName: word,
    channel,
    content: longWord,
    nextAt: when,
    nextAction: word,
    competitor: word,
    amount: amountFilter,
    valid: flagFilter,
    businessDay: dayFilter,
    createdAt: momentFilter,
  }),
  where: ({ accountName, leadCompany, memberName, nextAt, ...columns }, zone) => ({
    ...columns,
    ...onlyWhen(nextAt, zone, 'nextAt', 'nextAllDay'),
    ...(accountName === undefined ? {} : { account: accountName && { name: accountName } }),
    ...(leadCompany === undefined ? {} : { lead: leadCompany && { company: leadCompany } }),
    ...(memberName === undefined ? {} : { member: { name: memberName } }),
  }),
  listed: { undoneAt: null },
  find: (tx, query) => tx.visit.findMany({ ...query, include }),
  present: (visit: Prisma.VisitGetPayload<{ include: typeof include }>, zone) => ({
    ...visit,
    accountName: visit.account?.name ?? null,
    leadCompany: visit.lead?.company ?? null,
    memberName: visit.member.name,
    nextAt: whenOf(visit.nextAt, visit.nextAllDay, zone),
    amount: visit.amount && yuanOf(visit.amount),
    businessDay: visit.businessDay.toISOString().slice(0, 10),
    undoneAt: momentOut(visit.undoneAt),
    createdAt: visit.createdAt.toISOString(),
  }),
  create: {
    body: z.strictObject({
      ...accountFields,
      leadId: id.optional(),
      ...memberFields('member'),
      channel: channel.default('other'),
      content: text(5000),
      contactId: id.nullish(),
      opportunityId: id.nullish(),
      nextAt: when.nullish(),
      nextAction: text(200).nullish(),
      competitor: text(100).nullish(),
      amount: yuan.nullish(),
    }),
    async run({ tx, by }, body) {
      const of = await followed(tx, body)
      const { contactId, opportunityId, nextAt } = body
      // In a chat, a name that turns out to be another customer's contact is left out; a program is told.
      if (contactId) await requireContactOf(tx, of.accountId ?? null, contactId)
      const { visit } = await logVisit(tx, await asMember({ tx, by }, body), {
        ...of,
        channel: body.channel,
        content: body.content,
        contactId: contactId ?? undefined,
        opportunityId: opportunityId ?? undefined,
        next: nextAt ? momentOf(nextAt, by.zone) : undefined,
        nextAction: body.nextAction ?? undefined,
        competitor: body.competitor ?? undefined,
        amount: body.amount ?? undefined,
      })
      return visit.id
    },
  },
  patch: {
    body: z.strictObject({
      ...accountFields,
      channel: channel.optional(),
      content: text(5000).optional(),
      contactId: id.nullish(),
      opportunityId: id.nullish(),
      nextAt: when.optional(),
      nextAction: text(200).optional(),
      competitor: text(100).nullish(),
      amount: yuan.optional(),
      valid: z.boolean().optional().meta({ description: 'Whether it moves the clock' }),
    }),
    async run({ tx, by }, visitId, { accountId, account: named, accountName, nextAt, ...values }) {
      const { member } = await tx.visit.findUniqueOrThrow({ where: { id: visitId }, include })
      const account = await accountIn(tx, { accountId, account: named, accountName })
      await amendVisit(tx, forMember(by, member), visitId, {
        ...values,
        of: account ? { kind: 'account', id: account.id } : undefined,
        next: nextAt ? momentOf(nextAt, by.zone) : undefined,
      })
    },
  },
  remove: ({ tx, by }, visitId) => takeBackVisit(tx, by, visitId),
  fieldOfRule: {
    'no-such-contact': 'contactId',
    'other-account': 'opportunityId',
    'lead-converted': 'leadId',
    'in-pool': 'accountId',
  },
})

/** The program's change to what is a member's: it has their place, not their name in the books. */
const forMember = (by: By, member: Member): By => ({
  ...by,
  member: { ...member, role: by.member.role, reach: by.member.reach },
})

type Of = Naming & { leadId?: string | undefined }

async function followed(tx: Tx, body: Of) {
  const account = await accountIn(tx, body)
  if (account) return { accountId: account.id }
  if (!body.leadId) throw fieldProblem('accountId', 'is missing')
  await mustExist(tx.lead.findUnique({ where: { id: body.leadId } }), 'leadId')
  return { leadId: body.leadId }
}

/** A follow-up is somebody's: the books name the member that the program names, with the program's rights. */
async function asMember({ tx, by }: Act, body: Record<string, unknown>) {
  const member = await namedMember(tx, body, 'member')
  if (!member) throw fieldProblem('memberId', 'is missing')
  return { ...forMember(by, member), unsigned: undefined }
}
