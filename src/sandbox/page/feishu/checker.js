import { useId } from 'preact/hooks'
import { classes, html } from '../html.js'
import { useField } from './form.js'
import { callsBack, useTap } from './tap.js'
import { PlainText } from './text.js'

/** A box to tick. Alone it calls back only when it declares a behaviour. @param {{ element: Record<string, any> }} props */
export function Checker({ element }) {
  const id = useId()
  const { value, set, form } = useField(element, element.checked === true)
  const { tap, busy } = useTap(element)
  const toggle = (/** @type {any} */ event) => {
    set(event.target.checked)
    if (!form && callsBack(element)) tap({ checked: event.target.checked })
  }
  const struck = value && element.checked_style?.show_strikethrough
  return html`
    <div class=${classes('fs-checker', struck && 'struck')} data-field=${element.name}>
      <input id=${id} type="checkbox" checked=${value} disabled=${element.disabled === true || busy} onChange=${toggle} />
      <label for=${id}><${PlainText} text=${element.text} /></label>
    </div>
  `
}
