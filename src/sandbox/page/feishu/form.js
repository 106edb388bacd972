import { createContext } from 'preact'
import { useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { useCard } from '../card-context.js'
import { html } from '../html.js'
import { t } from '../strings.js'
import { Elements } from './elements.js'

/**
 * @typedef {Record<string, any>} Json
 * @typedef {{ values: Record<string, unknown>, errors: Record<string, string>, epoch: number,
 *   enter: (name: string, field: Field) => () => void, set: (name: string, value: unknown) => void,
 *   check: () => Record<string, unknown> | null, reset: () => void }} FormState
 * @typedef {{ initial: unknown, required: boolean }} Field
 */

const FormContext = createContext(/** @type {FormState | null} */ (null))

/** The form around an element, `null` outside of one. */
export const useForm = () => useContext(FormContext)

/**
 * A form: its fields keep what was entered until a submit button sends all of it as `form_value`. Missing
 * required fields are caught here, as in the app, and make no callback.
 * @param {{ element: Json }} props
 */
export function Form({ element }) {
  const { note } = useCard()
  const box = /** @type {{ current: HTMLElement | null }} */ (useRef(null))
  const fields = useMemo(() => /** @type {Map<string, Field>} */ (new Map()), [])
  const [values, setValues] = useState(/** @type {Record<string, unknown>} */ ({}))
  const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}))
  const [epoch, setEpoch] = useState(0)
  /** @type {FormState} */
  const form = {
    values,
    errors,
    epoch,
    enter(name, field) {
      fields.set(name, field)
      return () => void fields.delete(name)
    },
    set(name, value) {
      setValues((before) => ({ ...before, [name]: value }))
      setErrors(({ [name]: _, ...rest }) => rest)
    },
    check() {
      const all = Object.fromEntries(
        [...fields].map(([name, { initial }]) => [name, values[name] ?? initial]),
      )
      const missing = [...fields].filter(([name, { required }]) => required && isEmpty(all[name]))
      setErrors(Object.fromEntries(missing.map(([name]) => [name, t('pleaseFill')])))
      if (missing.length === 0)
        return Object.fromEntries(Object.entries(all).filter(([, value]) => !isEmpty(value)))
      note('warning', t('formIncomplete'))
      focusField(box.current, missing[0]?.[0])
      return null
    },
    reset() {
      setValues({})
      setErrors({})
      setEpoch(epoch + 1)
    },
  }
  return html`<${FormContext.Provider} value=${form}><div class="fs-form" role="form" aria-label=${String(element.name ?? '')} ref=${box}>
    <${Elements} elements=${element.elements} />
  </div><//>`
}

/**
 * The value of one field: kept by the form it stands in, else by the field itself.
 * @param {Json} element @param {unknown} initial
 * @returns {{ value: any, set: (value: unknown) => void, error: string | undefined, form: FormState | null }}
 */
export function useField(element, initial) {
  const form = useForm()
  const name = String(element.name ?? '')
  const [own, setOwn] = useState(initial)
  useEffect(
    () => form?.enter(name, { initial, required: element.required === true }),
    [name, element.required],
  )
  if (!form) return { value: own, set: setOwn, error: undefined, form }
  return {
    value: form.values[name] ?? initial,
    set: (value) => form.set(name, value),
    error: form.errors[name],
    form,
  }
}

/**
 * Label above or beside a field, and what is wrong with it below.
 * @param {{ element: Json, id: string, label: string, error?: string, children?: any }} props
 */
export const Labelled = ({ element, id, label, error, children }) => html`
  <div class=${element.label_position === 'left' ? 'fs-field beside' : 'fs-field'} data-field=${element.name}>
    ${label && html`<label for=${id}>${label}${element.required && !label.endsWith('*') && html`<span class="required" aria-hidden="true">*</span>`}</label>`}
    <div class="fs-field-main">
      ${children}
      ${error && html`<p class="fs-error" id=${`${id}-error`} role="alert">${error}</p>`}
    </div>
  </div>
`

/** @param {unknown} value */
const isEmpty = (value) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** @param {HTMLElement | null} box @param {string | undefined} name */
function focusField(box, name) {
  const field = [...(box?.querySelectorAll('[data-field]') ?? [])].find(
    (found) => found.getAttribute('data-field') === name,
  )
  const control = /** @type {HTMLElement | null | undefined} */ (
    field?.querySelector('input, textarea, select, button')
  )
  control?.focus()
}
