import { t } from './strings.js'

/**
 * The one line of a message in the chat list and for screen readers.
 * @param {import('../view.ts').Body} body
 * @returns {string}
 */
export function preview(body) {
  switch (body.kind) {
    case 'markdown':
      return body.text.replace(/<\/?font[^>]*>|\*\*|^#+ |^> ?/gm, '').replace(/\s+/g, ' ')
    case 'text':
    case 'system':
      return body.text.replace(/\s+/g, ' ')
    case 'image':
      return `[${t('picturePlace')}]`
    case 'file':
      return `[${t('file')}] ${body.name}`
    case 'location':
      return `[${t('location')}] ${body.label}`
    case 'news':
      return body.articles[0]?.title ?? ''
    case 'textcard':
      return body.title
    case 'feishu-card':
      return feishuSummary(/** @type {any} */ (body.card))
    case 'wecom-card':
      return wecomSummary(/** @type {any} */ (body.card))
    default:
      return t('unknownMessage')
  }
}

/** @param {any} card */
const feishuSummary = (card) => String(card?.config?.summary?.content ?? card?.header?.title?.content ?? '')

/** @param {any} card */
const wecomSummary = (card) =>
  String(card?.main_title?.title ?? card?.sub_title_text ?? card?.source?.desc ?? '')
