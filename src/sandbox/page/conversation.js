import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Avatar } from './avatar.js'
import { LoadFailure } from './chats.js'
import { Composer } from './composer.js'
import { clockTime, dayKey, longDay } from './dates.js'
import { html } from './html.js'
import { Icon } from './icons.js'
import { Message } from './message.js'
import { botMenu, phrasesFor } from './phrases.js'
import { language, t } from './strings.js'

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./session.js').Session} Session
 * @typedef {import('../view.ts').ChatView} ChatView
 * @typedef {import('../view.ts').PersonView} PersonView
 * @typedef {import('./phrases.js').Phrase} Phrase
 * @typedef {import('./state.js').ShownMessage} ShownMessage
 */

/** One chat: its name, its messages, the box to write in. */
export function Conversation(
  /** @type {{ state: State, session: Session, person: PersonView | undefined }} */ {
    state,
    session,
    person,
  },
) {
  const { route } = state
  const [draft, setDraft] = useState('')
  const chatId = route.view === 'chat' ? route.chat : undefined
  const chat = state.chats?.find((view) => view.id === chatId)
  const phrases = phrasesFor(person, state.world?.people ?? [])
  if (!chat || !chatId)
    return html`<section class="conversation vacant" id="conversation" tabindex="-1"><p>${t('pickChat')}</p></section>`
  return html`
    <section class="conversation" id="conversation" tabindex="-1" aria-label=${chat.name}>
      <${Head} chat=${chat} platform=${route.view === 'chat' ? route.platform : undefined} onBack=${() => session.go({ ...route, view: 'chat', chat: undefined })} />
      ${!state.connected && html`<p class="strip" role="status"><i class="spinner" />${t('lost')}</p>`}
      <${Messages} key=${`${route.view === 'chat' && `${route.platform}/${route.person}`}/${chatId}`} chat=${chat} state=${state}
        session=${session} phrases=${phrases} onFill=${setDraft} />
      <${Composer} key=${`to ${chatId}`} chat=${chat} platform=${route.view === 'chat' ? route.platform : undefined} phrases=${phrases}
        bot=${state.chats?.find((view) => view.kind === 'bot')?.name ?? t('product')} menu=${state.world?.menu ?? botMenu}
        draft=${draft} setDraft=${setDraft} onSay=${(/** @type {any} */ said) => session.say(chatId, said)} />
    </section>
  `
}

/** @param {{ chat: ChatView, platform: import('./router.js').Platform | undefined, onBack: () => void }} props */
const Head = ({ chat, platform, onBack }) => html`
  <header class="conversation-head">
    <button type="button" class="icon-button back" aria-label=${t('back')} onClick=${onBack}><${Icon} name="back" /></button>
    <${Avatar} name=${chat.name} kind=${chat.kind} size=${34} />
    <h1>${chat.name}</h1>
    ${chat.kind === 'bot' ? html`<span class="tag">${t(platform === 'wecom' ? 'botApp' : 'bot')}</span>` : html`<span class="count">${t('groupOf', chat.members)}</span>`}
  </header>
`

/** @param {{ chat: ChatView, state: State, session: Session, phrases: Phrase[], onFill: (text: string) => void }} props */
function Messages({ chat, state, session, phrases, onFill }) {
  const list = state.messages[chat.id]
  const me = state.route.view === 'chat' ? state.route.person : undefined
  const { box, missed, toEnd } = useStickToEnd(list, state.awaiting[chat.id], me)
  if (state.messagesFailure && !list)
    return html`<div class="messages"><${LoadFailure} reason=${state.messagesFailure} again=${() => session.loadMessages(chat.id)} /></div>`
  if (!list)
    return html`<div class="messages" aria-busy="true"><div class="ghost wide" /><div class="ghost wide" /></div>`
  const zone = state.world?.zone ?? 'Asia/Shanghai'
  return html`
    <div class="messages" ref=${box} role="log" aria-live="off" aria-label=${t('messages')} tabindex="0">
      ${list.length === 0 && html`<${Empty} chat=${chat} phrases=${phrases} session=${session} onFill=${onFill} />`}
      ${list.map(
        (message, index) => html`
        ${startsStretch(list[index - 1], message, zone) && html`<${Stamp} at=${message.at} now=${state.now} zone=${zone} key=${`at ${message.id}`} />`}
        <${Message} key=${message.id} message=${message} session=${session} state=${state} follows=${follows(list[index - 1], message, zone)} />
      `,
      )}
      <${Pending} state=${state.awaiting[chat.id]} />
      ${missed && html`<button type="button" class="to-end" onClick=${toEnd}>${t('newMessages')}<${Icon} name="down" size="14" /></button>`}
    </div>
  `
}

