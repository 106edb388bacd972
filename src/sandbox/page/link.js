import { useCard } from './card-context.js'
import { html } from './html.js'
import { t } from './strings.js'

/**
 * A link out of the page. Only web addresses, telephone numbers and mail are followed; an address of the app
 * itself (`lark://…`) is named in a toast, everything else stays text.
 * @param {{ href: unknown, children?: any, class?: string, onClick?: () => void }} props
 */
export function Link({ href, children, class: look, onClick }) {
  const { note, platform } = useCard()
  const address = String(href ?? '')
  if (/^(https?:|tel:|mailto:)/i.test(address) || /^\/(?!\/)/.test(address))
    return html`<a class=${look} href=${address} target="_blank" rel="noopener noreferrer" onClick=${onClick}>${children}</a>`
  if (/^(lark|feishu|wxwork|weixin):/i.test(address))
    return html`<button type="button" class=${look ?? 'link'} onClick=${() => note('info', t('opensOutside', t(platform), address))}>${children}</button>`
  return html`<span class=${look === 'link' ? undefined : look}>${children}</span>`
}

/**
 * Opens what a button points to.
 * @param {unknown} href @param {import('./card-context.js').Surroundings} surroundings
 */
export function openLink(href, { note, platform }) {
  const address = String(href ?? '')
  if (/^https?:/i.test(address)) window.open(address, '_blank', 'noopener,noreferrer')
  else note('info', t('opensOutside', t(platform), address))
}
