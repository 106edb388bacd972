import type { Turn } from './turn.ts'
import type { Arguments, Intent } from './understand/understanding.ts'

/**
 * One thing that people say, with the taps that belong to it. It lives in one file of `commands/` and in one
 * line of `commands/index.ts`.
 */
export type Command = {
  intent: Intent
  /** Runs what was said. Throws `Ask` for what is missing and `Refusal` for what must not be. */
  run(turn: Turn, known: Arguments): Promise<void>
  /** What its cards' buttons do, by act. Arguments come from outside: each parses its own. */
  taps?: Record<string, TapHandler>
}

export type TapHandler = (turn: Turn, tapped: Tapped) => Promise<void>
/** The arguments of the button and the values that were chosen or typed, as they came. */
export type Tapped = {
  args: Record<string, string>
  values: Record<string, string | string[]>
  /** What the answer to a question said, when the tap had asked one (`Asked.answers`). */
  known?: Arguments
}
