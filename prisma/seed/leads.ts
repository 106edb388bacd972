import { dropsAt, type Plan } from '../../src/crm/pool/clock.ts'
import type { Prisma } from '../../src/db/types.ts'
import type { Account } from './accounts.ts'
import {
  dateOfMoment,
  dayStartIn,
  daysSince,
  type Frame,
  type Seller,
  workMoment,
  workMomentBefore,
} from './frame.ts'
import type { CompanyName, Namer } from './naming.ts'
import { leadNotes, leadTalks } from './sayings.ts'
import { filled, type VisitRow } from './visits.ts'
import { sources } from './words.ts'

export type Lead = {
  id: string
  /** What was said when it was last followed up. */
  talk?: VisitRow
  called: CompanyName
  contact: string
  phone: string
  owner: Seller | null
  createdBy: Seller | null
  createdAt: Date
  claimedAt: Date | null
  followedUpAt: Date | null
  status: 'pool' | 'owned' | 'converted' | 'invalid'
  account?: Account
}

/** The pool, what reps have taken from it, what was no good, and what the customers once were. */
export function inventLeads(frame: Frame, namer: Namer, accounts: Account[]): Lead[] {
  const { chance, sellers } = frame
  const reps = sellers.filter((seller) => !seller.manages)
  const pool = Array.from({ length: 150 }, () => inventLead(frame, namer, null))
  const owned = reps.flatMap((rep) =>
    Array.from({ length: chance.int(3, 5) }, () => talkedTo(frame, inventLead(frame, namer, rep))),
  )
  const invalid = Array.from({ length: 8 }, () => ({
    ...inventLead(frame, namer, null),
    status: 'invalid' as const,
  }))
  const converted = accounts
    .filter((account) => account.stretches.length === 1 && chance.happens(0.35))
    .map((account) => convertedLead(frame, account))
  return [...pool, ...owned, ...invalid, ...converted]
}

function inventLead(frame: Frame, namer: Namer, owner: Seller | null): Lead {
  const { chance } = frame
  const side = owner?.side ?? chance.pick(['east', 'east', 'south', 'south', 'elsewhere'] as const)
  const claimedAt = owner ? workMoment(frame, chance.int(1, 12)) : null
  const createdAt = claimedAt
    ? workMomentBefore(frame, claimedAt, chance.int(1, 20))
    : workMoment(frame, chance.int(0, 75))
  return {
    id: chance.idAt(createdAt),
    called: namer.company(side),
    contact: namer.person(),
    phone: namer.phone(),
    owner,
    createdBy: chance.happens(0.5) ? (owner ?? chance.pick(frame.sellers)) : null,
    createdAt,
    claimedAt,
    followedUpAt: claimedAt && lastTalk(frame, claimedAt),
    status: owner ? 'owned' : 'pool',
  }
}

/** Taken some days ago and still there: there was a talk since. */
function lastTalk(frame: Frame, claimedAt: Date): Date | null {
  const days = daysSince(frame, claimedAt)
  if (days < 3) return null
  const at = workMoment(frame, frame.chance.int(0, Math.min(5, days - 1)))
  return at > claimedAt ? at : null
}

function convertedLead(frame: Frame, account: Account): Lead {
  const createdAt = workMomentBefore(frame, account.createdAt, frame.chance.int(2, 20))
  const contact = account.contacts[0]
  return {
    id: frame.chance.idAt(createdAt),
    called: account.called,
    contact: contact?.name ?? '',
    phone: contact?.phone ?? '',
    owner: account.createdBy,
    createdBy: account.createdBy,
    createdAt,
    claimedAt: createdAt,
    followedUpAt: account.createdAt,
    status: 'converted',
    account,
  }
}

export function leadRow(frame: Frame, lead: Lead): Prisma.LeadCreateManyInput {
  const { chance, zone, rules } = frame
  const { called, contact, phone, status, createdAt, claimedAt, followedUpAt } = lead
  const ownerId = lead.owner?.member.id ?? null
  const clocked = { ownerId, claimedAt, followedUpAt, level: null }
  return {
    id: lead.id,
    company: called.name,
    aliases: [called.short],
    contact,
    phone,
    source: chance.pick(sources),
    region: called.region,
    address: called.address,
    note: filled(frame, chance.pick(leadNotes), { called }, contact),
    status,
    score: chance.int(20, 95),
    ownerId,
    claimedAt,
    followedUpAt,
    dropsAt: status === 'owned' ? dropsAt(clocked, zone, rules.pool, plansOf(lead)) : null,
    claimableAt: createdAt,
    accountId: lead.account?.id ?? null,
    createdById: lead.createdBy?.member.id ?? null,
    createdAt,
    updatedAt: frame.now,
  }
}

export function leadOwnershipRows(frame: Frame, lead: Lead): Prisma.OwnershipCreateManyInput[] {
  const { chance } = frame
  const memberId = lead.owner?.member.id ?? null
  const begun = { leadId: lead.id, startedAt: lead.createdAt, reason: 'create' as const }
  if (lead.status === 'invalid') return []
  if (lead.account) {
    const endedAt = lead.account.createdAt
    return [{ ...begun, id: chance.idAt(lead.createdAt), memberId, endedAt, endReason: 'convert' }]
  }
  if (!lead.claimedAt) return [{ ...begun, id: chance.idAt(lead.createdAt), memberId: null }]
  return [
    {
      ...begun,
      id: chance.idAt(lead.createdAt),
      memberId: null,
      endedAt: lead.claimedAt,
      endReason: 'claim',
    },
    {
      id: chance.idAt(lead.claimedAt),
      leadId: lead.id,
      memberId,
      reason: 'claim',
      startedAt: lead.claimedAt,
    },
  ]
}

/** A lead that was followed up has a talk that says so. */
function talkedTo(frame: Frame, lead: Lead): Lead {
  const { chance } = frame
  const { owner, followedUpAt, contact } = lead
  if (!owner || !followedUpAt) return lead
  const saying = chance.pick(leadTalks)
  const talk: VisitRow = {
    id: chance.idAt(followedUpAt),
    leadId: lead.id,
    memberId: owner.member.id,
    channel: 'call',
    content: filled(frame, saying.text, lead, contact),
    nextAt: dayStartIn(frame, chance.int(1, 7)),
    nextAllDay: true,
    nextAction: filled(frame, saying.next ?? '', lead, contact),
    valid: true,
    businessDay: dateOfMoment(frame, followedUpAt),
    createdAt: followedUpAt,
  }
  return { ...lead, talk }
}

const plansOf = ({ talk }: Lead): Plan[] =>
  talk?.nextAt ? [{ madeAt: talk.createdAt, for: talk.nextAt as Date }] : []
