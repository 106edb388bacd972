import type { Block, ListItem, Text } from '../../chat/card.ts'
import { wordsOf } from '../../chat/plain-text.ts'
import type { Budget, Element, Surroundings } from './element.ts'
import { grey, markdown } from './markdown.ts'
import { buttonElement, buttonRow, choiceElements } from './render-controls.ts'
import { chartElement, tableElement, tableLines } from './render-figures.ts'
import { formElement } from './render-form.ts'
import { noteElement, remaining, textElement } from './render-text.ts'

export function blockElements(block: Block, around: Surroundings): Element[] {
  const { budget } = around
  switch (block.kind) {
    case 'text':
      return [textElement(block.text, budget.chars)]
    case 'note':
      return [noteElement(block.text, budget.chars)]
    case 'divider':
      return [{ tag: 'hr' }]
    case 'fields':
      return block.asked ? [] : fieldElements(block.fields, budget)
    case 'list':
      return listElements(block.items, block.numbered === true, around)
    case 'table':
      return around.tableAllowed
        ? tableElement(block, budget)
        : [textElement(tableLines(block, budget), budget.chars)]
    case 'chart':
      return [chartElement(block.chart, budget)]
    case 'choice':
      return choiceElements(block, around)
    case 'form':
      return formElement(block, around)
    case 'buttons':
      return buttonRow(block.buttons, around)
  }
}

type Field = { label: string; value: Text }

/** Two short values share a line, under their labels; any other stands behind its label. */
function fieldElements(fields: Field[], budget: Budget): Element[] {
  const rows: Field[][] = []
  for (const field of fields.slice(0, budget.rows)) {
    const last = rows.at(-1)
    if (last?.length === 1 && last.every(isShort) && isShort(field)) last.push(field)
    else rows.push([field])
  }
  const elements = rows.map((row) =>
    row.length === 1 ? fieldElement(row[0] as Field, budget) : pair(row, budget),
  )
  return [...elements, ...remaining(fields.length - budget.rows, '项')]
}

const isShort = ({ label, value }: Field): boolean => width(label) <= 20 && width(wordsOf(value)) <= 20

/** In half characters: what fits beside each other on a phone. A line break never does. */
const width = (text: string): number =>
  [...text].reduce((sum, character) => sum + (character === '\n' ? 99 : character > '\u2e7f' ? 2 : 1), 0)

const fieldElement = ({ label, value }: Field, { chars }: Budget, between = '　'): Element => ({
  tag: 'markdown',
  content: `${grey(markdown(label, 40))}${between}${markdown(value, chars)}`,
})

const pair = (row: Field[], budget: Budget): Element => ({
  tag: 'column_set',
  flex_mode: 'bisect',
  columns: row.map((field) => column([fieldElement(field, budget, '\n')])),
})

const column = (elements: Element[]): Element => ({ tag: 'column', width: 'weighted', weight: 1, elements })

function listElements(items: ListItem[], numbered: boolean, around: Surroundings): Element[] {
  const { rows } = around.budget
  const shown = items
    .slice(0, rows)
    .map((item, index) => itemElement(item, numbered ? index + 1 : null, around))
  return [...shown, ...remaining(items.length - rows, '条')]
}

/** A row; its button, if any, stands at the right. */
function itemElement(
  { rank, title, detail, button }: ListItem,
  place: number | null,
  around: Surroundings,
): Element {
  const { chars } = around.budget
  const number = rank ?? place
  const mark = number !== null ? `${number}&#46; ` : button ? '' : '· '
  const below = detail === undefined ? '' : `\n${detailMarkdown(detail, chars)}`
  const words: Element = { tag: 'markdown', content: `${mark}${markdown(title, chars)}${below}` }
  if (!button) return words
  const right = {
    tag: 'column',
    width: 'auto',
    vertical_align: 'center',
    elements: [buttonElement(button, around, 'small')],
  }
  return {
    tag: 'column_set',
    flex_mode: 'none',
    columns: [{ ...column([words]), vertical_align: 'center' }, right],
  }
}

const detailMarkdown = (detail: Text, chars: number): string =>
  typeof detail === 'string'
    ? detail
        .split('\n')
        .map((line) => grey(markdown(line, chars)))
        .join('\n')
    : markdown(detail, chars)
