import { classes, html } from './html.js'
import { Link } from './link.js'
import { t } from './strings.js'
import { Buttons, Multiple, Vote } from './wecom/interactions.js'
import {
  CardImage,
  Emphasis,
  ImageText,
  Jumps,
  Pairs,
  Quote,
  Source,
  Titles,
  Verticals,
} from './wecom/parts.js'

/** @typedef {Record<string, any>} Json */

const types = ['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction']

/**
 * A WeCom template card as the app shows it. `disabled`: it was updated with `replace_name` (in the card as
 * `replace_text`) and takes no more taps.
 * @param {{ card: unknown, disabled: boolean }} props
 */
export function WecomCard({ card: given, disabled }) {
  const card = /** @type {Json} */ (given ?? {})
  if (!types.includes(card.card_type))
    return html`<div class="wc-card unknown">${t('unknownElement')}: <code>${String(card.card_type)}</code></div>`
  return html`
    <div class=${classes('wc-card', card.card_type)} lang="zh-CN">
      <${Source} card=${card} />
      <${Opener} action=${card.card_action}>
        <${Titles} card=${card} />
        <${CardImage} image=${card.card_image} />
        <${Emphasis} emphasis=${card.emphasis_content} />
      <//>
      <${ImageText} area=${card.image_text_area} />
      <${Quote} quote=${card.quote_area} />
      ${card.sub_title_text && html`<p class="wc-sub">${card.sub_title_text}</p>`}
      <${Verticals} list=${card.vertical_content_list} />
      <${Pairs} list=${card.horizontal_content_list} />
      ${card.card_type === 'button_interaction' && html`<${Buttons} card=${card} disabled=${disabled} />`}
      ${card.card_type === 'vote_interaction' && html`<${Vote} card=${card} disabled=${disabled} />`}
      ${card.card_type === 'multiple_interaction' && html`<${Multiple} card=${card} disabled=${disabled} />`}
      <${Jumps} card=${card} />
    </div>
  `
}

/** The upper part opens the card's address. @param {{ action: Json | undefined, children?: any }} props */
const Opener = ({ action, children }) =>
  action?.url
    ? html`<${Link} href=${action.url} class="wc-opener">${children}<//>`
    : html`<div class="wc-opener">${children}</div>`
