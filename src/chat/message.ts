import type { Card, Tone } from './card.ts'

/** Something the bot says: a line, or a card. */
export type Message = { text: string } | { card: Card }

/** Where a message goes. `via` tells groups of one platform apart that are reached by different calls. */
export type Target =
  | { kind: 'user'; id: string }
  | { kind: 'chat'; id: string; via?: 'chat' | 'appchat' | 'webhook' }

/** The short line that pops up over a card that was tapped. */
export type Toast = { tone: Tone; text: string }
