import { isCompany, type NameEntry } from '../book/name-book.ts'
import type { Context } from '../context.ts'
import { formsOf } from './forms.ts'
import type { Mention } from './mention.ts'
import type { Span } from './span.ts'

/** Names with one wrong, missing or extra character: 租凭 for 租赁. Only where nothing else was found. */
export function slips(
  text: string,
  context: Context,
  taken: readonly Mention[],
  open: (entry: NameEntry) => boolean,
): Mention[] {
  const companyFound = taken.some((mention) => mention.entries.some(isCompany))
  const dealFound = taken.some((mention) => mention.entries.some((entry) => entry.kind === 'opportunity'))
  const wanted = (entry: NameEntry): boolean =>
    open(entry) && ((isCompany(entry) && !companyFound) || (entry.kind === 'opportunity' && !dealFound))
  if (companyFound && dealFound) return []
  return [...candidates(text, context)].filter(wanted).flatMap((entry) => slipOf(text, entry, taken))
}

/** The speaker's own records where they are few; else the companies whose name begins as the text does somewhere. */
function candidates(text: string, { names, sees, speaker }: Context): Set<NameEntry> {
  const found = new Set<NameEntry>()
  const owners = sees === 'all' ? [speaker.id] : [...sees]
  for (const owner of owners.slice(0, 60)) {
    for (const entry of names.owned(owner)) if (found.size < 400) found.add(entry)
  }
  const heads = new Set<string>()
  for (let at = 0; at < Math.min(text.length - 3, 200); at++) heads.add(text.slice(at, at + 2))
  for (const head of heads) {
    for (const slot of names.headed(head).slice(0, 60)) if (found.size < 800) found.add(names.at(slot))
  }
  return found
}

function slipOf(text: string, entry: NameEntry, taken: readonly Span[]): Mention[] {
  for (const form of formsOf(entry)) {
    if (form.length < 4) continue
    const found = nearly(text, form)
    if (!found || taken.some((span) => span.start < found.end && found.start < span.end)) continue
    return [{ ...found, text: text.slice(found.start, found.end), entries: [entry], how: 'slip' }]
  }
  return []
}

/** Where the text holds the form but for one character: its first half or its second stands there unharmed. */
function nearly(text: string, form: string): Span | undefined {
  const half = form.length >> 1
  for (const [part, offset] of [
    [form.slice(0, half), 0],
    [form.slice(half), half],
  ] as const) {
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      for (const length of [form.length, form.length - 1, form.length + 1]) {
        const start = offset ? at + part.length - length : at
        if (start < 0 || start + length > text.length) continue
        if (oneApart(text.slice(start, start + length), form)) return { start, end: start + length }
      }
    }
  }
  return undefined
}

/** At most one character wrong, missing or too many. */
function oneApart(said: string, form: string): boolean {
  let head = 0
  while (head < said.length && head < form.length && said[head] === form[head]) head++
  let tail = 0
  while (tail < Math.min(said.length, form.length) - head && said.at(-1 - tail) === form.at(-1 - tail)) tail++
  return Math.max(said.length, form.length) - head - tail <= 1 && /^[\p{Script=Han}a-z0-9]+$/u.test(said)
}
