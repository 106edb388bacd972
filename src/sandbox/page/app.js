import { Chats } from './chats.js'
import { Clock } from './clock.js'
import { Conversation } from './conversation.js'
import { Gallery } from './gallery.js'
import { Guide } from './guide.js'
import { classes, html } from './html.js'
import { Icon } from './icons.js'
import { rememberTheme } from './memory.js'
import { Menu } from './menu.js'
import { PersonPicker } from './people.js'
import { useStore } from './state.js'
import { language, t, useLanguage } from './strings.js'
import { applyTheme } from './theme.js'
import { Toasts } from './toasts.js'

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./state.js').Store} Store
 * @typedef {import('./state.js').Theme} Theme
 * @typedef {import('./session.js').Session} Session
 */

/** @param {{ store: Store, session: Session }} props */
export function App({ store, session }) {
  const state = useStore(store)
  const { route } = state
  return html`
    <div class=${classes('app', platformOf(state))} lang=${state.language === 'en' ? 'en' : 'zh-CN'}>
      ${route.view === 'chat' && html`<a class="skip" href="#conversation" onClick=${focusConversation}>${t('skip')}</a>`}
      <${TopBar} state=${state} session=${session} store=${store} />
      ${state.failure ? html`<${Down} reason=${state.failure} again=${session.start} />` : route.view === 'gallery' ? html`<${Gallery} state=${state} session=${session} />` : html`<${ChatRoom} state=${state} session=${session} />`}
      <${Toasts} toasts=${state.toasts} dismiss=${session.dismiss} />
      <div class="unseen" aria-live="polite">${state.spoken}</div>
    </div>
  `
}

/** @param {{ state: State, session: Session, store: Store }} props */
function TopBar({ state, session, store }) {
  const { route } = state
  const there = (/** @type {string} */ view) => (route.view === view ? 'page' : undefined)
  return html`
    <header class="top-bar">
      <a class="brand" href="#/chat" aria-label=${t('product')}>
        <img src="/sandbox/page/icon.svg" alt="" width="26" height="26" /><strong>${t('product')}</strong><span class="tag">${t('sandbox')}</span>
      </a>
      <nav class="views" aria-label=${t('product')}>
        <a href="#/chat" aria-current=${there('chat')}><${Icon} name="chat" size="18" /><span>${t('chat')}</span></a>
        <a href="#/gallery" aria-current=${there('gallery')}><${Icon} name="cards" size="18" /><span>${t('gallery')}</span></a>
      </nav>
      ${state.world && html`<${Clock} state=${state} session=${session} />`}
      <div class="top-end">
        <${ThemeMenu} theme=${state.theme} store=${store} />
        <button type="button" class="plain language" lang=${state.language === 'en' ? 'zh-CN' : 'en'} onClick=${() => switchLanguage(store)}>${t('switchLanguage')}</button>
      </div>
    </header>
  `
}

/** @param {{ state: State, session: Session }} props */
function ChatRoom({ state, session }) {
  const { route, world } = state
  if (!world || route.view !== 'chat') return html`<main class="room" aria-busy="true"></main>`
  const person = world.people.find(({ id }) => id === route.person)
  return html`
    <main class=${classes('room', route.chat ? 'in-chat' : 'in-list')}>
      <aside class="side" aria-label=${t('chats')}>
        <${Platforms} state=${state} session=${session} />
        <${PersonPicker} people=${world.people} current=${person}
          onPick=${(/** @type {string} */ id) => session.go({ view: 'chat', platform: route.platform, person: id })} />
        <${Chats} state=${state} session=${session} />
      </aside>
      <${Conversation} state=${state} session=${session} person=${person} />
      <${Guide} key=${person?.id} state=${state} session=${session} person=${person} />
    </main>
  `
}

/** @param {{ state: State, session: Session }} props */
function Platforms({ state, session }) {
  const { route, world } = state
  if (!world || route.view !== 'chat') return null
  return html`
    <div class="segments" role="group" aria-label=${t('platform')}>
      ${world.platforms.map(
        (name) => html`<button type="button" key=${name} class=${name} aria-pressed=${route.platform === name}
          onClick=${() => session.go({ view: 'chat', platform: name, person: route.person })}>${t(name)}</button>`,
      )}
    </div>
  `
}

/** @param {{ theme: Theme, store: Store }} props */
function ThemeMenu({ theme, store }) {
  const faces = /** @type {const} */ ({ auto: 'auto', light: 'sun', dark: 'moon' })
  const names = /** @type {const} */ ({ auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' })
  return html`
    <${Menu} label=${t('theme')} class="icon-button" face=${html`<${Icon} name=${faces[theme]} size="18" />`}
      choices=${
        /** @type {Theme[]} */ (['auto', 'light', 'dark']).map((name) => ({
          label: t(names[name]),
          icon: html`<${Icon} name=${faces[name]} size="18" />`,
          checked: theme === name,
          choose: () => chooseTheme(name, store),
        }))
      } />
  `
}

/** @param {{ reason: string, again: () => void }} props */
const Down = ({ reason, again }) => html`
  <main class="down" role="alert">
    <h1>${t('down')}</h1>
    <p>${t('downHint')}</p>
    <p class="faint">${reason}</p>
    <button type="button" class="solid" onClick=${again}>${t('reload')}</button>
  </main>
`

/** @param {Store} store */
function switchLanguage(store) {
  useLanguage(language() === 'en' ? 'zh' : 'en')
  store.set({ language: language() })
}

/** @param {Theme} theme @param {Store} store */
function chooseTheme(theme, store) {
  rememberTheme(theme)
  applyTheme(theme)
  store.set({ theme })
}

/** The address keeps naming the chat, so the jump is made by hand. @param {Event} event */
function focusConversation(event) {
  event.preventDefault()
  document.getElementById('conversation')?.focus()
}

/** @param {State} state */
const platformOf = ({ route }) => (route.view === 'gallery' ? 'gallery' : (route.platform ?? 'feishu'))
