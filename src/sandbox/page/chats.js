import { Avatar } from './avatar.js'
import { shortMoment } from './dates.js'
import { classes, html } from './html.js'
import { moveFocus } from './menu.js'
import { language, t } from './strings.js'

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./session.js').Session} Session
 * @typedef {import('../view.ts').ChatView} ChatView
 */

/** The chats of one person on one platform: the bot first, then by their last message. */
export function Chats(/** @type {{ state: State, session: Session }} */ { state, session }) {
  if (state.chatsFailure)
    return html`<${LoadFailure} reason=${state.chatsFailure} again=${session.loadChats} />`
  if (!state.chats)
    return html`<div class="chat-list" aria-busy="true">${[1, 2, 3].map(() => html`<div class="ghost" />`)}</div>`
  if (state.chats.length === 0) return html`<p class="empty-line">${t('noChats')}</p>`
  return html`
    <nav class="chat-list" aria-label=${t('chats')} onKeyDown=${onKey}>
      ${sorted(state.chats).map((chat) => html`<${ChatRow} key=${chat.id} chat=${chat} state=${state} session=${session} />`)}
    </nav>
  `
}

/** @param {{ reason: string, again: () => void }} props */
export const LoadFailure = ({ reason, again }) => html`
  <div class="load-failure" role="alert">
    <p>${t('couldNotLoad', reason)}</p>
    <button type="button" class="plain" onClick=${() => again()}>${t('reload')}</button>
  </div>
`

/** @param {{ chat: ChatView, state: State, session: Session }} props */
function ChatRow({ chat, state, session }) {
  const { route } = state
  const open = route.view === 'chat' && route.chat === chat.id
  const unread = state.unread[chat.id] ?? 0
  return html`
    <button type="button" class=${classes('chat', open && 'open')} aria-current=${open ? 'page' : undefined}
      onClick=${() => session.go({ ...route, view: 'chat', chat: chat.id })}>
      <span class="chat-face"><${Avatar} name=${chat.name} kind=${chat.kind} size=${42} /><${Badge} count=${unread} /></span>
      <span class="chat-text">
        <span class="chat-top">
          <strong>${chat.name}</strong>
          ${chat.kind === 'bot' && html`<span class="tag">${t(route.view === 'chat' && route.platform === 'wecom' ? 'botApp' : 'bot')}</span>`}
          <time>${chat.lastAt && state.world && shortMoment(chat.lastAt, state.now, { zone: state.world.zone, language: language() })}</time>
        </span>
        <small>${chat.last || (chat.kind === 'group' ? t('groupOf', chat.members) : t('emptyBotTitle'))}</small>
      </span>
    </button>
  `
}

/** A count for what came while the page was open, a dot (−1) for news since the last visit. */
function Badge(/** @type {{ count: number }} */ { count }) {
  if (!count) return null
  const label = count < 0 ? t('unreadSome') : t('unread', count)
  return html`<span class=${classes('badge', count < 0 && 'dot')} role="img" aria-label=${label}>${count > 0 && (count > 99 ? '99+' : count)}</span>`
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const list = /** @type {HTMLElement} */ (event.currentTarget)
  moveFocus(event, /** @type {HTMLElement[]} */ ([...list.querySelectorAll('.chat')]))
}

/** @param {ChatView[]} chats */
const sorted = (chats) =>
  chats.toSorted(
    (a, b) =>
      Number(b.kind === 'bot') - Number(a.kind === 'bot') || (b.lastAt ?? '').localeCompare(a.lastAt ?? ''),
  )
