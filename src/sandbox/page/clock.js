import { useRef, useState } from 'preact/hooks'
import { clockTime, longDay } from './dates.js'
import { classes, html } from './html.js'
import { Icon } from './icons.js'
import { useOutside } from './menu.js'
import { language, t } from './strings.js'

const jumps = /** @type {const} */ ([
  ['plusHour', 'plus-1h'],
  ['today18', 'today-18:00'],
  ['tomorrow830', 'tomorrow-08:30'],
  ['plusDay', 'plus-1d'],
  ['plusTenDays', 'plus-10d'],
])

/**
 * The business time and the buttons that move it. In a narrow window the buttons sit behind the time.
 * @param {{ state: import('./state.js').State, session: import('./session.js').Session }} props
 */
export function Clock({ state, session }) {
  const [open, setOpen] = useState(false)
  const box = /** @type {{ current: HTMLElement | null }} */ (useRef(null))
  useOutside(box, open, () => setOpen(false))
  const zone = state.world?.zone ?? 'Asia/Shanghai'
  const turn = async (/** @type {string} */ to) => {
    setOpen(false)
    await session.turnClock(to)
  }
  return html`
    <div class=${classes('clock', state.forwarding && 'busy', open && 'unfolded')} ref=${box} role="group" aria-label=${t('businessTime')}
      aria-busy=${state.forwarding} onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && setOpen(false)}>
      <button type="button" class="clock-face" aria-expanded=${open} aria-label=${t('openClock')} onClick=${() => setOpen(!open)}>
        <${Icon} name="clock" size="18" />
        <${Face} now=${state.now} zone=${zone} />
      </button>
      <div class="clock-face still" title=${t('clockHint')}><${Icon} name="clock" size="18" /><${Face} now=${state.now} zone=${zone} /></div>
      <div class="clock-jumps">
        ${jumps.map(
          ([
            label,
            to,
          ]) => html`<button type="button" key=${to} disabled=${state.forwarding || passed(to, state.now, zone)}
            onClick=${() => turn(to)}>${t(label)}</button>`,
        )}
      </div>
      <span class="clock-busy" role="status">${state.forwarding && html`<i class="spinner" />${t('forwarding')}`}</span>
    </div>
  `
}

/** @param {{ now: string, zone: string }} props */
const Face = ({ now, zone }) => html`
  <span class="clock-text"><small>${longDay(now, { zone, language: language() })}</small><strong>${clockTime(now, zone)}</strong></span>
`

/** There is no way back: 18:00 is behind us in the evening. */
function passed(/** @type {string} */ to, /** @type {string} */ now, /** @type {string} */ zone) {
  return to === 'today-18:00' && clockTime(now, zone) >= '18:00'
}
