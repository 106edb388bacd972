import { html } from './html.js'
import { Link } from './link.js'
import { Mention } from './mention.js'

/**
 * WeCom's own small markdown: headings, bold, links, inline code, quotes and three font colours, line by line.
 * There are no lists and no tables. As with Feishu's, vnodes are built from the text, never markup.
 */
export function WecomMarkdown(/** @type {{ text: string }} */ { text }) {
  return html`<div class="markdown wecom-markdown">${text.split('\n').map(line)}</div>`
}

/** Plain text of WeCom: only `<a href>` and the `<div class>` lines of text cards mean something. @param {{ text: string }} props */
export const WecomText = ({ text }) =>
  html`<span class="wecom-text">${text.split(/(<a\b[^>]*>.*?<\/a>|<div\b[^>]*>.*?<\/div>)/gis).map(piece)}</span>`

/** @param {string} text */
function line(text) {
  const heading = text.match(/^(#{1,6})\s+(.*)$/)
  if (heading)
    return html`<div class=${`heading h${heading[1]?.length}`} role="heading" aria-level="4">${spans(heading[2] ?? '')}</div>`
  if (/^>\s?/.test(text)) return html`<blockquote>${spans(text.replace(/^>\s?/, ''))}</blockquote>`
  return html`<p>${text ? spans(text) : html`<br />`}</p>`
}

const marks =
  /(\*\*.+?\*\*|`[^`]+`|\[[^\]]+\]\([^)\s]+\)|<font\s+color=["']?\w+["']?>.*?<\/font>|<@[\w.@-]+>)/g

/** @param {string} text @returns {any[]} */
const spans = (text) => text.split(marks).map(span)

/** @param {string} text @returns {any} */
function span(text) {
  const [, strong] = text.match(/^\*\*(.+)\*\*$/s) ?? []
  if (strong) return html`<strong>${spans(strong)}</strong>`
  const [, code] = text.match(/^`([^`]+)`$/) ?? []
  if (code) return html`<code>${code}</code>`
  const [, label, href] = text.match(/^\[([^\]]+)\]\(([^)\s]+)\)$/) ?? []
  if (label) return html`<${Link} href=${href} class="link">${label}<//>`
  const [, color, inked] = text.match(/^<font\s+color=["']?(\w+)["']?>(.*)<\/font>$/s) ?? []
  if (color)
    return html`<span class=${['info', 'comment', 'warning'].includes(color) ? `wc-${color}` : ''}>${spans(inked ?? '')}</span>`
  const [, person] = text.match(/^<@([\w.@-]+)>$/) ?? []
  return person ? html`<${Mention} id=${person} />` : text
}

/** @param {string} text @returns {any} */
function piece(text) {
  const [, , href, label] = text.match(/^<a\b[^>]*href\s*=\s*(["'])(.*?)\1[^>]*>(.*)<\/a>$/is) ?? []
  if (href) return html`<${Link} href=${href} class="link">${label}<//>`
  const [, look, inner] = text.match(/^<div\b[^>]*class=["']?(\w+)["']?[^>]*>(.*)<\/div>$/is) ?? []
  if (look)
    return html`<div class=${['gray', 'normal', 'highlight'].includes(look) ? `line-${look}` : ''}>${inner}</div>`
  return text
}
