import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/**
 * What a card can reach while it is shown.
 * @typedef {{
 *   platform: import('./router.js').Platform,
 *   people: import('../view.ts').PersonView[],
 *   zone: string, now: string,
 *   tap: (action: import('../view.ts').TapBody) => Promise<void>,
 *   note: (type: import('../view.ts').ToastView['type'], content: string) => void }} Surroundings
 */

export const CardContext = createContext(/** @type {Surroundings} */ (/** @type {unknown} */ (null)))

export const useCard = () => useContext(CardContext)

/**
 * The person behind a platform's id. WeCom's ids ignore case.
 * @param {import('../view.ts').PersonView[]} people @param {unknown} id
 */
export function personBehind(people, id) {
  const words = String(id ?? '').toLowerCase()
  return people.find((person) =>
    [person.id, person.openId, person.userId].some((one) => one?.toLowerCase() === words),
  )
}
