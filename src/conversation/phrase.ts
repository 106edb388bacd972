import type { Turn } from './turn.ts'

/** A fixed form of a sentence and what it asks for. */
export type Phrase = {
  pattern: RegExp
  /** Whether the names in it are what the phrase is about; without them it is everyday language. */
  fits?(turn: Turn, match: RegExpExecArray): boolean | Promise<boolean>
  command(turn: Turn, match: RegExpExecArray): Promise<void>
}
