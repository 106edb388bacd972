import { isCompany, type NameEntry } from '../book/name-book.ts'
import { placeAtStart } from '../book/regions.ts'
import type { Context } from '../context.ts'
import { tagged } from '../words.ts'
import { formsOf } from './forms.ts'
import type { Mention } from './mention.ts'
import type { Span } from './span.ts'

/** The first part of a name where nobody gave the company a shorter one: 七星岩 for 七星岩幼儿园 and 七星岩茶餐厅. */
export function beginnings(
  text: string,
  context: Context,
  taken: readonly Span[],
  open: (entry: NameEntry) => boolean,
): Mention[] {
  const found: Mention[] = []
  for (let start = 0; start < text.length - 1; start++) {
    if (taken.some((span) => span.start < start + 2 && start < span.end)) continue
    const entries = headed(text.slice(start, start + 2), context, open)
    const longest = Math.max(0, ...entries.map((entry) => shared(text, start, entry)))
    if (longest < 2 || (longest === 2 && !standsForName(text, start))) continue
    const fitting = entries.filter((entry) => shared(text, start, entry) === longest)
    if (fitting.length > 8) continue
    found.push({
      start,
      end: start + longest,
      text: text.slice(start, start + longest),
      entries: fitting,
      how: 'slip',
    })
    start += longest - 1
  }
  return found
}

/** Other companies that a short form nobody chose would fit as well. */
export function sameBeginning(
  mention: Mention,
  context: Context,
  open: (entry: NameEntry) => boolean,
): Mention {
  const company = mention.entries.find(isCompany)
  if (!company || mention.text.length > 3 || mention.how !== 'called') return mention
  if (mention.entries.some((entry) => entry.name === mention.text || entry.aliases.includes(mention.text)))
    return mention
  const also = headed(mention.text.slice(0, 2), context, open).filter((entry) =>
    formsOf(entry).some((form) => form.startsWith(mention.text)),
  )
  return { ...mention, entries: [...new Set([...mention.entries, ...also])] }
}

const headed = (head: string, { names }: Context, open: (entry: NameEntry) => boolean): NameEntry[] =>
  names
    .headed(head)
    .slice(0, 80)
    .map((slot) => names.at(slot))
    .filter(open)

function shared(text: string, start: number, entry: NameEntry): number {
  let most = 0
  for (const form of formsOf(entry)) {
    let length = 0
    while (length < form.length && form[length] === text[start + length]) length++
    if (length >= placeAtStart(form) + 2) most = Math.max(most, length)
  }
  return most
}

/** Two characters are a name only where one may stand, and when they are no everyday word. */
function standsForName(text: string, start: number): boolean {
  const word = text.slice(start, start + 2)
  const before = text[start - 1]
  const placed = before === undefined || /[\s,。;:!把将领抢捞退跟给里上]/.test(before)
  const words = tagged(word)
  return (
    placed &&
    /^\p{Script=Han}{2}$/u.test(word) &&
    (words.length > 1 || /^(?:ns|nz|nr|nt|n$|x)/.test(words[0]?.tag ?? '')) &&
    /^(?:那|这|的|家|客户|线索|公司|条|,|\s|$)/.test(text.slice(start + 2))
  )
}
