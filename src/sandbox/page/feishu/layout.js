import { useId, useState } from 'preact/hooks'
import { Confirm } from '../dialog.js'
import { classes, html } from '../html.js'
import { Icon } from '../icons.js'
import { colorOf } from './colors.js'
import { Elements } from './elements.js'
import { useTap } from './tap.js'
import { contentOf, PlainText } from './text.js'

/** @typedef {Record<string, any>} Json */

/** @param {{ element: Json }} props */
export const ColumnSet = ({ element }) => html`
  <div class=${classes('fs-columns', modes[element.flex_mode] ?? 'none', backed(element.background_style))}
    style=${{ ...gap(element.horizontal_spacing), ...margin(element.margin), ...justify(element.horizontal_align) }}>
    ${(element.columns ?? []).map((/** @type {Json} */ column, /** @type {number} */ index) => html`<${Column} key=${index} column=${column} />`)}
  </div>
`

/** @param {{ column: Json }} props */
const Column = ({ column }) => html`
  <div class=${classes('fs-column', backed(column.background_style), sides[column.vertical_align])} style=${widthOf(column)}>
    <${Elements} elements=${column.elements} />
  </div>
`

/** @param {{ element: Json }} props */
export function CollapsiblePanel({ element }) {
  const [open, setOpen] = useState(element.expanded === true)
  const id = useId()
  const { header = {} } = element
  return html`
    <div class=${classes('fs-panel', element.border && 'bordered', colorOf(element.border?.color))}>
      <button type="button" class=${classes('fs-panel-head', colorOf(header.background_color), header.icon_position === 'left' && 'icon-left')}
        aria-expanded=${open} aria-controls=${id} onClick=${() => setOpen(!open)}>
        <span class="fs-panel-title"><${PlainText} text=${header.title} /></span>
        <span class=${classes('fs-panel-turn', open && 'open')}><${Icon} name="down" size="16" /></span>
      </button>
      <div class="fs-panel-body" id=${id} hidden=${!open}>${open && html`<${Elements} elements=${element.elements} />`}</div>
    </div>
  `
}

/** A whole area to tap. @param {{ element: Json }} props */
export function InteractiveContainer({ element }) {
  const { tap, busy } = useTap(element)
  const [asking, setAsking] = useState(false)
  const press = () => (element.confirm ? setAsking(true) : tap())
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.target !== event.currentTarget || !['Enter', ' '].includes(event.key)) return
    event.preventDefault()
    press()
  }
  return html`
    <div class=${classes('fs-area', element.has_border && 'bordered', element.disabled && 'disabled', busy && 'busy', backed(element.background_style))}
      style=${margin(element.padding, 'padding')} role="button" tabindex=${element.disabled ? -1 : 0} aria-disabled=${element.disabled === true} aria-busy=${busy}
      onClick=${(/** @type {any} */ event) => !element.disabled && !event.target.closest('.fs-area button, .fs-area a, .fs-area input') && press()} onKeyDown=${onKey}>
      <${Elements} elements=${element.elements} />
    </div>
    ${
      asking &&
      html`<${Confirm} title=${contentOf(element.confirm.title)} text=${contentOf(element.confirm.text)}
        onAnswer=${(/** @type {boolean} */ yes) => {
          setAsking(false)
          if (yes) tap()
        }} />`
    }
  `
}

/** @type {Record<string, string>} */
const modes = { stretch: 'stretch', flow: 'flow', bisect: 'bisect', trisect: 'trisect' }
/** @type {Record<string, string>} */
const sides = { center: 'middle', bottom: 'bottom' }

/** @param {unknown} style */
const backed = (style) => (style && style !== 'default' ? classes('backed', colorOf(style)) : '')

/** @param {Json} column */
function widthOf({ width, weight, padding }) {
  const inset = margin(padding, 'padding')
  if (width === 'weighted') return { ...inset, flex: `${Number(weight) || 1} 1 0` }
  if (/^\d+px$/.test(width ?? '')) return { ...inset, flex: `0 0 ${width}` }
  return { ...inset, flex: '0 1 auto' }
}

/** @param {unknown} spacing */
function gap(spacing) {
  const named = { small: '4px', default: '8px', medium: '8px', large: '12px', extra_large: '16px' }[
    String(spacing)
  ]
  const own = /^\d+px$/.test(String(spacing)) ? String(spacing) : undefined
  return named || own ? { columnGap: named ?? own } : {}
}

/** @param {unknown} align */
const justify = (align) =>
  align === 'center' ? { justifyContent: 'center' } : align === 'right' ? { justifyContent: 'flex-end' } : {}

/** @param {unknown} length @param {'margin' | 'padding'} [side] */
const margin = (length, side = 'margin') =>
  /^(-?\d+px ?){1,4}$/.test(String(length)) ? { [side]: String(length) } : {}
