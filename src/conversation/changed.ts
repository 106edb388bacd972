import type { Card } from '../chat/card.ts'
import { show, showEverywhere, type Turn } from './turn.ts'

/**
 * A record has changed: whoever changed it sees that where they did so, by a sentence or on a tapped card, and
 * the cards about it that others have show it too.
 */
export function showChanged(turn: Turn, subject: string, card: Card): void {
  show(turn, card, subject)
  showEverywhere(turn, subject, card)
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

/** Whether somebody was told of it by a card, which shows what changes. */
export async function hasCard({ tx }: Turn, subject: string, memberId: string): Promise<boolean> {
  const card = await tx.delivery.findFirst({
    where: { subject, memberId, updatesId: null, status: { notIn: ['failed', 'lapsed'] } },
    select: { id: true },
  })
  return card !== null
}
