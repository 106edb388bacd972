import { aboutToDrop } from './commands/about-to-drop.ts'
import { addContact } from './commands/add-contact.ts'
import { bindGroup, unbindGroup } from './commands/bind-channel.ts'
import { claimByName } from './commands/claim.ts'
import { dropTask } from './commands/drop-task.ts'
import { join } from './commands/join.ts'
import { listOf } from './commands/list-of.ts'
import { myMorning } from './commands/morning.ts'
import { muteMe } from './commands/mute.ts'
import { offerInGroup } from './commands/offer-in-group.ts'
import { smallTalk } from './commands/small-talk.ts'
import { writeOffPhrase } from './commands/write-off.ts'
import type { Phrase } from './phrase.ts'
import type { Turn } from './turn.ts'

/**
 * House phrases: fixed forms that are no everyday language and are looked at before it. A new one is its
 * command's file and one line here.
 */
export const phrases: Phrase[] = [
  bindGroup,
  unbindGroup,
  claimByName,
  offerInGroup,
  join,
  muteMe,
  myMorning,
  dropTask,
  aboutToDrop,
  addContact,
  listOf,
  writeOffPhrase,
  smallTalk,
]

/** What a house phrase asks for; `null` when the sentence is none. */
export async function phraseIn(turn: Turn, sentence: string): Promise<(() => Promise<void>) | null> {
  const said = sentence.trim()
  if (said.length > longest) return null
  for (const phrase of phrases) {
    const match = phrase.pattern.exec(said)
    if (match && (await (phrase.fits?.(turn, match) ?? true))) return () => phrase.command(turn, match)
  }
  return null
}

/** Their patterns are not made for a whole report: ten thousand blanks would keep one busy for minutes. */
const longest = 200
