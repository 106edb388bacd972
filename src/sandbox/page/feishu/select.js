import { useId, useRef, useState } from 'preact/hooks'
import { personBehind, useCard } from '../card-context.js'
import { html } from '../html.js'
import { Icon } from '../icons.js'
import { Menu, moveFocus, useOutside } from '../menu.js'
import { t } from '../strings.js'
import { Labelled, useField } from './form.js'
import { useTap } from './tap.js'
import { contentOf } from './text.js'

/**
 * @typedef {Record<string, any>} Json
 * @typedef {{ label: string, value: string }} Option
 */

/** One of several. Outside of a form the choice calls back at once. @param {{ element: Json }} props */
export function Select({ element }) {
  const id = useId()
  const { people } = useCard()
  const options = optionsOf(element, people)
  const { value, set, error, form } = useField(element, initialOf(element, options))
  const { tap, busy } = useTap(element)
  const choose = (/** @type {string} */ chosen) => {
    set(chosen)
    if (!form && chosen) tap({ option: chosen })
  }
  const placeholder = contentOf(element.placeholder) || t('pleaseChoose')
  return html`
    <${Labelled} element=${element} id=${id} label=${contentOf(element.label)} error=${error}>
      <span class="fs-select">
        <select id=${id} class=${value ? 'fs-control' : 'fs-control unset'} value=${value} disabled=${element.disabled === true || busy}
          required=${element.required === true} aria-invalid=${Boolean(error)} aria-describedby=${error ? `${id}-error` : undefined}
          aria-label=${contentOf(element.label) || placeholder} onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
          <option value="" disabled=${!form} hidden=${!form}>${placeholder}</option>
          ${options.map((option) => html`<option key=${option.value} value=${option.value}>${option.label}</option>`)}
        </select>
        ${busy ? html`<i class="spinner" />` : html`<${Icon} name="down" size="16" />`}
      </span>
    <//>
  `
}

/** Several of many; the platform allows it only in forms. @param {{ element: Json }} props */
export function MultiSelect({ element }) {
  const id = useId()
  const { people } = useCard()
  const options = optionsOf(element, people)
  const { value, set, error } = useField(element, element.selected_values ?? [])
  const [open, setOpen] = useState(false)
  const box = /** @type {{ current: HTMLElement | null }} */ (useRef(null))
  useOutside(box, open, () => setOpen(false))
  const chosen = /** @type {string[]} */ (value)
  const names = options.filter((option) => chosen.includes(option.value)).map(({ label }) => label)
  const toggle = (/** @type {string} */ picked) =>
    set(chosen.includes(picked) ? chosen.filter((one) => one !== picked) : [...chosen, picked])
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Escape') setOpen(false)
    else if (open) moveFocus(event, [...(box.current?.querySelectorAll('input') ?? [])])
  }
  return html`
    <${Labelled} element=${element} id=${id} label=${contentOf(element.label)} error=${error}>
      <span class="fs-select multi" ref=${box} onKeyDown=${onKey}>
        <button type="button" id=${id} class=${names.length ? 'fs-control' : 'fs-control unset'} aria-expanded=${open} aria-haspopup="true"
          disabled=${element.disabled === true} onClick=${() => setOpen(!open)}>
          ${names.length ? html`<span class="fs-chips">${names.map((name) => html`<span class="fs-chip">${name}</span>`)}</span>` : contentOf(element.placeholder) || t('pleaseChoose')}
        </button>
        <${Icon} name="down" size="16" />
        ${
          open &&
          html`<span class="menu options" role="group" aria-label=${contentOf(element.label) || contentOf(element.placeholder)}>
            ${options.map(
              (option) => html`<label key=${option.value}>
              <input type="checkbox" checked=${chosen.includes(option.value)} onChange=${() => toggle(option.value)} /><span>${option.label}</span>
            </label>`,
            )}
          </span>`
        }
      </span>
    <//>
  `
}

/** @param {{ element: Json }} props */
export function Overflow({ element }) {
  const { tap, busy } = useTap(element)
  const face = busy ? html`<i class="spinner" />` : html`<${Icon} name="more" size="18" />`
  return html`
    <${Menu} label=${t('more')} class="fs-button fs-overflow" face=${face} disabled=${busy}
      choices=${(element.options ?? []).map((/** @type {Json} */ option) => ({
        label: contentOf(option.text),
        choose: () => tap({ option: String(option.value ?? '') }),
      }))} />
  `
}

/** @param {Json} element @param {import('../../view.ts').PersonView[]} people @returns {Option[]} */
function optionsOf(element, people) {
  const listed = Array.isArray(element.options) ? element.options : []
  // An empty list of people means everybody in the chat.
  if (/person$/.test(element.tag) && listed.length === 0)
    return people.map(({ id, name }) => ({ label: name, value: id }))
  return listed.map((/** @type {Json} */ option) => ({
    label: contentOf(option.text) || (personBehind(people, option.value)?.name ?? String(option.value)),
    value: String(option.value ?? ''),
  }))
}

/** `initial_index` counts from 1. @param {Json} element @param {Option[]} options */
const initialOf = (element, options) =>
  element.initial_option ?? options[Number(element.initial_index) - 1]?.value ?? ''
