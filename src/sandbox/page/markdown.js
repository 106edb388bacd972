import { Marked } from 'marked'
import { useMemo } from 'preact/hooks'
import { colorOf } from './feishu/colors.js'
import { html } from './html.js'
import { Link } from './link.js'
import { Mention } from './mention.js'
import { t } from './strings.js'

/**
 * Feishu's markdown: CommonMark without HTML, with a few tags of its own. Only the lexer of `marked` is used;
 * vnodes are built from its tokens, so nothing is ever parsed as markup by the browser.
 * @typedef {import('marked').Token} Token
 * @typedef {{ tag: string, attributes: Record<string, string>, children: any[] }} OpenTag
 */

const lexer = new Marked({ gfm: true, breaks: true })

/** @param {{ text: unknown }} props */
export function Markdown({ text }) {
  const source = String(text ?? '')
  const tokens = useMemo(() => lexer.lexer(prepared(source)), [source])
  return html`<div class="markdown">${blocks(tokens)}</div>`
}

/** @param {Token[]} tokens @returns {any[]} */
const blocks = (tokens) => tokens.map(block)

/** @param {Token} given @returns {any} */
function block(given) {
  const token = /** @type {any} */ (given)
  switch (token.type) {
    case 'space':
    case 'def':
      return null
    case 'heading':
      return html`<div class=${`heading h${token.depth}`} role="heading" aria-level=${Math.min(6, token.depth + 2)}>${inline(token.tokens)}</div>`
    case 'list':
      return token.ordered
        ? html`<ol start=${token.start || 1}>${token.items.map(entry)}</ol>`
        : html`<ul>${token.items.map(entry)}</ul>`
    case 'blockquote':
      return html`<blockquote>${blocks(token.tokens)}</blockquote>`
    case 'code':
      return html`<pre><code>${token.text}</code></pre>`
    case 'hr':
      return html`<hr />`
    case 'table':
      return html`<${TokenTable} token=${token} />`
    case 'html':
      return isRule(token.text) ? html`<hr />` : html`<p>${inline(relexed(token.text))}</p>`
    default:
      return html`<p>${token.tokens ? inline(token.tokens) : token.text}</p>`
  }
}

/** @param {any} token */
const entry = (token) =>
  html`<li>${token.tokens.map((/** @type {any} */ part) => (part.type === 'text' ? inline(part.tokens ?? [part]) : block(part)))}</li>`

/** @param {{ token: any }} props */
const TokenTable = ({ token }) => html`
  <div class="table-scroll" tabindex="0">
    <table>
      <thead><tr>${token.header.map((/** @type {any} */ cell) => html`<th scope="col" class=${cell.align}>${inline(cell.tokens)}</th>`)}</tr></thead>
      <tbody>${token.rows.map((/** @type {any[]} */ row) => html`<tr>${row.map((cell) => html`<td class=${cell.align}>${inline(cell.tokens)}</td>`)}</tr>`)}</tbody>
    </table>
  </div>
`

/**
 * Inline tokens; the platform's tags arrive as single opening and closing tokens and are paired here.
 * @param {Token[]} tokens @returns {any[]}
 */
function inline(tokens) {
  /** @type {OpenTag[]} */
  const open = [{ tag: '', attributes: {}, children: [] }]
  const top = () => /** @type {OpenTag} */ (open.at(-1))
  for (const token of tokens) {
    const tag = token.type === 'html' ? readTag(token.raw) : null
    if (!tag) top().children.push(span(/** @type {any} */ (token)))
    else if (tag.closes && top().tag === tag.name) {
      const done = /** @type {OpenTag} */ (open.pop())
      top().children.push(tagged(done))
    } else if (!tag.closes) open.push({ tag: tag.name, attributes: tag.attributes, children: [] })
  }
  // A tag that is never closed keeps its text.
  while (open.length > 1) {
    const left = /** @type {OpenTag} */ (open.pop())
    top().children.push(...left.children)
  }
  return top().children
}

/** @param {any} token @returns {any} */
function span(token) {
  switch (token.type) {
    case 'strong':
      return html`<strong>${inline(token.tokens)}</strong>`
    case 'em':
      return html`<em>${inline(token.tokens)}</em>`
    case 'del':
      return html`<del>${inline(token.tokens)}</del>`
    case 'codespan':
      return html`<code>${token.text}</code>`
    case 'br':
      return html`<br />`
    case 'link':
      return html`<${Link} href=${token.href} class="link">${inline(token.tokens)}<//>`
    case 'image':
      return html`<span class="placeholder">${token.text || t('picturePlace')}</span>`
    case 'text':
      return token.tokens ? inline(token.tokens) : token.text
    default:
      return token.text ?? token.raw
  }
}

/**
 * Feishu's markdown made fit for the lexer: CommonMark knows no underscore in tag names, and the lexer decodes
 * numbered entities only.
 * @param {string} text
 */
const prepared = (text) =>
  text
    .replaceAll(/<br\s*\/?>/gi, '\n')
    .replaceAll(/(<\/?)(text|local|number)_(tag|datetime)\b/gi, '$1$2-$3')
    .replaceAll(
      /&(lt|gt|amp|quot|apos|nbsp|ensp|emsp);/g,
      (_, name) => `&#${/** @type {any} */ (entities)[name]};`,
    )

const entities = { lt: 60, gt: 62, amp: 38, quot: 34, apos: 39, nbsp: 160, ensp: 8194, emsp: 8195 }

const tags = ['at', 'font', 'text-tag', 'link', 'person', 'local-datetime', 'number-tag']

/** One of Feishu's own tags; anything else that looks like one is text. @param {string} raw */
function readTag(raw) {
  const match = raw.match(/^<(\/?)([a-z-]+)\b([^>]*)>$/i)
  const name = match?.[2]?.toLowerCase() ?? ''
  if (!match || !tags.includes(name)) return null
  const pairs = [
    .../** @type {string} */ (match[3]).matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'/]+))/g),
  ]
  const attributes = Object.fromEntries(
    pairs.map(([, key, a, b, c]) => [/** @type {string} */ (key), a ?? b ?? c ?? '']),
  )
  return { name, closes: match[1] === '/', attributes }
}

/** @param {OpenTag} element @returns {any} */
function tagged({ tag, attributes, children }) {
  switch (tag) {
    case 'font':
      return html`<span class=${`ink ${colorOf(attributes.color)}`}>${children}</span>`
    case 'text-tag':
      return html`<span class=${`text-tag ${colorOf(attributes.color)}`}>${children}</span>`
    case 'link':
      return html`<${Link} href=${attributes.url || attributes.href || attributes.pc_url} class="link">${children}<//>`
    case 'at':
      return html`<${Mention} id=${attributes.id || attributes.user_id || attributes.email} />`
    case 'person':
      return html`<${Mention} id=${attributes.id || attributes.user_id} />`
    default:
      return html`<span>${children}</span>`
  }
}

/** @param {string} text */
const isRule = (text) => /^\s*<hr\s*\/?>\s*$/i.test(text)

/** A line that starts with a tag is an HTML block to CommonMark; here it is a line like any other. */
const relexed = (/** @type {string} */ text) =>
  lexer.Lexer.lexInline(text.trimEnd(), { gfm: true, breaks: true })
