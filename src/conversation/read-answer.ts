import { Ask, type Asked } from './ask.ts'
import type { Turn } from './turn.ts'
import { readAmounts } from './understand/readers/amounts.ts'
import { readDates } from './understand/readers/dates.ts'
import { readable } from './understand/text.ts'

/** The amount of an answer (`3万`, `28000`), in yuan as a decimal string. Asks again where there is none. */
export function amountIn(words: string | undefined, question: Asked): string {
  if (words && /^\d+\.\d{2}$/.test(words)) return words
  // A bare number counts as money only behind a word that says so.
  const amount = words && readAmounts(`金额${readable(words).plain}`, [])[0]?.amount
  if (!amount) throw new Ask(question)
  return amount
}

/** The day of an answer (`周五`, `6月12号`), `YYYY-MM-DD`. Asks again where there is none. */
export function dayIn(turn: Turn, words: string | undefined, question: Asked): string {
  if (words && /^\d{4}-\d{2}-\d{2}/.test(words)) return words.slice(0, 10)
  const day = words && readDates(readable(words).plain, turn.now, turn.zone, [])[0]?.when
  if (!day) throw new Ask(question)
  return day.slice(0, 10)
}
