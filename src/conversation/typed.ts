import { withoutHalves } from '../characters.ts'
import type { By } from '../crm/by.ts'
import { Ask, type Asked } from './ask.ts'
import { readAmounts } from './understand/readers/amounts.ts'
import { readDates } from './understand/readers/dates.ts'
import { readable } from './understand/text.ts'
import type { When } from './understand/understanding.ts'

/**
 * The sum in an answer that is nothing but a sum: `28万`, `280000`, `¥5,000`. Yuan as a decimal string with two
 * places; `undefined` when there is none, or none above zero.
 */
export function typedAmount(words: string | undefined): string | undefined {
  if (!words) return undefined
  const { plain } = readable(words)
  // A bare number counts as money only behind a word that says so.
  return (readAmounts(plain, [])[0] ?? readAmounts(`金额${plain.trim()}`, [])[0])?.amount
}

/** The same; where there is none, the question is asked (again). */
export function theAmount(words: string | undefined, question: Asked): string {
  const amount = typedAmount(words)
  if (!amount) throw new Ask(question)
  return amount
}

/** The day or moment in an answer: `周五`, `月底`, `2026-07-01`; `undefined` when there is none. */
export function typedWhen(words: string | undefined, at: At): When | undefined {
  if (!words) return undefined
  if (/^\d{4}-\d{2}-\d{2}(T.*)?$/.test(words)) return words
  return datesIn(readable(words).plain, at)[0]?.when
}

/** The day in an answer, `YYYY-MM-DD`; where there is none, the question is asked (again). */
export function theDay(words: string | undefined, at: At, question: Asked): string {
  const when = typedWhen(words, at)
  if (!when) throw new Ask(question)
  return when.slice(0, 10)
}

/** What is left of an answer without its first date: `周五 送样` → `送样`. */
export function withoutWhen(words: string, at: At): string {
  const { original, plain } = readable(words)
  const [date] = datesIn(plain, at)
  const rest = date ? original.slice(0, date.start) + original.slice(date.end) : original
  return trimmed(rest)
}

/** What is left of an answer without its first sum: `收银机 28万` → `收银机`. */
export function withoutAmount(words: string): string {
  const { original, plain } = readable(words)
  const [amount] = readAmounts(plain, [])
  const rest = amount ? original.slice(0, amount.start) + original.slice(amount.end) : original
  return trimmed(rest)
}

/** Half an emoji may have gone with the words beside it. */
const trimmed = (words: string): string => withoutHalves(words).replace(/^[\s，,、:：]+|[\s，,、。]+$/gu, '')

/** 明天 is the day after it was said, also where it is worked on after midnight. */
const datesIn = (plain: string, { saidAt, now, zone }: At) => readDates(plain, saidAt ?? now, zone, [])

type At = Pick<By, 'now' | 'saidAt' | 'zone'>
