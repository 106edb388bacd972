import type { Card, ListItem } from '../../chat/card.ts'

/** The rows of all lists of a card. Those of lists with numbers or buttons are counted through, so that a button can name its row. */
export function rowsOf(card: Card): { item: ListItem; number: number | null }[] {
  let count = 0
  return card.blocks.flatMap((block) => {
    if (block.kind !== 'list') return []
    const counted = block.numbered === true || block.items.some((item) => item.button)
    return block.items.map((item) => {
      if (counted) count += 1
      return { item, number: item.rank ?? (counted ? count : null) }
    })
  })
}
