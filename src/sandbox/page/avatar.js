import { html } from './html.js'
import { Icon } from './icons.js'

const hues = ['blue', 'turquoise', 'green', 'orange', 'violet', 'indigo', 'carmine', 'wathet']

/**
 * As the apps draw people without a picture: the last two characters of the name on a colour of its own.
 * @param {{ name: string, kind?: 'person' | 'bot' | 'group', size?: number }} props
 */
export function Avatar({ name, kind = 'person', size = 36 }) {
  const hue =
    kind === 'bot'
      ? 'brand'
      : hues[[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % hues.length]
  return html`
    <span class=${`avatar hue-${hue}`} style=${{ width: `${size}px`, height: `${size}px`, fontSize: `${size * 0.36}px` }} aria-hidden="true">
      ${kind === 'bot' ? html`<${BotFace} />` : kind === 'group' ? html`<${Icon} name="group" size=${size * 0.58} />` : short(name)}
    </span>
  `
}

const BotFace = () => html`
  <svg viewBox="0 0 32 32" width="100%" height="100%">
    <path class="bot-bubble" d="M9 9.500h14A1.500 1.500 0 0 1 24.500 11v8.500A1.500 1.500 0 0 1 23 21h-7.500L11 24.500V21H9a1.500 1.500 0 0 1-1.500-1.500V11A1.500 1.500 0 0 1 9 9.500z" />
    <path class="bot-tick" d="m12 15.400 2.900 2.800 5.300-5.200" />
  </svg>
`

/** @param {string} name */
const short = (name) =>
  /^[\p{Script=Han}]+$/u.test(name) ? name.slice(-2) : [...name].slice(0, 1).join('').toUpperCase()
