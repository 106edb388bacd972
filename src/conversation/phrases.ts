import { bindGroup, unbindGroup } from './commands/bind-channel.ts'
import { claimByName } from './commands/claim.ts'
import { join } from './commands/join.ts'
import { offerInGroup } from './commands/offer-in-group.ts'
import type { Turn } from './turn.ts'

/**
 * House phrases: fixed forms that are no everyday language and are looked at before it. A new one is its
 * command's file and one line here.
 */
export const phrases: Phrase[] = [bindGroup, unbindGroup, claimByName, offerInGroup, join]

export type Phrase = { pattern: RegExp; command(turn: Turn, match: RegExpExecArray): Promise<void> }

/** What a house phrase asks for; `null` when the sentence is none. */
export function phraseIn(sentence: string): ((turn: Turn) => Promise<void>) | null {
  for (const { pattern, command } of phrases) {
    const match = pattern.exec(sentence.trim())
    if (match) return (turn) => command(turn, match)
  }
  return null
}
