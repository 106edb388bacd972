import { useEffect, useState } from 'preact/hooks'
import * as api from './api.js'
import { BodyView } from './body.js'
import { LoadFailure } from './chats.js'
import { classes, html } from './html.js'
import { Icon } from './icons.js'
import { t } from './strings.js'

/**
 * @typedef {import('../view.ts').GalleryCard} GalleryCard
 * @typedef {import('../view.ts').Body} Body
 * @typedef {import('./state.js').State} State
 * @typedef {import('./session.js').Session} Session
 */

/** Every card of ours on both platforms, side by side. @param {{ state: State, session: Session }} props */
export function Gallery({ state, session }) {
  const [cards, setCards] = useState(/** @type {GalleryCard[] | null} */ (null))
  const [failure, setFailure] = useState('')
  const [words, setWords] = useState('')
  const [json, setJson] = useState(false)
  const [dark, setDark] = useState(false)
  const load = () => {
    setFailure('')
    api.gallery().then(setCards, (error) => setFailure(String(error.message ?? error)))
  }
  useEffect(load, [])
  const wanted = words.trim().toLowerCase()
  const shown = cards?.filter((card) => `${card.name} ${titleOf(card)}`.toLowerCase().includes(wanted)) ?? []
  return html`
    <main class="gallery">
      <div class="gallery-bar">
        <div><h1>${t('gallery')}</h1><p>${t('galleryLead')}</p></div>
        <label class="search"><${Icon} name="search" size="16" /><input type="search" value=${words} placeholder=${t('filterCards')} aria-label=${t('filterCards')}
          onInput=${(/** @type {any} */ event) => setWords(event.target.value)} /></label>
        <${Switch} label=${t('darkCards')} on=${dark} onToggle=${setDark} />
        <${Switch} label=${t('showJson')} on=${json} onToggle=${setJson} />
        <span class="faint" role="status">${cards && t('cardCount', shown.length)}</span>
      </div>
      ${failure && html`<${LoadFailure} reason=${failure} again=${load} />`}
      ${!cards && !failure && html`<div class="ghost wide" aria-busy="true" />`}
      <div class=${classes('gallery-cards', dark && 'dark')}>
        ${shown.map((card) => html`<${Exhibit} key=${card.name} card=${card} json=${json} state=${state} session=${session} />`)}
        ${cards && shown.length === 0 && html`<p class="empty-line">${words ? t('noCards', words) : t('noCardsYet')}</p>`}
      </div>
    </main>
  `
}

/** What its readers know it by: the headline of the Feishu card. @param {GalleryCard} card */
function titleOf({ name, feishu }) {
  const body = feishu.find(({ kind }) => kind === 'feishu-card')
  const card = body?.kind === 'feishu-card' ? /** @type {any} */ (body.card) : null
  return /** @type {string} */ (card?.header?.title?.content ?? name)
}

/** @param {{ label: string, on: boolean, onToggle: (on: boolean) => void }} props */
const Switch = ({ label, on, onToggle }) => html`
  <label class="switch"><input type="checkbox" role="switch" checked=${on} onChange=${(/** @type {any} */ event) => onToggle(event.target.checked)} /><i aria-hidden="true" />${label}</label>
`

/** @param {{ card: GalleryCard, json: boolean, state: State, session: Session }} props */
const Exhibit = ({ card, json, state, session }) => html`
  <section class="exhibit" aria-label=${card.name}>
    <h2>${titleOf(card)} <small lang="en">${card.name}</small></h2>
    <div class="exhibit-columns">
      <${Column} title=${t('feishuBoth')} platform="feishu" bodies=${card.feishu} json=${json} state=${state} session=${session} />
      <${Column} title=${t('wecomDirect')} platform="wecom" bodies=${card.wecom} json=${json} state=${state} session=${session} />
      <${Column} title=${t('wecomGroup')} platform="wecom" bodies=${card.wecomGroup} json=${json} state=${state} session=${session} />
    </div>
  </section>
`

/** @param {{ title: string, platform: import('./router.js').Platform, bodies: Body[], json: boolean, state: State, session: Session }} props */
function Column({ title, platform, bodies, json, state, session }) {
  // A tap shows what the platform would send, and sends nothing.
  const onTap = async (/** @type {unknown} */ action) =>
    session.toast('info', t('wouldSend', JSON.stringify(action)))
  return html`
    <div class=${`exhibit-column ${platform}`}>
      <h3>${title}</h3>
      ${(bodies ?? []).map(
        (body, index) => html`<div class="exhibit-card" key=${index}>
        <${BodyView} body=${body} platform=${platform} people=${state.world?.people ?? []} zone=${state.world?.zone ?? 'Asia/Shanghai'}
          now=${state.now} onTap=${onTap} onNote=${session.toast} />
        ${json && html`<pre class="exhibit-json" tabindex="0">${JSON.stringify('card' in body ? body.card : body, null, 2)}</pre>`}
      </div>`,
      )}
      ${(bodies ?? []).length === 0 && html`<p class="faint">${t('noneHere')}</p>`}
    </div>
  `
}
