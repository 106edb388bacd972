import { useId } from 'preact/hooks'
import { html } from '../html.js'
import { Labelled, useField } from './form.js'
import { useTap } from './tap.js'
import { contentOf } from './text.js'

/**
 * A text input. In a form its text travels with the form; outside, Enter (or leaving a paragraph) calls back.
 * @param {{ element: Record<string, any> }} props
 */
export function Input({ element }) {
  const id = useId()
  const { value, set, error, form } = useField(element, element.default_value ?? '')
  const { tap, busy } = useTap(element)
  const multiline = element.input_type === 'multiline_text'
  const send = () => !form && value && tap({ inputValue: value })
  const props = {
    id,
    value,
    placeholder: contentOf(element.placeholder),
    maxLength: Number(element.max_length) || 1000,
    disabled: element.disabled === true || busy,
    required: element.required === true,
    'aria-invalid': Boolean(error),
    'aria-describedby': error ? `${id}-error` : undefined,
    'aria-label': contentOf(element.label) || contentOf(element.placeholder) || element.name,
    onInput: (/** @type {any} */ event) => set(event.target.value),
  }
  return html`
    <${Labelled} element=${element} id=${id} label=${contentOf(element.label)} error=${error}>
      ${
        multiline
          ? html`<textarea class="fs-control" rows=${Number(element.rows) || 3} ...${props} onBlur=${send} />`
          : html`<input class="fs-control" type=${element.input_type === 'password' ? 'password' : 'text'} ...${props}
              onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && !event.isComposing && send()} />`
      }
    <//>
  `
}
