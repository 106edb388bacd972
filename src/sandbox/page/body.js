import { mediaUrl } from './api.js'
import { CardContext } from './card-context.js'
import { FeishuCard } from './feishu-card.js'
import { html } from './html.js'
import { Icon } from './icons.js'
import { Link } from './link.js'
import { Markdown } from './markdown.js'
import { t } from './strings.js'
import { Picture } from './wecom/picture.js'
import { WecomCard } from './wecom-card.js'
import { WecomMarkdown, WecomText } from './wecom-markdown.js'

/**
 * @typedef {import('../view.ts').Body} Body
 * @typedef {import('../view.ts').TapBody} TapBody
 * @typedef {{ body: Body, platform: import('./router.js').Platform | undefined, people: import('../view.ts').PersonView[],
 *   zone: string, now: string, onTap: (action: TapBody) => Promise<void>,
 *   onNote: (type: import('../view.ts').ToastView['type'], content: string) => void }} BodyProps
 */

/** What a message holds, as its app shows it. @param {BodyProps} props */
export function BodyView({ body, platform = 'feishu', people, zone, now, onTap, onNote }) {
  return html`
    <${CardContext.Provider} value=${{ platform, people, zone, now, tap: onTap, note: onNote }}>
      <${Inner} body=${body} platform=${platform} />
    <//>
  `
}

/** @param {{ body: Body, platform: import('./router.js').Platform }} props */
function Inner({ body, platform }) {
  switch (body.kind) {
    case 'text':
      return html`<div class="bubble text">${platform === 'wecom' ? html`<${WecomText} text=${body.text} />` : body.text}</div>`
    case 'markdown':
      return html`<div class="bubble rich">${platform === 'wecom' ? html`<${WecomMarkdown} text=${body.text} />` : html`<${Markdown} text=${body.text} />`}</div>`
    case 'image':
      return html`<img class="picture" src=${mediaUrl(body.media)} alt=${t('picturePlace')} />`
    case 'file':
      return html`<div class="bubble attachment"><${Icon} name="file" size="28" /><span>${body.name}</span></div>`
    case 'location':
      return html`<${Location} place=${body} />`
    case 'textcard':
      return html`<${TextCard} card=${body} />`
    case 'news':
      return html`<${News} articles=${body.articles} />`
    case 'feishu-card':
      return html`<${FeishuCard} card=${body.card} />`
    case 'wecom-card':
      return html`<${WecomCard} card=${body.card} disabled=${body.disabled} />`
    case 'system':
      return html`<p class="system">${body.text}</p>`
    default:
      return html`<div class="bubble unknown">${t('unknownMessage')}: ${/** @type {any} */ (body).kind}</div>`
  }
}

/** @param {{ place: { label: string, latitude: number, longitude: number } }} props */
const Location = ({ place }) => html`
  <div class="bubble place">
    <strong>${place.label}</strong>
    <small>${place.latitude.toFixed(4)}, ${place.longitude.toFixed(4)}</small>
    <div class="place-map" aria-hidden="true"><${Icon} name="location" size="28" /></div>
  </div>
`

/** WeCom's `textcard`; its description may hold `<div class="gray|normal|highlight">` lines. */
const TextCard = (
  /** @type {{ card: { title: string, description: string, url: string, button: string } }} */ { card },
) => html`
  <${Link} href=${card.url} class="textcard">
    <h3>${card.title}</h3>
    <${WecomText} text=${card.description} />
    <span class="textcard-more">${card.button || t('details')}<${Icon} name="chevron" size="14" /></span>
  <//>
`

/** @param {{ articles: { title: string, description?: string, url: string, picture?: string }[] }} props */
const News = ({ articles }) => html`
  <div class="news">
    ${articles.map(
      (
        article,
        index,
      ) => html`<${Link} key=${index} href=${article.url} class=${index ? 'article' : 'article first'}>
      ${article.picture && html`<${Picture} class="article-picture" url=${article.picture} alt="" />`}
      <span><strong>${article.title}</strong>${article.description && html`<small>${article.description}</small>`}</span>
    <//>`,
    )}
  </div>
`
