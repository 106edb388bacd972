import { useId, useState } from 'preact/hooks'
import { useCard } from '../card-context.js'
import { classes, html } from '../html.js'
import { Icon } from '../icons.js'
import { openLink } from '../link.js'
import { t } from '../strings.js'

/**
 * @typedef {Record<string, any>} Json
 * @typedef {{ question: string, options: string[] }[]} Selected
 * @typedef {{ card: Json, disabled: boolean }} InteractionProps
 */

/** Up to six buttons, with at most one selection above them. @param {InteractionProps} props */
export function Buttons({ card, disabled }) {
  const { button_selection: selection } = card
  const [chosen, setChosen] = useState(firstOf(selection))
  const list = /** @type {Json[]} */ (Array.isArray(card.button_list) ? card.button_list : [])
  const selected = selection
    ? [{ question: String(selection.question_key), options: chosen ? [chosen] : [] }]
    : undefined
  if (disabled)
    return html`${selection && html`<${Selection} question=${selection} value=${chosen} disabled onChange=${setChosen} />`}<${Replaced} card=${card} />`
  return html`
    ${selection && html`<${Selection} question=${selection} value=${chosen} disabled=${selection.disable === true} onChange=${setChosen} />`}
    <div class=${`wc-buttons n${list.length}`}>
      ${list.slice(0, 6).map((button, index) => html`<${CardButton} key=${index} button=${button} selected=${selected} />`)}
    </div>
  `
}

/** @param {{ button: Json, selected: Selected | undefined }} props */
function CardButton({ button, selected }) {
  const surroundings = useCard()
  const { busy, tap } = useWecomTap()
  const style = Number(button.style) >= 1 && Number(button.style) <= 4 ? Number(button.style) : 1
  const press = () => (button.type === 1 ? openLink(button.url, surroundings) : tap(button.key, selected))
  return html`<button type="button" class=${`wc-button style-${style}`} role=${button.type === 1 ? 'link' : undefined} disabled=${button.disabled === true}
    aria-busy=${busy} onClick=${press}>${busy && html`<i class="spinner" />`}${button.text}</button>`
}

/** One or several of a list, then one button. @param {InteractionProps} props */
export function Vote({ card, disabled }) {
  const name = useId()
  const { checkbox = {}, submit_button: submit } = card
  const options = /** @type {Json[]} */ (checkbox.option_list ?? [])
  const [chosen, setChosen] = useState(
    options.filter((option) => option.is_checked).map((option) => String(option.id)),
  )
  const many = Number(checkbox.mode) === 1
  const off = disabled || checkbox.disable === true
  const toggle = (/** @type {string} */ id) =>
    setChosen(!many ? [id] : chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  return html`
    <fieldset class="wc-options" disabled=${off}>
      <legend class="unseen">${card.main_title?.title}</legend>
      ${options.slice(0, 20).map(
        (option) => html`<label key=${option.id}>
        <input type=${many ? 'checkbox' : 'radio'} name=${name} checked=${chosen.includes(String(option.id))} onChange=${() => toggle(String(option.id))} />
        <span>${option.text}</span>
      </label>`,
      )}
    </fieldset>
    <${Submit} card=${card} submit=${submit} disabled=${disabled} ready=${chosen.length > 0} selected=${[{ question: String(checkbox.question_key), options: chosen }]} />
  `
}

/** Up to three selections, then one button. @param {InteractionProps} props */
export function Multiple({ card, disabled }) {
  const questions = /** @type {Json[]} */ (
    Array.isArray(card.select_list) ? card.select_list.slice(0, 3) : []
  )
  const [chosen, setChosen] = useState(questions.map(firstOf))
  const selected = questions.map((question, index) => ({
    question: String(question.question_key),
    options: chosen[index] ? [chosen[index]] : [],
  }))
  return html`
    <div class="wc-selections">
      ${questions.map(
        (
          question,
          index,
        ) => html`<${Selection} key=${question.question_key} question=${question} value=${chosen[index]}
        disabled=${disabled || question.disable === true} onChange=${(/** @type {string} */ id) => setChosen(chosen.with(index, id))} />`,
      )}
    </div>
    <${Submit} card=${card} submit=${card.submit_button} disabled=${disabled} ready selected=${selected} />
  `
}

/** @param {{ question: Json, value: string | undefined, disabled?: boolean, onChange: (id: string) => void }} props */
function Selection({ question, value, disabled, onChange }) {
  const id = useId()
  return html`
    <div class="wc-selection">
      <label for=${id}>${question.title}</label>
      <span class="wc-select">
        <select id=${id} value=${value} disabled=${disabled} onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
          ${(question.option_list ?? []).map((/** @type {Json} */ option) => html`<option key=${option.id} value=${option.id}>${option.text}</option>`)}
        </select>
        <${Icon} name="down" size="16" />
      </span>
    </div>
  `
}

/** @param {{ card: Json, submit: Json | undefined, disabled: boolean, ready: boolean, selected: Selected }} props */
function Submit({ card, submit, disabled, ready, selected }) {
  const { busy, tap } = useWecomTap()
  if (disabled) return html`<${Replaced} card=${card} />`
  if (!submit) return null
  return html`<div class="wc-buttons n1"><button type="button" class="wc-button style-1" disabled=${!ready} aria-busy=${busy} onClick=${() => tap(submit.key, selected)}>
    ${busy && html`<i class="spinner" />`}${submit.text}
  </button></div>`
}

/** The grey word that takes the place of the buttons once the card was updated. @param {{ card: Json }} props */
const Replaced = ({ card }) =>
  html`<div class=${classes('wc-buttons', 'n1')}><button type="button" class="wc-button replaced" disabled>${card.replace_text || t('submitted')}</button></div>`

function useWecomTap() {
  const surroundings = useCard()
  const [busy, setBusy] = useState(false)
  const tap = async (/** @type {unknown} */ key, /** @type {Selected | undefined} */ selected) => {
    if (busy) return
    setBusy(true)
    try {
      await surroundings.tap({ platform: 'wecom', key: String(key ?? ''), ...(selected ? { selected } : {}) })
    } finally {
      setBusy(false)
    }
  }
  return { busy, tap }
}

/** The selected option; the app preselects the first. @param {Json | undefined} question @returns {string | undefined} */
const firstOf = (question) => question && String(question.selected_id ?? question.option_list?.[0]?.id ?? '')
