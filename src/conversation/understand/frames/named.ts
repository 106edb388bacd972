import { isCompany, type NameEntry } from '../book/name-book.ts'
import type { Mention } from '../readers/mention.ts'
import { atAccounts, contactsTitled, type Titled } from '../readers/people.ts'
import type { Reading } from '../reading.ts'
import type { Named, RecordKind, Ref } from '../understanding.ts'

/** Which record words mean: one, several to choose from, or none. */
export function named(text: string, entries: readonly NameEntry[]): Named {
  const refs = unique(entries)
  if (refs.length === 1) return { text, record: refs[0] as Ref }
  return refs.length ? { text, candidates: refs.slice(0, 20) } : { text }
}

export const refOf = (entry: NameEntry): Ref => ({
  kind: entry.kind as RecordKind,
  id: entry.id,
  name: entry.name,
})

/**
 * The account a sentence is about. Of two that are called the same, a contact or deal named beside them decides;
 * without an account, a lead, contact or deal alone does; else the one talked about minutes ago.
 */
export function accountIn(reading: Reading): Named | undefined {
  const mention = accountMention(reading)
  if (mention) return named(mention.text, decided(mention, reading))
  const closed = reading.mentions.find((one) => one.entries.length === 0)
  if (closed) return { text: closed.text }
  const lead = leadMention(reading)
  if (lead) return named(lead.text, lead.entries.filter(isCompany))
  const byDeal = accountsOf(dealMention(reading)?.entries ?? [], reading)
  if (byDeal.length === 1) return named(dealMention(reading)?.text ?? '', byDeal)
  if (reading.stranger) return { text: reading.stranger.text }
  return accountOfContact(reading) ?? talkedAbout(reading)
}

/** The account mention a sentence is about: the last one a correction left, else the first. */
export function accountMention(reading: Reading): Mention | undefined {
  const all = reading.mentions.filter((mention) => mention.entries.some((entry) => entry.kind === 'account'))
  for (const { start, end } of reading.corrections) {
    const after = all.find((mention) => mention.start >= end && mention.start - end <= 6)
    if (after && all.some((mention) => mention.end <= start)) return after
  }
  return all[0]
}

/** A lead that is named: whatever is said is not about the account that was talked about before. */
const leadMention = (reading: Reading): Mention | undefined =>
  reading.mentions.find((mention) => mention.entries.some((entry) => entry.kind === 'lead'))

export const dealMention = (reading: Reading): Mention | undefined => {
  const all = reading.mentions.filter((mention) =>
    mention.entries.some((entry) => entry.kind === 'opportunity'),
  )
  return all.find((mention) => mention.entries.every((entry) => entry.kind === 'opportunity')) ?? all[0]
}

export const memberMention = (reading: Reading): Mention | undefined =>
  reading.mentions.find((mention) => mention.entries.some((entry) => entry.kind === 'member'))

/** Companies of the pool, or the speaker's own leads, by how they were mentioned. */
export function companyMention(reading: Reading, fits: (entry: NameEntry) => boolean): Mention | undefined {
  return reading.mentions.find((mention) => mention.entries.some((entry) => isCompany(entry) && fits(entry)))
}

/** The contact of a frame: named in full, or by family name and title, at the account if one is known. */
export function contactIn(reading: Reading, account: Named | undefined): Named | undefined {
  const accountIds = idsOf(account)
  const mention = reading.mentions.find(
    (one) => one.entries.some((entry) => entry.kind === 'contact') && atAccounts(one, accountIds).length,
  )
  if (mention) return named(mention.text, atAccounts(mention, accountIds))
  for (const person of reading.titled) {
    const contacts = contactsTitled(person, accountIds, reading.context)
    if (contacts.length) return named(person.text, contacts)
  }
  const unknown = reading.titled[0]
  return unknown && accountIds.length ? { text: unknown.text } : undefined
}

function decided(mention: Mention, reading: Reading): NameEntry[] {
  const accounts = mention.entries.filter((entry) => entry.kind === 'account')
  if (accounts.length < 2) return accounts
  const ids = accounts.map((account) => account.id)
  const told = new Set([
    ...reading.titled
      .flatMap((person) => contactsTitled(person, ids, reading.context))
      .map((contact) => contact.accountId),
    ...reading.mentions.flatMap((one) => atAccounts(one, ids)).map((contact) => contact.accountId),
  ])
  const fitting = accounts.filter((account) => told.has(account.id))
  return fitting.length ? fitting : accounts
}

function accountOfContact(reading: Reading): Named | undefined {
  for (const mention of reading.mentions) {
    const accounts = accountsOf(atAccounts(mention, []), reading)
    if (accounts.length) return named(mention.text, accounts)
  }
  for (const person of reading.titled) {
    const accounts = accountsOf(trusted(person, reading), reading)
    if (accounts.length) return named(person.text, accounts)
  }
  return undefined
}

/** A family name alone points to an account only among a person's own few contacts. */
const trusted = (person: Titled, reading: Reading): NameEntry[] => contactsTitled(person, [], reading.context)

function accountsOf(entries: readonly NameEntry[], { context }: Reading): NameEntry[] {
  const ids = new Set(entries.map((entry) => entry.accountId).filter((id) => id !== undefined))
  return [...ids].map((id) => context.names.get('account', id)).filter((entry) => entry !== undefined)
}

function talkedAbout({ context }: Reading): Named | undefined {
  const { recent, at } = context
  const fresh = recent?.account && at.getTime() - recent.at.getTime() <= minutesRemembered * 60_000
  return fresh && recent?.account ? { text: recent.account.name, record: recent.account } : undefined
}

const minutesRemembered = 15

export const idsOf = (name: Named | undefined): string[] =>
  name?.record ? [name.record.id] : (name?.candidates ?? []).map((candidate) => candidate.id)

function unique(entries: readonly NameEntry[]): Ref[] {
  const seen = new Map<string, Ref>()
  for (const entry of entries) seen.set(`${entry.kind} ${entry.id}`, refOf(entry))
  return [...seen.values()]
}
