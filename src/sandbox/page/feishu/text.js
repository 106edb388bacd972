import { mediaUrl } from '../api.js'
import { classes, html } from '../html.js'
import { Icon, isIcon } from '../icons.js'
import { Markdown } from '../markdown.js'
import { language } from '../strings.js'
import { colorOf } from './colors.js'

/** @typedef {Record<string, any>} Json */

/** The words of a text node in the reader's language. @param {unknown} text @returns {string} */
export function contentOf(text) {
  if (typeof text === 'string') return text
  const node = /** @type {Json} */ (text ?? {})
  return String(node.i18n_content?.[language() === 'en' ? 'en_us' : 'zh_cn'] ?? node.content ?? '')
}

/** `plain_text` or `lark_md`. @param {{ text: unknown }} props */
export const PlainText = ({ text }) =>
  /** @type {any} */ (text)?.tag === 'lark_md'
    ? html`<${Markdown} text=${contentOf(text)} />`
    : html`${contentOf(text)}`

/** @param {{ element: Json }} props */
export const Div = ({ element }) => html`
  <${WithIcon} icon=${element.icon}>
    ${element.text && html`<div class=${textStyle(element.text)} style=${clamp(element.text.lines)}><${PlainText} text=${element.text} /></div>`}
    ${
      Array.isArray(element.fields) &&
      html`<div class="fs-fields">
      ${element.fields.map((/** @type {Json} */ field) => html`<div class=${field.is_short ? 'short' : ''}><${PlainText} text=${field.text} /></div>`)}
    </div>`
    }
  <//>
`

/** @param {{ icon: Json | undefined, children?: any }} props */
export const WithIcon = ({ icon, children }) =>
  icon
    ? html`<div class="fs-with-icon"><${IconOf} icon=${icon} size=${16} /><div>${children}</div></div>`
    : children

/** The classes of a text's size, colour and alignment. @param {Json} text */
export const textStyle = (text) =>
  classes(
    'fs-text',
    `size-${sizes[text.text_size] ?? 'normal'}`,
    text.text_color && `ink ${colorOf(text.text_color)}`,
    aligned(text.text_align),
  )

/** @param {unknown} align */
export const aligned = (align) => (align === 'center' || align === 'right' ? align : '')

/**
 * Feishu's own icons are not ours to ship; the commonest are drawn alike, the rest are a dot that names itself.
 * @param {{ icon: Json | undefined, size: number }} props
 */
export function IconOf({ icon, size }) {
  if (!icon) return null
  if (icon.tag === 'custom_icon')
    return html`<img class="fs-icon" src=${mediaUrl(String(icon.img_key))} alt="" width=${size} height=${size} />`
  const token = String(icon.token ?? '')
  const name = Object.entries(drawings).find(([word]) => token.includes(word))?.[1]
  return html`<span class=${classes('fs-icon', 'ink', colorOf(icon.color))} title=${token}>
    ${name && isIcon(name) ? html`<${Icon} name=${name} size=${size} />` : html`<i class="fs-icon-dot" />`}
  </span>`
}

/** @type {Record<string, string>} */
const drawings = {
  member: 'person',
  group: 'group',
  time: 'clock',
  calendar: 'calendar',
  bell: 'bell',
  alarm: 'bell',
  done: 'check',
  yes: 'check',
  warning: 'warning',
  error: 'warning',
  chat: 'chat',
  file: 'file',
  image: 'picture',
  location: 'location',
  search: 'search',
  info: 'info',
  more: 'more',
  'down-': 'down',
  'right-': 'chevron',
}

/** @type {Record<string, string>} */
const sizes = {
  'heading-0': 'h0',
  'heading-1': 'h1',
  'heading-2': 'h2',
  'heading-3': 'h3',
  'heading-4': 'h4',
  heading: 'h4',
  notation: 'small',
  'xxxx-large': 'h0',
  'xxx-large': 'h1',
  'xx-large': 'h2',
  'x-large': 'h3',
  large: 'h4',
  medium: 'normal',
  small: 'small',
  'x-small': 'tiny',
}

/** @param {unknown} lines */
const clamp = (lines) =>
  Number(lines) > 0
    ? {
        display: '-webkit-box',
        WebkitBoxOrient: 'vertical',
        WebkitLineClamp: String(Number(lines)),
        overflow: 'hidden',
      }
    : {}
