import { useState } from 'preact/hooks'
import { Confirm } from '../dialog.js'
import { classes, html } from '../html.js'
import { useForm } from './form.js'
import { linkOf, useTap } from './tap.js'
import { contentOf, IconOf } from './text.js'

const types = [
  'default',
  'primary',
  'danger',
  'text',
  'primary_text',
  'danger_text',
  'primary_filled',
  'danger_filled',
  'laser',
]

/** @param {{ element: Record<string, any> }} props */
export function Button({ element }) {
  const form = useForm()
  const { tap, busy } = useTap(element)
  const [asking, setAsking] = useState(/** @type {Record<string, unknown> | true | null} */ (null))
  const role = form && (element.form_action_type ?? String(element.action_type ?? '').replace('form_', ''))
  const act = (/** @type {Record<string, unknown> | true} */ ready) =>
    tap(ready === true ? {} : { formValue: ready })
  const press = () => {
    if (role === 'reset') return form?.reset()
    // A form is checked before its question is asked.
    const ready = role === 'submit' ? form?.check() : true
    if (ready) return element.confirm ? setAsking(ready) : act(ready)
  }
  const type = types.includes(element.type) ? element.type : 'default'
  return html`
    <button type="button" class=${classes('fs-button', type, `size-${element.size ?? 'medium'}`, element.width === 'fill' && 'fill')}
      style=${/^\d+px$/.test(element.width ?? '') ? { width: element.width } : {}} name=${element.name} aria-busy=${busy}
      disabled=${element.disabled === true} title=${contentOf(element.disabled ? element.disabled_tips : element.hover_tips) || undefined}
      role=${linkOf(element) ? 'link' : undefined} onClick=${() => !busy && press()}>
      ${busy ? html`<i class="spinner" />` : html`<${IconOf} icon=${element.icon} size=${16} />`}
      <span>${contentOf(element.text)}</span>
    </button>
    ${
      asking &&
      html`<${Confirm} title=${contentOf(element.confirm.title)} text=${contentOf(element.confirm.text)} danger=${/danger/.test(type)}
        onAnswer=${(/** @type {boolean} */ yes) => {
          setAsking(null)
          if (yes) act(asking)
        }} />`
    }
  `
}
