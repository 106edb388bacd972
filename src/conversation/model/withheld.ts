import { readAmounts } from '../understand/readers/amounts.ts'
import { matchesOf, overlap, type Span } from '../understand/readers/span.ts'
import type { Reading } from '../understand/reading.ts'

/** What may be hidden from the model; `[]` shows it the sentence as it was said. */
export const maskable = ['phones', 'amounts', 'names'] as const
export type Mask = (typeof maskable)[number]

/** What a sentence says that is to be hidden, in the order in which one goes before another. */
export function withheld(reading: Reading, mask: readonly Mask[]): Withheld[] {
  const { phones, mentions, titled, stranger, dates } = reading
  const { plain, original } = reading.text
  const mailboxes = matchesOf(plain, mailbox).map(spanOf)
  const names = [...mentions, ...(stranger ? everywhere(plain, stranger.plain) : []), ...titled]
  const known = [...mailboxes, ...names, ...dates.filter((date) => standsAlone(plain, date))]
  const runs = matchesOf(without(plain, known), run).map(spanOf)
  const grouped = runs.filter((one) => isGrouped(plain, one) && !phones.some((phone) => overlap(phone, one)))
  // Those that were taken back, too, which the reading leaves out.
  const amounts = readAmounts(plain, [...known, ...phones, ...grouped])
  const figures = matchesOf(without(plain, [...known, ...phones, ...amounts]), piece)
    .map(spanOf)
    .filter((one) => runs.some((whole) => overlap(whole, one)) && !isCount(plain, one))

  const said = ({ start, end }: Span): string => original.slice(start, end)
  const asNumber = (one: Span): string =>
    isGrouped(plain, one) ? plain.slice(one.start, one.end).replace(/\D/g, '') : said(one)
  return [
    ...(mask.includes('phones') ? [...signed('电话', phones, said), ...signed('邮箱', mailboxes, said)] : []),
    ...(mask.includes('names') ? signed('名字', names, said) : []),
    ...(mask.includes('amounts') ? signed('金额', amounts, ({ amount }) => amount) : []),
    // Read as nothing, so it may be either.
    ...(mask.includes('phones') || mask.includes('amounts') ? signed('数字', figures, asNumber) : []),
  ]
}

/** `standsFor`: what the model would have to answer. */
export type Withheld = Span & { label: string; standsFor: string }

const signed = <S extends Span>(
  label: string,
  spans: readonly S[],
  standsFor: (span: S) => string,
): Withheld[] =>
  spans.map((span) => ({ start: span.start, end: span.end, label, standsFor: standsFor(span) }))

const mailbox = /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g

const without = (plain: string, spans: readonly Span[]): string =>
  spans.reduce(
    (text, { start, end }) => text.slice(0, start) + '|'.repeat(end - start) + text.slice(end),
    plain,
  )

/** Five digits or more, whatever they are grouped by. */
const run = /\+?\d(?:[ .,\-_()/+]{0,3}\d){4,}/g
/** What a sum or a number that was read in the midst of a run leaves of it. */
const piece = /\+?\d(?:[ .,\-_()/+]{0,3}\d)*/g

/** 50000 3天: a figure or two that stand off are of something else. */
const isCount = (plain: string, { start, end }: Span): boolean =>
  /^\d{1,2}$/.test(plain.slice(start, end)) &&
  (plain[start - 1] === ' ' || (plain[end] === ' ' && !/\d/.test(plain[start - 1] ?? '')))

/** 120 0000, 1 200 000, 138.0013.8000: one number, as its groups tell; not where a unit follows. */
const isGrouped = (plain: string, { start, end }: Span): boolean =>
  groups.test(plain.slice(start, end)) && !/^\s?[万亿千百wk]/.test(plain.slice(end, end + 2))

const groups = /^\d{1,3}(?: \d{3})+$|^\d{1,4}(?:[ ,]\d{4})+$|^\d+(?:\.\d{3,4}){2,}$/

/** Part of a number can look like a day. */
const standsAlone = (plain: string, { start, end }: Span): boolean =>
  !/\d\.?$/.test(plain.slice(Math.max(0, start - 2), start)) && !/^\.?\d/.test(plain.slice(end, end + 2))

function everywhere(text: string, part: string): Span[] {
  const found: Span[] = []
  for (let start = text.indexOf(part); start >= 0; start = text.indexOf(part, start + part.length))
    found.push({ start, end: start + part.length })
  return found
}

const spanOf = (found: RegExpExecArray): Span => ({
  start: found.index,
  end: found.index + found[0].length,
})
