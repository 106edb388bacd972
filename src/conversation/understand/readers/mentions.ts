import { isCompany, type NameBook, type NameEntry, type Slots } from '../book/name-book.ts'
import { placeAtStart } from '../book/regions.ts'
import { syllables } from '../book/syllables.ts'
import type { Context } from '../context.ts'
import { isWordUnit, plainWord } from '../text.ts'
import { isWord, segment } from '../words.ts'
import { beginnings, sameBeginning } from './beginnings.ts'
import { brands } from './brands.ts'
import { isCommon, isName } from './everyday.ts'
import type { Mention } from './mention.ts'
import { slips } from './slips.ts'
import { apart, byLength, byPlace, type Span } from './span.ts'
import { tails } from './tails.ts'

/**
 * Records named in the sentence, of those the speaker may see. First as they are called; then, where nothing
 * was found, by sound, initials and slips of the pen.
 */
export function readMentions(text: string, context: Context): Mention[] {
  const open = (entry: NameEntry): boolean => mayName(entry, context)
  const called = apart(calledIn(text, context.names, open).sort(byLength))
  const latin = apart(speltIn(text, context.names, open), called)
  const known = [...called, ...latin]
  const sounds = apart(soundingIn(text, context.names, open, known).sort(byLength), known)
  const heard = [...known, ...sounds]
  const near = apart(slips(text, context, heard, open).sort(byLength), heard)
  const parts = apart(beginnings(text, context, [...heard, ...near], open), [...heard, ...near])
  const named = [...heard.map((mention) => sameBeginning(mention, context, open)), ...near, ...parts]
  return (named.some(isOfCompany) ? named : [...named, ...apart(tails(text, context, open), named)])
    .sort(byPlace)
    .map((mention) => withPlace(mention, text))
}

/** 北海银滩: the place that a name begins with belongs to it, and tells those apart that are called the same. */
function withPlace(mention: Mention, text: string): Mention {
  const placed = mention.entries.filter((entry) => isCompany(entry) && placeBefore(entry, mention, text))
  const [first] = placed
  if (!first) return mention
  const start = mention.start - placeBefore(first, mention, text)
  return { ...mention, start, text: text.slice(start, mention.end), entries: placed }
}

function placeBefore({ name }: NameEntry, { start, text: said }: Mention, text: string): number {
  const place = name.slice(0, placeAtStart(name)).replace(/[省市区县]$/, '')
  return place && !said.startsWith(place) && text.slice(0, start).endsWith(place) ? place.length : 0
}

/** Names a company, a deal of one, or one that is closed to the speaker. */
export const isOfCompany = ({ entries }: Mention): boolean =>
  entries.length === 0 || entries.some((entry) => isCompany(entry) || entry.kind === 'opportunity')

/** People, departments and the pool are open to all; the rest to whom the owner belongs. */
export function mayName(entry: NameEntry, { sees }: Pick<Context, 'sees'>): boolean {
  if (sees === 'all' || entry.kind === 'member' || entry.kind === 'department') return true
  return entry.ownerId === null ? isCompany(entry) : sees.has(entry.ownerId)
}

type Open = (entry: NameEntry) => boolean

function calledIn(text: string, names: NameBook, open: Open): Mention[] {
  const found: Mention[] = []
  let edges: Set<number> | undefined
  for (let start = 0; start < text.length - 1; start++) {
    const most = Math.min(names.longestFrom(text.slice(start, start + 2)), text.length - start)
    for (let length = most; length >= 2; length--) {
      const word = text.slice(start, start + length)
      const entries = openAt(names, names.called(word), open)
      if (!wholeLatin(text, start, start + length)) continue
      if (!entries.length) {
        if (length < 3 || !names.called(word).some((slot) => isCompany(names.at(slot)))) continue
        found.push({ start, end: start + length, text: word, entries, how: 'called' })
        break
      }
      if (length === 2 && !entries.some((entry) => isPerson(entry))) {
        edges ??= wordEdges(text)
        const own = entries.some((entry) => isCalled(entry, word))
        if (!standsAlone(edges, start) || (isCommon(word) && !(own && isName(text, start, word)))) continue
      }
      found.push({
        start,
        end: start + length,
        text: word,
        entries: preferCalled(entries, word),
        how: 'called',
      })
      break
    }
  }
  return found
}

