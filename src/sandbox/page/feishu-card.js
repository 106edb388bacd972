import { colorOf } from './feishu/colors.js'
import { Elements } from './feishu/elements.js'
import { contentOf, IconOf, PlainText } from './feishu/text.js'
import { classes, html } from './html.js'

/**
 * A Feishu card, JSON 2.0, as the app shows it. Cards come over the wire, so nothing about their shape is taken
 * for granted: what is missing is left out, what is unknown is named.
 * @typedef {Record<string, any>} Json
 */

/** @param {{ card: unknown }} props */
export function FeishuCard({ card: given }) {
  const card = /** @type {Json} */ (given ?? {})
  const width = card.config?.width_mode
  return html`
    <div class=${classes('fs-card', width === 'fill' && 'fill', width === 'compact' && 'compact')} lang="zh-CN">
      ${card.header && html`<${Header} header=${card.header} />`}
      <div class="fs-body" style=${bodyStyle(card.body)}><${Elements} elements=${card.body?.elements ?? card.elements} /></div>
    </div>
  `
}

/** @param {{ header: Json }} props */
function Header({ header }) {
  const color = colorOf(header.template)
  const tags = [...(header.text_tag_list ?? [])].slice(0, 3)
  return html`
    <header class=${classes('fs-header', color || 'bare')}>
      <${IconOf} icon=${header.icon ?? header.ud_icon} size=${20} />
      <div class="fs-titles">
        <div class="fs-title-line">
          <h3 class="fs-title"><${PlainText} text=${header.title} /></h3>
          ${tags.map((/** @type {Json} */ tag) => html`<span class=${classes('text-tag', colorOf(tag.color) || 'c-blue')}>${contentOf(tag.text)}</span>`)}
        </div>
        ${contentOf(header.subtitle) && html`<p class="fs-subtitle"><${PlainText} text=${header.subtitle} /></p>`}
      </div>
    </header>
  `
}

/** @param {Json | undefined} body */
const bodyStyle = (body) => ({
  ...(isLength(body?.padding) && { padding: body?.padding }),
  ...(spacing(body?.vertical_spacing) && { gap: spacing(body?.vertical_spacing) }),
})

/** @param {unknown} value */
const isLength = (value) => typeof value === 'string' && /^(\d+px ?){1,4}$/.test(value)

/** @param {unknown} value */
const spacing = (value) =>
  ({ small: '4px', medium: '8px', large: '12px', extra_large: '16px' })[String(value)] ??
  (isLength(value) ? String(value) : undefined)
