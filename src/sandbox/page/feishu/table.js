import { useState } from 'preact/hooks'
import { Avatar } from '../avatar.js'
import { personBehind, useCard } from '../card-context.js'
import { dayKey } from '../dates.js'
import { classes, html } from '../html.js'
import { Icon } from '../icons.js'
import { Markdown } from '../markdown.js'
import { t } from '../strings.js'
import { colorOf } from './colors.js'
import { aligned } from './text.js'

/** @typedef {Record<string, any>} Json */

/** A table with pages. @param {{ element: Json }} props */
export function Table({ element }) {
  const [page, setPage] = useState(0)
  const columns = /** @type {Json[]} */ (element.columns ?? [])
  const rows = /** @type {Json[]} */ (element.rows ?? [])
  const size = Math.min(10, Math.max(1, Number(element.page_size) || 5))
  const pages = Math.ceil(rows.length / size)
  const shown = rows.slice(page * size, page * size + size)
  const head = element.header_style ?? {}
  return html`
    <div class="fs-table">
      <div class="table-scroll" tabindex="0">
        <table class=${classes(element.row_height === 'high' && 'high', element.row_height === 'middle' && 'middle', element.freeze_first_column && 'frozen')}>
          <colgroup>${columns.map((column) => html`<col style=${widthOf(column.width)} />`)}</colgroup>
          <thead class=${classes(head.background_style !== 'none' && 'grey', head.bold === false && 'thin')}>
            <tr>${columns.map((column) => html`<th scope="col" class=${aligned(head.text_align ?? column.horizontal_align)}>${String(column.display_name ?? column.name ?? '')}</th>`)}</tr>
          </thead>
          <tbody>
            ${shown.map((row, index) => html`<tr key=${index}>${columns.map((column) => html`<td class=${aligned(column.horizontal_align)}><${Cell} column=${column} value=${row[column.name]} /></td>`)}</tr>`)}
            ${rows.length === 0 && html`<tr><td class="center faint" colspan=${columns.length}>${t('noRows')}</td></tr>`}
          </tbody>
        </table>
      </div>
      ${pages > 1 && html`<${Pager} page=${page} pages=${pages} onTurn=${setPage} />`}
    </div>
  `
}

/** @param {{ page: number, pages: number, onTurn: (page: number) => void }} props */
const Pager = ({ page, pages, onTurn }) => html`
  <div class="fs-pager">
    <button type="button" class="icon-button" aria-label=${t('previousPage')} disabled=${page === 0} onClick=${() => onTurn(page - 1)}><${Icon} name="back" size="16" /></button>
    <span aria-live="polite">${page + 1} / ${pages}</span>
    <button type="button" class="icon-button" aria-label=${t('nextPage')} disabled=${page === pages - 1} onClick=${() => onTurn(page + 1)}><${Icon} name="chevron" size="16" /></button>
  </div>
`

/** @param {{ column: Json, value: any }} props */
function Cell({ column, value }) {
  const { people, zone } = useCard()
  if (value === undefined || value === null) return null
  switch (column.data_type) {
    case 'markdown':
    case 'lark_md':
      return html`<${Markdown} text=${value} />`
    case 'number':
      return html`<span class="number">${number(value, column.format ?? {})}</span>`
    case 'date':
      return html`${dayKey(new Date(Number(value)).toISOString(), zone).replaceAll('-', '/')}`
    case 'options':
      return html`${[value].flat().map((option) => html`<span class=${classes('text-tag', colorOf(option.color) || 'c-blue')}>${String(option.text ?? option)}</span>`)}`
    case 'persons':
      return html`${[value].flat().map((id) => html`<${PersonCell} name=${personBehind(people, id)?.name ?? t('member')} />`)}`
    default:
      return html`${String(value)}`
  }
}

/** @param {{ name: string }} props */
const PersonCell = ({ name }) =>
  html`<span class="fs-person"><${Avatar} name=${name} size=${20} /><span>${name}</span></span>`

/** @param {unknown} value @param {Json} format */
function number(value, { symbol = '', precision, separator }) {
  const amount = Number(value)
  if (!Number.isFinite(amount)) return String(value)
  const places =
    precision === undefined
      ? {}
      : { minimumFractionDigits: Number(precision), maximumFractionDigits: Number(precision) }
  return (
    symbol +
    new Intl.NumberFormat('zh-CN', {
      useGrouping: separator === true,
      maximumFractionDigits: 10,
      ...places,
    }).format(amount)
  )
}

/** @param {unknown} width */
const widthOf = (width) => (/^\d+(px|%)$/.test(String(width)) ? { width: String(width) } : {})
