import type { Lead, Role, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import { type By, signerOf } from '../by.ts'
import { addShare } from '../leaderboard/sums.ts'
import { placeAtStart } from '../places.ts'
import { hasRoom } from '../pool/holdings.ts'
import { beginOwnership } from '../pool/ownership.ts'
import { resetClock } from '../pool/reset-clock.ts'
import { companyKey } from './company-name.ts'
import { expectNoTwin } from './duplicates.ts'
import { phoneOf } from './phone.ts'
import { firstScore } from './score.ts'

/**
 * Takes in a new lead. It belongs to the rep or manager who brings it, as long as they have room; what others
 * bring goes into the pool, where it can be claimed at once. Throws `Refusal` for a twin, masked, and for a
 * number that is none.
 */
export async function createLead(tx: Tx, by: By, entry: NewLead): Promise<Lead> {
  const values = cleaned(entry)
  await expectNoTwin(tx, by, values, entry.fullName)
  const ownerId = (await ownerOf(tx, by, entry)) ?? null
  const lead = await tx.lead.create({
    data: {
      ...values,
      status: ownerId ? 'owned' : 'pool',
      score: entry.score ?? firstScore(values),
      ownerId,
      claimedAt: ownerId ? by.now : null,
      claimableAt: by.now,
      createdById: signerOf(by),
      createdAt: by.now,
      updatedAt: by.now,
    },
  })
  const prospect = { kind: 'lead' as const, id: lead.id }
  await beginOwnership(tx, prospect, { memberId: ownerId, reason: 'create', at: by.now })
  if (ownerId) await resetClock(tx, by, prospect)
  if (ownerId) await addShare(tx, ownerId, by.now, by.zone, { leads: 1 })
  await record(tx, by, {
    action: 'lead.create',
    id: lead.id,
    after: { ...values, status: lead.status, ownerId },
  })
  return tx.lead.findUniqueOrThrow({ where: { id: lead.id } })
}

export type NewLead = {
  company: string
  /** What the company is stored under that is called so, where one is: its twin is found by it, nothing is told of it. */
  fullName?: string | undefined
  contact?: string | undefined
  phone?: string | undefined
  source?: string | undefined
  region?: string | undefined
  address?: string | undefined
  note?: string | undefined
  score?: number | undefined
  /** Whose it shall be: `null` for the pool; left out, whoever brings it. */
  ownerId?: string | null | undefined
}

/** A company's name as we keep it: half-width letters, Chinese brackets, no stray spaces. */
export const cleanCompany = (company: string): string =>
  company
    .normalize('NFKC')
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .replaceAll('(', '（')
    .replaceAll(')', '）')

function cleaned(entry: NewLead) {
  const company = cleanCompany(entry.company)
  if ([...company].length < 2) throw new Refusal('company-missing', '哪家公司？给个全称最好。')
  const [place] = companyKey(company).places
  return {
    company,
    contact: entry.contact?.trim() || null,
    phone: entry.phone?.trim() ? phoneOf(entry.phone) : null,
    source: entry.source?.trim() || null,
    region: entry.region?.trim() || place || placeAtStart(entry.address ?? '')?.place || null,
    address: entry.address?.trim() || null,
    note: entry.note?.trim() || null,
  }
}

async function ownerOf(tx: Tx, by: By, { ownerId }: NewLead): Promise<string | null> {
  if (ownerId !== undefined) return ownerId
  if (!bringers.has(by.member.role)) return null
  return (await hasRoom(tx, by.member.id, by.now)) ? by.member.id : null
}

const bringers = new Set<Role>(['rep', 'manager', 'director'])
