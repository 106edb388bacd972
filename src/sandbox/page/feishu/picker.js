import { useId } from 'preact/hooks'
import { useCard } from '../card-context.js'
import { zoneOffset } from '../dates.js'
import { classes, html } from '../html.js'
import { Labelled, useField } from './form.js'
import { useTap } from './tap.js'
import { contentOf } from './text.js'

/**
 * Date, time, date with time. A card's value is written `2026-04-01`, `09:30`, `2026-04-01 09:30`; what is sent
 * back has the clicker's zone behind it: `2026-04-01 09:30 +0800`.
 * @param {{ element: Record<string, any> }} props
 */
export function Picker({ element }) {
  const id = useId()
  const { now, zone } = useCard()
  const { type, initial } = kinds[/** @type {keyof typeof kinds} */ (element.tag)]
  const first = element[initial] ? `${element[initial]} ${zoneOffset(now, zone)}` : ''
  const { value, set, error, form } = useField(element, first)
  const { tap, busy } = useTap(element)
  const pick = (/** @type {string} */ picked) => {
    const sent = picked && `${picked.replace('T', ' ')} ${zoneOffset(now, zone)}`
    set(sent)
    if (!form && sent) tap({ option: sent })
  }
  const placeholder = contentOf(element.placeholder)
  return html`
    <${Labelled} element=${element} id=${id} label=${contentOf(element.label)} error=${error}>
      <span class=${classes('fs-picker', !value && 'unset')}>
        ${!value && html`<span class="fs-picker-hint" aria-hidden="true">${placeholder}</span>`}
        <input id=${id} class="fs-control" type=${type} value=${shown(value)} disabled=${element.disabled === true || busy}
          required=${element.required === true} aria-invalid=${Boolean(error)} aria-describedby=${error ? `${id}-error` : undefined}
          aria-label=${contentOf(element.label) || placeholder || element.name}
          onClick=${openPicker} onChange=${(/** @type {any} */ event) => pick(event.target.value)} />
      </span>
    <//>
  `
}

const kinds = /** @type {const} */ ({
  date_picker: { type: 'date', initial: 'initial_date' },
  picker_time: { type: 'time', initial: 'initial_time' },
  picker_datetime: { type: 'datetime-local', initial: 'initial_datetime' },
})

/** Without the zone, as the browser's own controls write it. @param {string} value */
const shown = (value) => value.replace(/ [+-]\d{4}$/, '').replace(' ', 'T')

/** The whole field opens the calendar, not only its small icon. @param {any} event */
function openPicker(event) {
  try {
    event.currentTarget.showPicker()
  } catch {
    // Older browsers have no picker to show; the field can still be typed into.
  }
}
