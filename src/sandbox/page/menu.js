import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { classes, html } from './html.js'

/**
 * @typedef {{ label: string, icon?: any, checked?: boolean, choose: () => void }} Choice
 */

/**
 * A button that opens a menu. Arrow keys move, Home and End jump, Escape gives the focus back.
 * @param {{ label: string, face: any, choices: Choice[], class?: string, above?: boolean, disabled?: boolean }} props
 */
export function Menu({ label, face, choices, class: look, above, disabled }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const box = /** @type {{ current: HTMLElement | null }} */ (useRef(null))
  const trigger = /** @type {{ current: HTMLElement | null }} */ (useRef(null))
  // At once: a key pressed right after must find the focus where it belongs.
  useLayoutEffect(() => {
    if (open) entries(box.current)[0]?.focus()
  }, [open])
  useOutside(box, open, () => setOpen(false))
  const close = () => {
    setOpen(false)
    trigger.current?.focus()
  }
  return html`
    <span class="menu-anchor" ref=${box} onKeyDown=${(/** @type {KeyboardEvent} */ event) => open && onKey(event, box.current, close)}>
      <button type="button" ref=${trigger} class=${look} aria-label=${label} title=${label} aria-haspopup="menu"
        aria-expanded=${open} aria-controls=${id} disabled=${disabled} onClick=${() => setOpen(!open)}>${face}</button>
      ${
        open &&
        html`<div class=${classes('menu', above && 'above')} id=${id} role="menu" aria-label=${label}>
          ${choices.map(
            (
              choice,
            ) => html`<button type="button" role=${choice.checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked=${choice.checked} tabindex="-1" onClick=${() => {
                close()
                choice.choose()
              }}>${choice.icon}<span>${choice.label}</span></button>`,
          )}
        </div>`
      }
    </span>
  `
}

/**
 * Calls `leave` on a press outside of the box while it is open.
 * @param {{ current: HTMLElement | null }} box @param {boolean} open @param {() => void} leave
 */
export function useOutside(box, open, leave) {
  useEffect(() => {
    if (!open) return
    const press = (/** @type {Event} */ event) => {
      if (!box.current?.contains(/** @type {Node} */ (event.target))) leave()
    }
    document.addEventListener('pointerdown', press)
    return () => document.removeEventListener('pointerdown', press)
  }, [open])
}

/** @param {KeyboardEvent} event @param {HTMLElement | null} box @param {() => void} close */
function onKey(event, box, close) {
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.stopPropagation()
    return close()
  }
  moveFocus(event, entries(box))
}

/**
 * Arrow keys, Home and End through a list of elements.
 * @param {KeyboardEvent} event @param {HTMLElement[]} list
 */
export function moveFocus(event, list) {
  const at = list.indexOf(/** @type {HTMLElement} */ (document.activeElement))
  const step = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? list.length - 1 : at - 1,
    Home: 0,
    End: list.length - 1,
  }[event.key]
  if (step === undefined || list.length === 0) return
  event.preventDefault()
  list[(step + list.length) % list.length]?.focus()
}

/** @param {HTMLElement | null} box @returns {HTMLElement[]} */
const entries = (box) =>
  [...(box?.querySelectorAll('[role^=menuitem]') ?? [])].map((entry) => /** @type {HTMLElement} */ (entry))
