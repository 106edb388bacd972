import { Prisma, type Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import type { By } from '../by.ts'
import { dateLabel, timeLabel } from '../pool/labels.ts'
import { type Held, neverClaimable, type Prospect, readProspect } from '../pool/prospect.ts'
import { companyKey, isSameCompany } from './company-name.ts'

/**
 * For what is about to be written down: throws `Refusal` where the company, or the number, is there already. `fullName`:
 * what the company is stored under that is called so.
 */
export async function expectNoTwin(
  tx: Tx,
  by: By,
  { company, phone }: Named,
  fullName: string = company,
): Promise<void> {
  await oneAtATime(tx, { company, phone })
  const twin = await findTwin(tx, { company: fullName, phone })
  if (twin) throw refuseTwin(by, company, twin)
}

/**
 * Two people handing in the same company at once, as a lead or as a customer, or the same number under two names: the
 * second sees the first one's row. Always the name before the number, so that no two wait for each other; without a
 * number, none is locked.
 */
const oneAtATime = (tx: Tx, { company, phone }: Named) =>
  tx.$queryRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(${`lead ${companyKey(company).core}`}, 0))::text,
      pg_advisory_xact_lock(hashtextextended('lead phone ' || ${phone}, 0))::text`

type Named = { company: string; phone: string | null }

/** A lead or account that is the same company, by its name or by somebody's number. */
export async function findTwin(tx: Tx, lead: Named, exceptLeadId?: string): Promise<Twin | null> {
  const byPhone = lead.phone ? await withPhone(tx, lead.phone, exceptLeadId) : null
  if (byPhone) return { ...(await readProspect(tx, byPhone)), by: 'phone' }
  const byName = await withName(tx, lead.company, exceptLeadId)
  return byName && { ...(await readProspect(tx, byName)), by: 'company' }
}

/**
 * What may be said of a twin: that it exists, who has it and since when. Never its stored name or contacts:
 * the asker knows only what they typed.
 */
export function refuseTwin(by: By, company: string, twin: Twin): Refusal {
  const what = twin.by === 'phone' ? '这个号码登记过' : `「${company}」已经有了`
  if (twin.ownerId === by.member.id)
    return new Refusal('lead-exists', `${what}，就在你名下（${twin.name}），直接记跟进就行。`)
  if (twin.owner && twin.claimedAt) {
    const since = dateLabel(twin.claimedAt, by.zone)
    return new Refusal(
      'lead-taken',
      `${what}，${twin.owner.name} 从 ${since} 起在跟。真有撞单的话，请找你的主管。`,
    )
  }
  if (twin.claimableAt > by.now)
    return new Refusal(
      'lead-in-pool',
      `${what}，刚回公海，${timeLabel(twin.claimableAt, by.now, by.zone)} 起可以领。`,
    )
  return new Refusal('lead-in-pool', `${what}，就在公海里，没人在跟。发「领取 ${company}」就是你的。`)
}

export type Twin = Held & { by: 'phone' | 'company' }

async function withPhone(tx: Tx, phone: string, except?: string): Promise<Prospect | null> {
  const lead = await tx.lead.findFirst({
    where: { phone, status: { in: ['pool', 'owned'] }, ...(except ? { id: { not: except } } : {}) },
  })
  if (lead) return { kind: 'lead', id: lead.id }
  const contact = await tx.contact.findFirst({
    where: { phone, account: alive },
    select: { accountId: true },
  })
  if (contact) return { kind: 'account', id: contact.accountId }
  const account = await tx.account.findFirst({ where: { phone, ...alive }, select: { id: true } })
  return account && { kind: 'account', id: account.id }
}

const alive = { claimableAt: { lt: neverClaimable } }

async function withName(tx: Tx, company: string, except?: string): Promise<Prospect | null> {
  const key = companyKey(company)
  const similar = await namedLike(tx, key.core)
  const found = similar.find((one) => one.id !== except && isSameCompany(companyKey(one.name), key))
  return found ? { kind: found.kind, id: found.id } : null
}

/** Names that contain the core, and those with brackets that may stand in its middle: 华联（中国）超市. */
const namedLike = (tx: Tx, core: string) => {
  const whole = `%${literal(core)}%`
  const begun = `%${literal(core.slice(0, 2))}%`
  // Where no letter has two cases, it need not be looked past: twice as fast on short names, which no index helps.
  const like = Prisma.raw(core === core.toUpperCase() ? 'LIKE' : 'ILIKE')
  const inAccounts = Prisma.sql`SELECT 'account' AS kind, id, name FROM "Account" WHERE "claimableAt" < '9000-01-01'`
  const inLeads = Prisma.sql`SELECT 'lead', id, company FROM "Lead" WHERE status IN ('pool', 'owned')`
  return tx.$queryRaw<{ kind: Prospect['kind']; id: string; name: string }[]>`
    ${inAccounts} AND name ${like} ${whole}
    UNION ALL ${inAccounts} AND name ~ '[（(]' AND name ${like} ${begun}
    UNION ALL ${inLeads} AND company ${like} ${whole}
    UNION ALL ${inLeads} AND company ~ '[（(]' AND company ${like} ${begun}
    LIMIT 500`
}

/** For LIKE, where `%` and `_` mean something. */
export const literal = (words: string): string => words.replace(/[\\%_]/g, '\\$&')
