import type { Card } from '../chat/card.ts'
import { show, showEverywhere, type Turn } from './turn.ts'

/**
 * A record has changed: every card about it shows that, and whoever changed it sees it where they did so, be it
 * by a sentence, on another card, or on one of those copies.
 */
export async function showChanged(turn: Turn, subject: string, card: Card): Promise<void> {
  const tapped = await tappedSubject(turn)
  showEverywhere(turn, subject, card)
  if (tapped !== subject) show(turn, card, subject)
}

/** What the tapped card is about; `null` after a sentence. */
export async function tappedSubject({ tx, inbound }: Turn): Promise<string | null> {
  const { content, platform } = inbound
  if (content.kind !== 'tap') return null
  const card = await tx.delivery.findFirst({
    where: { platform, messageId: content.messageId },
    select: { subject: true },
  })
  return card?.subject ?? null
}
