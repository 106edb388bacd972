import { ask } from '../questions.ts'
import type { Reading } from '../reading.ts'
import type { Arguments, Intent, Named, Question } from '../understanding.ts'

/** What an intent takes from a sentence. */
export type Frame = { arguments: Arguments; question?: Question }
export type Fill = (reading: Reading, match: Match) => Frame

/** Where the rule matched, in positions of the masked text. */
export type Match = { start: number; end: number; why: string }

/** The sentence puts the last record right: what it does not say stays as it is. */
export const isMending = (match: Match): boolean => match.why.startsWith('mends')

/** Nothing without a value, so that what is absent is absent. */
export function only(given: Arguments): Arguments {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== ''),
  ) as Arguments
}

/** Asks when the record is missing, unknown or one of several. */
export function needs(
  intent: Intent,
  about: 'account' | 'target',
  name: Named | undefined,
): Question | undefined {
  if (name?.record) return undefined
  return ask(intent, about, name?.candidates ?? [], name?.text)
}

/** Text without edges of punctuation and filler. */
export const trimmed = (text: string): string =>
  text
    .replace(/^[\s,，。;；:：、!！…—~-]+|[\s,，;；:：、…—~\-。]+$/g, '')
    .replace(/\s+/g, ' ')
    .trim()

/** The words as they were typed: reading happens in lower case and half width. */
export function asTyped(words: string, { original, plain }: { original: string; plain: string }): string {
  const at = plain.indexOf(words)
  return at < 0 ? words : original.slice(at, at + words.length)
}
