import { mediaUrl } from '../api.js'
import { personBehind, useCard } from '../card-context.js'
import { html } from '../html.js'
import { Icon } from '../icons.js'
import { Link } from '../link.js'
import { Menu } from '../menu.js'
import { t } from '../strings.js'
import { Picture } from './picture.js'

/** @typedef {Record<string, any>} Json */

/** Where the card comes from, and its corner menu. @param {{ card: Json }} props */
export function Source({ card }) {
  const { tap } = useCard()
  const { source, action_menu: menu } = card
  if (!source && !menu) return null
  return html`
    <div class="wc-source">
      ${source?.icon_url && html`<${Picture} class="wc-source-icon" url=${source.icon_url} alt="" />`}
      <span class=${`desc-${Number(source?.desc_color) || 0}`}>${source?.desc}</span>
      ${
        Array.isArray(menu?.action_list) &&
        html`<${Menu} label=${menu.desc || t('more')} class="icon-button wc-menu" face=${html`<${Icon} name="more" size="18" />`}
          choices=${menu.action_list.map((/** @type {Json} */ action) => ({
            label: String(action.text ?? ''),
            choose: () => tap({ platform: 'wecom', key: String(action.key ?? '') }),
          }))} />`
      }
    </div>
  `
}

/** @param {{ card: Json }} props */
export const Titles = ({ card: { main_title: titles } }) =>
  titles &&
  html`<div class="wc-titles">
    ${titles.title && html`<h3>${titles.title}</h3>`}
    ${titles.desc && html`<p>${titles.desc}</p>`}
  </div>`

/** The one big figure. @param {{ emphasis: Json | undefined }} props */
export const Emphasis = ({ emphasis }) =>
  emphasis &&
  html`<div class="wc-emphasis"><strong>${emphasis.title}</strong>${emphasis.desc && html`<span>${emphasis.desc}</span>`}</div>`

/** @param {{ quote: Json | undefined }} props */
export const Quote = ({ quote }) =>
  quote &&
  html`<${Link} href=${quote.type === 1 ? quote.url : ''} class="wc-quote">
    ${quote.title && html`<strong>${quote.title}</strong>`}
    <span>${quote.quote_text}</span>
  <//>`

/** Rows of key and value; a value may be a link, a file or a member. @param {{ list: Json[] | undefined }} props */
export function Pairs({ list }) {
  const { people } = useCard()
  if (!Array.isArray(list) || list.length === 0) return null
  return html`<dl class="wc-pairs">
    ${list.slice(0, 6).map(
      (pair) => html`<div>
      <dt>${pair.keyname}</dt>
      <dd><${PairValue} pair=${pair} member=${pair.type === 3 ? personBehind(people, pair.userid)?.name : undefined} /></dd>
    </div>`,
    )}
  </dl>`
}

/** @param {{ pair: Json, member: string | undefined }} props */
function PairValue({ pair, member }) {
  if (pair.type === 1) return html`<${Link} href=${pair.url} class="link">${pair.value}<//>`
  if (pair.type === 2)
    return html`<${Link} href=${mediaUrl(String(pair.media_id))} class="link">${pair.value}<//>`
  return pair.type === 3 ? html`<span class="link">${pair.value || member}</span>` : html`${pair.value}`
}

/** @param {{ card: Json }} props */
export const Jumps = ({ card: { jump_list: list } }) =>
  Array.isArray(list) &&
  list.length > 0 &&
  html`<div class="wc-jumps">
    ${list.slice(0, 3).map((jump) => html`<${Link} href=${jump.type === 1 ? jump.url : ''} class="wc-jump"><span>${jump.title}</span>${jump.type === 1 && html`<${Icon} name="chevron" size="16" />`}<//>`)}
  </div>`

/** @param {{ image: Json | undefined }} props */
export const CardImage = ({ image }) =>
  image &&
  html`<${Picture} class="wc-image" url=${image.url} alt=${t('picturePlace')} ratio=${Math.min(2.25, Math.max(1.3, Number(image.aspect_ratio) || 1.3))} />`

/** @param {{ area: Json | undefined }} props */
export const ImageText = ({ area }) =>
  area &&
  html`<${Link} href=${area.type === 1 ? area.url : ''} class="wc-image-text">
    <${Picture} class="wc-thumb" url=${area.image_url} alt="" />
    <span><strong>${area.title}</strong><small>${area.desc}</small></span>
  <//>`

/** @param {{ list: Json[] | undefined }} props */
export const Verticals = ({ list }) =>
  Array.isArray(list) &&
  html`<div class="wc-verticals">${list.slice(0, 4).map((part) => html`<div><strong>${part.title}</strong>${part.desc && html`<p>${part.desc}</p>`}</div>`)}</div>`
