import type { Block, Chart, Column } from '../../chat/card.ts'
import { fitChars } from '../../chat/fit.ts'
import type { Budget, Element } from './element.ts'
import { remaining } from './render-text.ts'

type Table = Block & { kind: 'table' }

/** A table component. Cells are plain text or numbers, which Feishu never reads as markup. */
export function tableElement({ columns, rows }: Table, budget: Budget): Element[] {
  if (columns.length === 0) return []
  const shown = rows.slice(0, budget.rows)
  const used = columns.slice(0, 10)
  const kinds = used.map((column) => cellKind(column, shown))
  const element = {
    tag: 'table',
    page_size: Math.min(Math.max(shown.length, 1), 10),
    row_height: 'low',
    header_style: { text_align: 'left', background_style: 'grey', text_color: 'grey', bold: true, lines: 1 },
    columns: used.map((column, index) => columnSpec(column, kinds[index] as CellKind, index)),
    rows: shown.map((row) =>
      Object.fromEntries(
        used.map((column, i) => [`c${i}`, cell(row[column.key], kinds[i] as CellKind, budget)]),
      ),
    ),
  }
  return [element, ...remaining(rows.length - shown.length, '行')]
}

type CellKind = 'text' | 'number' | 'money' | 'cents'

/** A column is shown as numbers only if every one of its cells is one. */
function cellKind({ key, kind = 'text' }: Column, rows: Table['rows']): CellKind {
  const values = rows.map((row) => row[key])
  if (kind === 'text' || !values.every((value) => isNumber(value))) return 'text'
  if (kind === 'number') return 'number'
  return values.every((value) => Number.isInteger(Number(value))) ? 'money' : 'cents'
}

const isNumber = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value === 'string' && /^-?\d{1,15}(\.\d+)?$/.test(value)

function columnSpec(column: Column, kind: CellKind, index: number): Element {
  const format =
    kind === 'number'
      ? { separator: true }
      : { symbol: '¥', precision: kind === 'cents' ? 2 : 0, separator: true }
  return {
    name: `c${index}`,
    display_name: fitChars(column.label, 30),
    data_type: kind === 'text' ? 'text' : 'number',
    width:
      column.width && /^(auto|([89]\d|[1-5]\d\d)px|[1-9]\d?%)$/.test(column.width) ? column.width : 'auto',
    // The heads of columns all stand left, whatever is below them.
    horizontal_align: 'left',
    ...(kind !== 'text' && { format }),
  }
}

const cell = (value: string | number | undefined, kind: CellKind, { chars }: Budget): string | number =>
  kind === 'text' ? fitChars(String(value ?? ''), Math.min(chars, 200)) : Number(value)

/** A table as lines, for the fourth table of a card: Feishu refuses cards with more than a few. */
export const tableLines = ({ columns, rows }: Table, budget: Budget): string =>
  rows
    .slice(0, budget.rows)
    .map((row) => columns.map((column) => String(row[column.key] ?? '')).join('  '))
    .join('\n')

/** Horizontal bars in VChart's words; the first stands at the top. As high as its bars need, title and axis included. */
export function chartElement(chart: Chart, budget: Budget): Element {
  const bars = chart.bars.slice(0, Math.min(budget.rows, 20))
  return {
    tag: 'chart',
    height: `${76 + 32 * Math.max(bars.length, 1)}px`,
    color_theme: 'brand',
    chart_spec: {
      type: 'bar',
      direction: 'horizontal',
      title: { text: fitChars(chart.unit === '' ? chart.title : `${chart.title}（${chart.unit}）`, 40) },
      data: { values: bars.map((bar) => ({ name: fitChars(bar.label, 12), value: bar.value })) },
      xField: 'value',
      yField: 'name',
      label: { visible: true },
    },
  }
}