/**
 * Scrolls to the end when the reader has said something, or was at the end when something was added; who reads
 * further up is told that there is news.
 * @param {ShownMessage[] | undefined} list @param {unknown} awaiting @param {string | undefined} me
 */
function useStickToEnd(list, awaiting, me) {
  const box = /** @type {{ current: HTMLElement | null }} */ (useRef(null))
  const atEnd = useRef(true)
  const newest = useRef(/** @type {string | undefined} */ (undefined))
  const [missed, setMissed] = useState(false)
  const changes = [list, awaiting]
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight })
  useEffect(() => {
    const element = box.current
    if (!element) return
    const watch = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 80
      if (atEnd.current) setMissed(false)
    }
    // Charts and pictures get their height late.
    const grown = new ResizeObserver(() => atEnd.current && toEnd())
    element.addEventListener('scroll', watch, { passive: true })
    grown.observe(element)
    for (const child of element.children) grown.observe(child)
    return () => {
      element.removeEventListener('scroll', watch)
      grown.disconnect()
    }
  }, changes)
  useLayoutEffect(() => {
    const last = list?.at(-1)
    const isNew = last?.id !== newest.current
    newest.current = last?.id
    if (isNew && last?.from.kind === 'person' && last.from.id === me) atEnd.current = true
    if (atEnd.current) toEnd()
    else if (isNew) setMissed(true)
  }, changes)
  return { box, missed, toEnd }
}

/** @param {{ state: 'answer' | 'late' | undefined }} props */
function Pending({ state }) {
  if (!state) return null
  return html`
    <div class="message pending">
      <${Avatar} name=${t('product')} kind="bot" size=${36} />
      ${
        state === 'answer'
          ? html`<span class="dots" role="status" aria-label=${`${t('product')} ${t('typing')}`}><i /><i /><i /></span>`
          : html`<span class="late" role="status">${t('slow')}</span>`
      }
    </div>
  `
}

/** @param {{ chat: ChatView, phrases: Phrase[], session: Session, onFill: (text: string) => void }} props */
function Empty({ chat, phrases, session, onFill }) {
  if (chat.kind === 'group')
    return html`<div class="empty"><${Avatar} name=${chat.name} kind="group" size=${56} /><p>${t('emptyGroup')}</p>
      <button type="button" class="plain" onClick=${() => session.turnClock('today-18:00')}>${t('emptyGroupTry')}</button></div>`
  return html`
    <div class="empty">
      <${Avatar} name=${chat.name} kind="bot" size=${64} />
      <h2>${t('emptyBotTitle')}</h2>
      <p>${t('emptyBot')}</p>
      <div class="empty-phrases">
        ${phrases.slice(0, 5).map(
          ({ text, fill }) => html`<button type="button" key=${text}
          onClick=${() => (fill ? onFill(text) : session.say(chat.id, { kind: 'text', text }))}>${text}</button>`,
        )}
      </div>
    </div>
  `
}

/** @param {{ at: string, now: string, zone: string }} props */
const Stamp = ({ at, now, zone }) => html`
  <p class="stamp"><time datetime=${at}>${dayKey(at, zone) === dayKey(now, zone) ? t('today') : longDay(at, { zone, language: language() })} ${clockTime(at, zone)}</time></p>
`

/** A time is written above the first message of a day and after a pause. */
function startsStretch(
  /** @type {ShownMessage | undefined} */ before,
  /** @type {ShownMessage} */ message,
  /** @type {string} */ zone,
) {
  return (
    !before ||
    dayKey(before.at, zone) !== dayKey(message.at, zone) ||
    Date.parse(message.at) - Date.parse(before.at) > 15 * 60_000
  )
}

/** Somebody's next message in a row goes without the name. */
function follows(
  /** @type {ShownMessage | undefined} */ before,
  /** @type {ShownMessage} */ message,
  /** @type {string} */ zone,
) {
  return (
    before !== undefined &&
    before.body.kind !== 'system' &&
    before.from.name === message.from.name &&
    before.from.kind === message.from.kind &&
    !startsStretch(before, message, zone)
  )
}
