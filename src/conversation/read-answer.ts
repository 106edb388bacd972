import { Ask, type Asked } from './ask.ts'
import type { Turn } from './turn.ts'
import { typedAmount, typedWhen } from './typed.ts'

/** The amount of an answer (`3万`, `28000`), in yuan as a decimal string. Asks again where there is none. */
export function amountIn(words: string | undefined, question: Asked): string {
  const amount = typedAmount(words)
  if (!amount) throw new Ask(question)
  return amount
}

/** The day of an answer (`周五`, `6月12号`), `YYYY-MM-DD`. Asks again where there is none. */
export function dayIn(turn: Turn, words: string | undefined, question: Asked): string {
  const when = typedWhen(words, turn)
  if (!when) throw new Ask(question)
  return when.slice(0, 10)
}
