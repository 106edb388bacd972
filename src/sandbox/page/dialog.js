import { useLayoutEffect, useRef } from 'preact/hooks'
import { html } from './html.js'
import { t } from './strings.js'

/**
 * A question before an act. The browser's own dialog keeps the focus inside and closes on Escape.
 * @param {{ title: string, text?: string, danger?: boolean, onAnswer: (yes: boolean) => void }} props
 */
export function Confirm({ title, text, danger, onAnswer }) {
  const dialog = /** @type {{ current: HTMLDialogElement | null }} */ (useRef(null))
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const answer = (/** @type {boolean} */ yes) => {
    dialog.current?.close()
    onAnswer(yes)
  }
  return html`
    <dialog class="confirm" ref=${dialog} aria-label=${title} onCancel=${() => onAnswer(false)}>
      <h2>${title}</h2>
      ${text && html`<p>${text}</p>`}
      <div class="confirm-buttons">
        <button type="button" class="plain" onClick=${() => answer(false)}>${t('cancel')}</button>
        <button type="button" class=${danger ? 'solid danger' : 'solid'} onClick=${() => answer(true)}>${t('confirm')}</button>
      </div>
    </dialog>
  `
}
