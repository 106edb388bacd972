import { readable } from '../text.ts'
import { companyKeys, type Keys, personKeys, thingKeys } from './keys.ts'
import { createPostings, type Postings } from './postings.ts'

/** A record as people name it. `ownerId: null` is the pool. */
export type NameEntry = {
  kind: 'account' | 'lead' | 'opportunity' | 'contact' | 'member' | 'department' | 'task'
  id: string
  name: string
  /** What its people call it. */
  aliases: readonly string[]
  ownerId: string | null
  accountId?: string
  region?: string
  status?: string
  stage?: string
  phone?: string
  title?: string
}

/** Names of a company's records, kept fresh from the database; every look-up is by index. */
export type NameBook = {
  readonly size: number
  add(entry: NameEntry): void
  replace(entry: NameEntry): void
  remove(kind: NameEntry['kind'], id: string): void
  get(kind: NameEntry['kind'], id: string): NameEntry | undefined
  /** Records called exactly so, or by a short form of their name. */
  called(word: string): Slots
  sounding(sound: string): Slots
  spelt(latin: string): Slots
  /** The longest name that begins with these two characters, 0 for none. */
  longestFrom(head: string): number
  longestSound(head: string): number
  /** Companies whose short form begins so; for slips. */
  headed(head: string): Slots
  of(accountId: string, kind: 'contact' | 'opportunity'): NameEntry[]
  owned(ownerId: string | null): NameEntry[]
  /** Contacts and colleagues of that family name. */
  family(surname: string): NameEntry[]
  at(slot: number): NameEntry
}

export type Slots = readonly number[]

export function createNameBook(entries: Iterable<NameEntry> = []): NameBook {
  const slots: (NameEntry | undefined)[] = []
  const free: number[] = []
  const places = new Map<string, number>()
  const index: Index = {
    called: createPostings(2),
    sounds: createPostings(2, '|'),
    latin: createPostings(0),
    heads: createPostings(0),
    accounts: createPostings(0),
    owners: createPostings(0),
    families: createPostings(0),
  }
  const entriesAt = (found: Slots): NameEntry[] => found.map((slot) => slots[slot] as NameEntry)

  function add(entry: NameEntry): void {
    const place = `${entry.kind} ${entry.id}`
    if (places.has(place)) remove(entry.kind, entry.id)
    const slot = free.pop() ?? slots.length
    slots[slot] = entry
    places.set(place, slot)
    eachKey(index, entry, (postings, key) => postings.add(key, slot))
  }

  function remove(kind: NameEntry['kind'], id: string): void {
    const slot = places.get(`${kind} ${id}`)
    const entry = slot === undefined ? undefined : slots[slot]
    if (slot === undefined || !entry) return
    eachKey(index, entry, (postings, key) => postings.remove(key, slot))
    places.delete(`${kind} ${id}`)
    slots[slot] = undefined
    free.push(slot)
  }

  for (const entry of entries) add(entry)
  return {
    get size() {
      return places.size
    },
    add,
    replace: add,
    remove,
    get: (kind, id) => slots[places.get(`${kind} ${id}`) ?? -1],
    called: index.called.get,
    sounding: index.sounds.get,
    spelt: index.latin.get,
    longestFrom: index.called.longest,
    longestSound: index.sounds.longest,
    headed: index.heads.get,
    of: (accountId, kind) => entriesAt(index.accounts.get(accountId)).filter((entry) => entry.kind === kind),
    owned: (ownerId) => entriesAt(index.owners.get(ownerId ?? pool)),
    family: (surname) => entriesAt(index.families.get(surname)),
    at: (slot) => slots[slot] as NameEntry,
  }
}

function eachKey(index: Index, entry: NameEntry, act: (postings: Postings, key: string) => void): void {
  const keys = keysOf(entry)
  for (const key of keys.called) act(index.called, key)
  for (const key of keys.derived) act(index.called, key)
  for (const key of keys.sounds) act(index.sounds, key)
  for (const key of keys.latin) act(index.latin, key)
  if (isCompany(entry)) for (const head of headsOf(keys)) act(index.heads, head)
  if (entry.accountId) act(index.accounts, entry.accountId)
  if (entry.kind !== 'contact' && entry.kind !== 'member') act(index.owners, entry.ownerId ?? pool)
  if (entry.kind === 'contact' || entry.kind === 'member')
    act(index.families, readable(entry.name).plain[0] ?? '')
}

const keysOf = (entry: NameEntry): Keys =>
  isCompany(entry)
    ? companyKeys(entry.name, entry.aliases)
    : entry.kind === 'contact' || entry.kind === 'member'
      ? personKeys(entry.name, entry.aliases)
      : thingKeys(entry.name, entry.aliases)

const headsOf = (keys: Keys): Set<string> =>
  new Set([...keys.called, ...keys.derived].filter((key) => key.length >= 3).map((key) => key.slice(0, 2)))

export const isCompany = (entry: NameEntry): boolean => entry.kind === 'account' || entry.kind === 'lead'

const pool = '(pool)'

type Index = Record<'called' | 'sounds' | 'latin' | 'heads' | 'accounts' | 'owners' | 'families', Postings>
