import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Avatar } from './avatar.js'
import { html } from './html.js'
import { Icon } from './icons.js'
import { moveFocus, useOutside } from './menu.js'
import { roleKey } from './phrases.js'
import { isKey, t } from './strings.js'

/** @typedef {import('../view.ts').PersonView} PersonView */

const order = [
  'rep',
  'manager',
  'director',
  'finance',
  'operations',
  'marketing',
  'success',
  'admin',
  'others',
]

/**
 * Who the page speaks as: a button with the person, and a searchable list of everybody by role.
 * @param {{ people: PersonView[], current: PersonView | undefined, onPick: (id: string) => void }} props
 */
export function PersonPicker({ people, current, onPick }) {
  const [open, setOpen] = useState(false)
  const box = /** @type {{ current: HTMLElement | null }} */ (useRef(null))
  const trigger = /** @type {{ current: HTMLElement | null }} */ (useRef(null))
  useOutside(box, open, () => setOpen(false))
  const close = () => {
    setOpen(false)
    trigger.current?.focus()
  }
  const pick = (/** @type {string} */ id) => {
    close()
    onPick(id)
  }
  return html`
    <div class="picker" ref=${box} onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && open && close()}>
      <button type="button" ref=${trigger} class="picker-face" aria-haspopup="dialog" aria-expanded=${open}
        aria-label=${`${t('changePerson')}${current ? `: ${current.name}` : ''}`} onClick=${() => setOpen(!open)}>
        <${Avatar} name=${current?.name ?? '?'} size=${40} />
        <span class="picker-text">
          <strong>${current?.name}</strong>
          <small>${current && `${current.title} · ${current.department}`}</small>
        </span>
        <span class="picker-swap"><${Icon} name="swap" size="16" /></span>
      </button>
      ${open && html`<${People} people=${people} current=${current} onPick=${pick} />`}
    </div>
  `
}

/** @param {{ people: PersonView[], current: PersonView | undefined, onPick: (id: string) => void }} props */
function People({ people, current, onPick }) {
  const [words, setWords] = useState('')
  const box = /** @type {{ current: HTMLElement | null }} */ (useRef(null))
  const input = /** @type {{ current: HTMLInputElement | null }} */ (useRef(null))
  useLayoutEffect(() => input.current?.focus(), [])
  const groups = byRole(people.filter((person) => matches(person, words)))
  const rows = () =>
    [...(box.current?.querySelectorAll('.person') ?? [])].map((row) => /** @type {HTMLElement} */ (row))
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Enter' && event.target === input.current) rows()[0]?.click()
    else if (!(event.target === input.current && /Home|End/.test(event.key))) moveFocus(event, rows())
  }
  return html`
    <div class="people" role="dialog" aria-label=${t('changePerson')} ref=${box} onKeyDown=${onKey}>
      <label class="search">
        <${Icon} name="search" size="16" />
        <input ref=${input} type="search" value=${words} placeholder=${t('searchPeople')} aria-label=${t('searchPeople')}
          onInput=${(/** @type {any} */ event) => setWords(event.target.value)} />
      </label>
      <div class="people-list">
        ${groups.map(([role, members]) => html`<${RoleGroup} key=${role} role=${role} members=${members} current=${current} onPick=${onPick} />`)}
        ${groups.length === 0 && html`<p class="empty-line" role="status">${t('nobodyFound', words)}</p>`}
      </div>
    </div>
  `
}

/** @param {{ role: string, members: PersonView[], current: PersonView | undefined, onPick: (id: string) => void }} props */
const RoleGroup = ({ role, members, current, onPick }) => html`
  <section aria-label=${isKey(role) ? t(role) : role}>
    <h3>${isKey(role) ? t(role) : role}<span>${members.length}</span></h3>
    ${members.map(
      (person) => html`
        <button type="button" class="person" key=${person.id} aria-current=${person.id === current?.id ? 'true' : undefined}
          onClick=${() => onPick(person.id)}>
          <${Avatar} name=${person.name} size=${32} />
          <span class="person-text"><strong>${person.name}</strong><small>${person.title} · ${person.department}</small></span>
          ${person.id === current?.id && html`<${Icon} name="check" size="16" />`}
        </button>
      `,
    )}
  </section>
`

/** @param {PersonView} person @param {string} words */
const matches = (person, words) =>
  words
    .toLowerCase()
    .split(/\s+/)
    .every((word) =>
      [person.name, person.title, person.department, person.id].join(' ').toLowerCase().includes(word),
    )

/** @param {PersonView[]} people @returns {[string, PersonView[]][]} */
function byRole(people) {
  const groups = Map.groupBy(people, (person) => roleKey(person.role))
  return order.flatMap((role) => {
    const members = groups.get(role)
    return members ? [/** @type {[string, PersonView[]]} */ ([role, members])] : []
  })
}