/**
 * Inside 上海河边 nobody means 海河: a two-character name begins where a word may begin. Its end is not asked
 * for: 宏泰来了 has 泰来 in it, which is a place.
 */
const standsAlone = (edges: Set<number>, start: number): boolean => edges.has(start)

/** Positions that no dictionary word of the text spans. */
function wordEdges(text: string): Set<number> {
  const edges = new Set<number>([0])
  let at = 0
  for (const word of segment(text, false)) {
    at += word.length
    edges.add(at)
  }
  return edges
}

/** People call a company by its own alias before they mean a short form of another's name. */
function preferCalled(entries: NameEntry[], word: string): NameEntry[] {
  const people = entries.filter(isPerson)
  const named = people.filter((entry) => isCalled(entry, word))
  return named.length && named.length < entries.length && people.length === entries.length ? named : entries
}

const isCalled = (entry: NameEntry, word: string): boolean =>
  plainWord(entry.name) === word || entry.aliases.some((alias) => plainWord(alias) === word)

export const isPerson = (entry: NameEntry): boolean => entry.kind === 'contact' || entry.kind === 'member'

/** Words in Latin letters: hhcw, haihe. A short one only where a name may stand: at the start of a clause. */
function speltIn(text: string, names: NameBook, open: Open): Mention[] {
  return Array.from(text.matchAll(/[a-z]{2,24}/g)).flatMap((found) => {
    const [word] = found
    const start = found.index
    const end = start + word.length
    if (latinWords.has(word) || brands.has(word) || !wholeLatin(text, start, end)) return []
    if (word.length === 2 && start > 0 && !/[\s,;:的]/.test(text[start - 1] as string)) return []
    const entries = openAt(names, names.spelt(word), (entry) => open(entry) && isCompany(entry))
    return entries.length && entries.length < 40
      ? [{ start, end, text: word, entries, how: 'spelt' as const }]
      : []
  })
}

const latinWords = new Set(
  'oa ok hi no yes hr it ai pk vs pm am ppt pdf crm erp mes wms tms saas app api kpi top call demo email mail wechat qq poc rfq rfp sop sku ceo cfo cto coo vp bd gmv roi vip zoom teams excel word web www com http https cn id ip sms pos'.split(
    ' ',
  ),
)

/** Three syllables or more that sound like a name, or two that are no word of the dictionary. */
function soundingIn(text: string, names: NameBook, open: Open, taken: readonly Span[]): Mention[] {
  const heard = syllables(text)
  const free = (start: number, end: number): boolean =>
    !taken.some((span) => span.start < end && start < span.end)
  const found: Mention[] = []
  for (let start = 0; start < heard.length - 1; start++) {
    const most = Math.min(names.longestSound(`${heard[start]}|${heard[start + 1]}`), heard.length - start)
    for (let length = most; length >= 2; length--) {
      const end = start + length
      const word = text.slice(start, end)
      if (!free(start, end) || !/^\p{Script=Han}+$/u.test(word)) continue
      const entries = openAt(names, names.sounding(heard.slice(start, end).join('|')), open)
      const fitting = length === 2 ? entries.filter((entry) => isCompany(entry) && !isWord(word)) : entries
      if (!fitting.length || fitting.length > 20) continue
      if (length === 2 && !(namePlace.test(text[start - 1] ?? ' ') && standsAlone(wordEdges(text), start)))
        continue
      found.push({ start, end, text: word, entries: fitting, how: 'sound' })
      break
    }
  }
  return found
}

/** What stands before a name that is only heard: 进商 in 扩容进商务报价 is nobody's. */
const namePlace = /[\s,。;:!给跟和去到见了把访陪约找帮]/

function openAt(names: NameBook, slots: Slots, open: Open): NameEntry[] {
  const entries: NameEntry[] = []
  for (const slot of slots) {
    const entry = names.at(slot)
    if (open(entry)) entries.push(entry)
    if (entries.length >= most) break
  }
  return entries
}

/** More than this many of one name are not listed: the question is the same. */
const most = 50

const wholeLatin = (text: string, start: number, end: number): boolean =>
  !(isWordUnit(text[start]) && isWordUnit(text[start - 1])) &&
  !(isWordUnit(text[end - 1]) && isWordUnit(text[end]) && !/\d/.test(text[end] as string))
