import type { Intent } from '../understanding.ts'

/**
 * One way of saying one thing, matched on the masked sentence (see `mask.ts`). Of the rules that match, the
 * heaviest that the mood allows wins: 90 a command in so many words, 60–80 a plain statement of the act,
 * 40 the usual words for it, 20 a hint.
 */
export type Rule = {
  intent: Intent
  weight: number
  when: RegExp
  /** Where this stands too, the words mean something else. */
  unless?: RegExp
  why: string
}

/** Rules of one intent, told in rows. */
export const rules = (intent: Intent, rows: readonly Row[]): Rule[] =>
  rows.map(([weight, when, why, unless]) => ({ intent, weight, when, why, ...(unless && { unless }) }))

type Row = readonly [weight: number, when: RegExp, why: string, unless?: RegExp]
