import type { Block, Card, Span, Text } from './card.ts'

/** The card as plain text: for notifications, for platforms and groups that show no cards, and for search. */
export function plainText(card: Card): string {
  return [card.title, ...card.blocks.map(blockText)].filter(Boolean).join('\n')
}

/** The words of a text without its formatting. */
export const wordsOf = (text: Text): string =>
  typeof text === 'string' ? text : text.map(spanWords).join('')

function spanWords(span: Span): string {
  if (typeof span === 'string') return span
  return 'bold' in span ? span.bold : span.text
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'text':
    case 'note':
      return wordsOf(block.text)
    case 'fields':
      return block.fields.map((field) => `${field.label}:${wordsOf(field.value)}`).join('\n')
    case 'list':
      return block.items
        .map((item, index) => {
          const number = item.rank ?? (block.numbered ? index + 1 : null)
          const mark = number === null ? '· ' : `${number}. `
          return `${mark}${wordsOf(item.title)}${item.detail ? `  ${wordsOf(item.detail)}` : ''}`
        })
        .join('\n')
    case 'table':
      return block.rows
        .map((row) => block.columns.map((column) => String(row[column.key] ?? '')).join('  '))
        .join('\n')
    case 'chart':
      return block.chart.bars.map((bar) => `${bar.label} ${bar.value}${block.chart.unit}`).join('\n')
    case 'choice':
    case 'form':
    case 'buttons':
    case 'divider':
      return ''
  }
}
