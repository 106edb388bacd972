import type { Message, Target } from '../chat/message.ts'
import type { Delivery, Tx } from '../db/types.ts'
import type { Draft } from './post.ts'

/** For all cards about these subjects, the newest 200; without those of this very message and the tapped one. */
export async function masksOf(
  tx: Tx,
  subjects: string[],
  message: Message,
  but: { inbound: { id: string }; tapped: { id: string } | null },
): Promise<Draft[]> {
  const cards = await cardsAbout(tx, subjects, 200)
  return cards
    .filter(({ id, inboundId }) => id !== but.tapped?.id && inboundId !== but.inbound.id)
    .map((card) => maskOf(card, message))
}

/** The same for many, each with the message that its cards become. */
export async function masksOfAll(tx: Tx, changes: Change[]): Promise<Draft[]> {
  const messages = new Map(changes.flatMap(({ subjects, message }) => subjects.map((one) => [one, message])))
  const cards = await cardsAbout(tx, [...messages.keys()], 200 * changes.length)
  return cards.map((card) => maskOf(card, messages.get(card.subject as string) as Message))
}

export type Change = { subjects: string[]; message: Message }

const cardsAbout = (tx: Tx, subjects: string[], limit: number): Promise<Delivery[]> =>
  tx.delivery.findMany({
    where: { subject: { in: subjects }, updatesId: null, status: { notIn: [...unseen] } },
    orderBy: { id: 'desc' },
    take: limit,
  })

/** What has come to nothing has no card that could be changed. */
export const unseen = ['failed', 'lapsed'] as const

const maskOf = (card: Delivery, message: Message): Draft => ({ ...updateOf(card, message), kind: 'mask' })

/** A delivery that changes a card in place. */
export const updateOf = (
  card: { id: string; platform: string; target: unknown; subject: string | null },
  message: Message,
): Draft => ({
  platform: card.platform,
  target: card.target as Target,
  kind: 'update',
  message,
  updatesId: card.id,
})
