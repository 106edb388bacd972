import { keptMessages } from '../../../cards/kept-messages.ts'
import { fitChars } from '../../characters.ts'
import type { Card } from '../../chat/card.ts'
import type { Message } from '../../chat/message.ts'

/** Messages that waited, as one card; the first of them stands for all. */
export function keptCard(kept: Kept[], from = 0): Card {
  return keptMessages({
    first: kept[0]?.id ?? '',
    from,
    total: kept.length,
    rows: kept.slice(from, from + rowsShown).map(({ id, message }) => ({ id, ...lineOf(message) })),
  })
}

export type Kept = { id: string; message: Message }

const rowsShown = 5

function lineOf(message: Message): { title: string; detail: string | null } {
  if ('text' in message) return { title: fitChars(message.text, 60), detail: null }
  const { title, summary } = message.card
  return { title, detail: summary && summary !== title ? fitChars(summary, 60) : null }
}
