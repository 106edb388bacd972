import type { Block, Card, Column, ListItem, Span, Text, Tone } from '../../chat/card.ts'
import { cellText } from '../../chat/figures.ts'
import { fitChars } from '../../chat/fit.ts'
import { rowsOf } from './rows.ts'

/** How much of a card is shown; tightened until it fits. */
export type Budget = { rows: number; chars: number; blocks: number }

/**
 * A card's content as lines of WeCom's markdown, which knows headings, bold, links, code, quotes and three
 * colours, and no tables, lists or escapes: https://developer.work.weixin.qq.com/document/path/90236.
 */
export function cardLines(card: Card, budget: Budget): string[] {
  const numbers = new Map(rowsOf(card).map(({ item, number }) => [item, number]))
  const lines = [titleLine(card, budget)]
  let above: Block['kind'] | 'title' = 'title'
  for (const block of card.blocks.slice(0, budget.blocks)) {
    const own = blockLines(block, budget, numbers)
    if (own.length === 0) continue
    // Lines of text belong together, to the title, and to the list below them; everything else stands apart.
    lines.push(...(follows[block.kind]?.includes(above) ? own : ['', ...own]))
    above = block.kind
  }
  return lines
}

const follows: Partial<Record<Block['kind'], string[]>> = { text: ['title', 'text'], list: ['text'] }

function titleLine({ title, tone = 'plain', tags = [] }: Card, { chars }: Budget): string {
  const labels = tags
    .slice(0, 3)
    .map((tag) => ` ${coloured(tag.tone ?? 'plain', safe(fitChars(tag.text, 20)))}`)
  const words = bold(safe(fitChars(title.replaceAll('\n', ' '), Math.min(chars, 100))))
  return `${tone === 'plain' || tone === 'info' ? words : coloured(tone, words)}${labels.join('')}`
}

function blockLines(block: Block, budget: Budget, numbers: Numbers): string[] {
  switch (block.kind) {
    case 'text':
      return markdown(block.text, budget.chars).split('\n')
    case 'note':
      return markdown(block.text, budget.chars)
        .split('\n')
        .map((line) => `> ${coloured('plain', line)}`)
    case 'fields':
      return cut(block.fields, budget, '项', ({ label, value }) => {
        const words = markdown(value, budget.chars).replaceAll('\n', ' ')
        return [`${coloured('plain', `${safe(fitChars(label, 20))}：`)}${words}`]
      })
    case 'list':
      return cut(block.items, budget, '条', (item) => itemLines(item, numbers.get(item) ?? null, budget))
    case 'table':
      return cut(block.rows, budget, '行', (row) => [rowLine(block.columns, row, budget)])
    case 'chart':
    case 'choice':
    case 'form':
    case 'buttons':
    case 'divider':
      return []
  }
}

/** The first rows, and how many more there are. */
function cut<T>(rows: T[], { rows: most }: Budget, unit: string, lines: (row: T) => string[]): string[] {
  const rest = rows.length - most
  return [
    ...rows.slice(0, most).flatMap(lines),
    ...(rest > 0 ? [coloured('plain', `…还有 ${rest} ${unit}`)] : []),
  ]
}

function itemLines({ title, detail }: ListItem, number: number | null, { chars }: Budget): string[] {
  const mark = number === null ? '· ' : `${number}. `
  const below = detail === undefined ? [] : markdown(detail, chars).split('\n')
  const first = `${mark}${markdown(title, chars).replaceAll('\n', ' ')}`
  return [first, ...below.map((line) => (typeof detail === 'string' ? coloured('plain', line) : line))]
}

/** `1  **张伟**　签约 ¥320,000 · 回款 ¥50,000`: figures before the first text stand in front, the rest has its label. */
function rowLine(columns: Column[], row: Record<string, string | number>, { chars }: Budget): string {
  const cells = columns.map((column) => ({
    column,
    words: safe(fitChars(cellText(row[column.key], column.kind).replaceAll('\n', ' '), Math.min(chars, 40))),
  }))
  const head = Math.max(
    cells.findIndex(({ column }) => (column.kind ?? 'text') === 'text'),
    0,
  )
  const before = cells.slice(0, head).map(({ words }) => words)
  const behind = cells
    .slice(head + 1)
    .map(({ column, words }) => `${safe(fitChars(column.label, 12))} ${words}`)
  const name = cells[head] && cells[head].words !== '' ? [bold(cells[head].words)] : []
  return [[...before, ...name].join('  '), behind.join(' · ')].filter((each) => each !== '').join('　')
}

const markdown = (text: Text, maxChars: number): string => {
  if (typeof text === 'string') return safe(fitChars(text, maxChars))
  let left = maxChars
  return text
    .map((span) => {
      const words = fitChars(
        typeof span === 'string' ? span : 'bold' in span ? span.bold : span.text,
        Math.max(left, 0),
      )
      left -= words.length
      return words === '' ? '' : spanMarkdown(span, words)
    })
    .join('')
}

/** Formatting does not reach over lines. */
function spanMarkdown(span: Span, words: string): string {
  const format = (line: string) => {
    if (typeof span === 'string' || line.trim() === '') return safe(line)
    return 'bold' in span ? bold(safe(line)) : coloured(span.tone, safe(line))
  }
  return words.split('\n').map(format).join('\n')
}

const bold = (words: string): string => (words.trim() === '' ? words : `**${words}**`)

/** Three colours: `info` green, `comment` grey, `warning` orange. Blue there is none, so `info` stays plain. */
const coloured = (tone: Tone, words: string): string =>
  tone === 'info' || words === '' ? words : `<font color="${COLOURS[tone]}">${words}</font>`

const COLOURS: Record<Tone, string> = {
  plain: 'comment',
  info: '',
  success: 'info',
  warning: 'warning',
  danger: 'warning',
}

/**
 * WeCom has no escape, so what it would read as markup becomes a character that looks the same:
 * bold, code, links, tags and `<@mentions>` anywhere, headings and quotes at the beginning of a line.
 */
export const safe = (text: string): string =>
  text
    .replace(/[*`<[\]]/g, (mark) => LOOKALIKES[mark] ?? mark)
    .replace(/^(\s*)([#>])/gm, (_, space, mark) => space + LOOKALIKES[mark])

const LOOKALIKES: Record<string, string> = {
  '*': '∗',
  '`': '｀',
  '<': '＜',
  '[': '［',
  ']': '］',
  '#': '＃',
  '>': '＞',
}

type Numbers = Map<ListItem, number | null>
