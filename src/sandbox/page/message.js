import { useMemo } from 'preact/hooks'
import { Avatar } from './avatar.js'
import { BodyView } from './body.js'
import { clockTime } from './dates.js'
import { classes, html } from './html.js'
import { Icon } from './icons.js'
import { language, t } from './strings.js'

/**
 * One message with who said it. Drawn again only when the message itself changed, so that what somebody types
 * into a card survives the arrival of others.
 * @param {{ message: import('./state.js').ShownMessage, state: import('./state.js').State,
 *   session: import('./session.js').Session, follows: boolean }} props
 */
export function Message({ message, state, session, follows }) {
  const { route } = state
  const identity = route.view === 'chat' ? `${route.platform}/${route.person}` : ''
  return useMemo(
    () => draw(message, state, session, follows),
    [message, message.sending, message.failed, follows, identity, language()],
  )
}

/** @param {import('./state.js').ShownMessage} message @param {import('./state.js').State} state
 * @param {import('./session.js').Session} session @param {boolean} follows */
function draw(message, state, session, follows) {
  const { route, world } = state
  if (message.body.kind === 'system') return html`<p class="system">${message.body.text}</p>`
  const mine = message.from.kind === 'person' && route.view === 'chat' && message.from.id === route.person
  const zone = world?.zone ?? 'Asia/Shanghai'
  return html`
    <article class=${classes('message', mine && 'mine', follows && 'follows')} data-id=${message.id}
      aria-label=${`${mine ? t('you') : message.from.name} ${clockTime(message.at, zone)}`}>
      <${Avatar} name=${message.from.name} kind=${message.from.kind} size=${36} />
      <div class="message-main">
        ${!follows && html`<div class="message-from">${message.from.name}${message.from.kind === 'bot' && html`<span class="tag">${t(route.view === 'chat' && route.platform === 'wecom' ? 'botApp' : 'bot')}</span>`}</div>`}
        <div class="message-line">
          <${BodyView} body=${message.body} platform=${route.view === 'chat' ? route.platform : 'feishu'} people=${world?.people ?? []}
            zone=${zone} now=${state.now} onTap=${(/** @type {any} */ action) => session.tap(message.id, action)} onNote=${session.toast} />
          ${message.sending && html`<i class="spinner" role="status" aria-label=${t('send')} />`}
          ${message.failed && html`<span class="failed" title=${t('failed', message.failed)}><${Icon} name="warning" size="16" /></span>`}
        </div>
        ${
          message.failed &&
          html`<p class="failed-line" role="alert">${t('failed', message.failed)}
          <button type="button" class="link" onClick=${() => session.again(message)}>${t('retry')}</button></p>`
        }
      </div>
    </article>
  `
}
