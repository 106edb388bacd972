import { useEffect, useRef, useState } from 'preact/hooks'
import { classes, html } from './html.js'
import { Icon } from './icons.js'
import { Menu } from './menu.js'
import { t } from './strings.js'

/**
 * @typedef {import('../view.ts').Say} Say
 * @typedef {{ chat: import('../view.ts').ChatView, platform: import('./router.js').Platform | undefined,
 *   phrases: import('./phrases.js').Phrase[], bot: string, menu: { label: string, key: string }[], draft: string, setDraft: (text: string) => void,
 *   onSay: (said: Say) => void }} ComposerProps
 */

/** Sample things to send: a newcomer has no business card at hand. */
const places = [
  { label: '上海市徐汇区漕溪北路 398 号 汇智大厦', latitude: 31.1905, longitude: 121.4374 },
  { label: '杭州市西湖区文三路 90 号 东部软件园', latitude: 30.2766, longitude: 120.1297 },
  { label: '苏州工业园区星湖街 328 号 创意产业园', latitude: 31.2583, longitude: 120.7399 },
]
const files = ['华联超市-报价单.xlsx', '采购合同-已盖章.pdf']

/** The box to write in, with what else can be sent. @param {ComposerProps} props */
export function Composer({ chat, platform, phrases, bot, menu, draft, setDraft, onSay }) {
  const [mention, setMention] = useState(true)
  const box = /** @type {{ current: HTMLTextAreaElement | null }} */ (useRef(null))
  useGrow(box, draft)
  const canMention = chat.kind === 'group' && platform === 'feishu'
  const sayText = (/** @type {string} */ text) =>
    onSay({ kind: 'text', text, ...(canMention ? { mention } : {}) })
  const send = () => {
    if (!draft.trim()) return
    sayText(draft.trim())
    setDraft('')
  }
  const fill = (/** @type {string} */ text) => {
    setDraft(text)
    box.current?.focus()
  }
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault()
    send()
  }
  return html`
    <form class="composer" onSubmit=${submit}>
      ${chat.kind === 'group' && platform === 'wecom' && html`<p class="composer-hint">${t('wecomGroupHint')}</p>`}
      ${chat.kind === 'bot' && html`<${Phrases} phrases=${phrases} onSend=${sayText} onFill=${fill} />`}
      <div class="composer-row">
        ${chat.kind === 'bot' && html`<${BotMenu} menu=${menu} onSay=${onSay} />`}
        <${Attach} onSay=${onSay} />
        ${
          canMention &&
          html`<button type="button" class=${classes('mention', mention && 'on')} aria-pressed=${mention} title=${t('mentionHint')}
            onClick=${() => setMention(!mention)}>@${bot}</button>`
        }
        <textarea ref=${box} rows="1" value=${draft} placeholder=${t('composeTo', chat.name)} aria-label=${t('compose')}
          title=${t('sendHint')} maxlength="2000" enterkeyhint="send"
          onInput=${(/** @type {any} */ event) => setDraft(event.target.value)}
          onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
            // While a Chinese input method composes, Enter picks a word.
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
            event.preventDefault()
            send()
          }} />
        <button type="submit" class="send" aria-label=${t('send')} title=${t('send')} disabled=${!draft.trim()}><${Icon} name="send" size="18" /></button>
      </div>
    </form>
  `
}

/** @param {{ phrases: import('./phrases.js').Phrase[], onSend: (text: string) => void, onFill: (text: string) => void }} props */
const Phrases = ({ phrases, onSend, onFill }) => html`
  <div class="phrases" role="group" aria-label=${t('quickPhrases')}>
    ${phrases.map(
      ({ text, fill }) => html`<button type="button" key=${text} class=${classes('chip', fill && 'fill')}
        onClick=${() => (fill ? onFill(text) : onSend(text))}>${text}</button>`,
    )}
  </div>
`

/** @param {{ menu: { label: string, key: string }[], onSay: (said: Say) => void }} props */
const BotMenu = ({ menu, onSay }) => html`
  <${Menu} label=${t('botMenu')} class="icon-button" above face=${html`<${Icon} name="menu" />`}
    choices=${menu.map(({ label, key }) => ({ label, choose: () => onSay({ kind: 'menu', key }) }))} />
`

/** @param {{ onSay: (said: Say) => void }} props */
const Attach = ({ onSay }) => html`
  <${Menu} label=${t('attach')} class="icon-button" above face=${html`<${Icon} name="plus" />`}
    choices=${[
      { label: t('picture'), icon: html`<${Icon} name="picture" />`, choose: () => onSay({ kind: 'image' }) },
      ...files.map((name) => ({
        label: name,
        icon: html`<${Icon} name="file" />`,
        choose: () => onSay({ kind: 'file', name }),
      })),
      ...places.map((place) => ({
        label: place.label,
        icon: html`<${Icon} name="location" />`,
        choose: () => onSay({ kind: 'location', ...place }),
      })),
      {
        label: t('sticker'),
        icon: html`<${Icon} name="sticker" />`,
        choose: () => onSay({ kind: 'sticker' }),
      },
    ]} />
`

/** The box grows with its lines, up to what the style allows. */
function useGrow(/** @type {{ current: HTMLTextAreaElement | null }} */ box, /** @type {string} */ draft) {
  useEffect(() => {
    if (!box.current) return
    box.current.style.height = 'auto'
    box.current.style.height = `${box.current.scrollHeight}px`
  }, [draft])
}
