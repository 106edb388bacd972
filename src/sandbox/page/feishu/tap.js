import { useState } from 'preact/hooks'
import { useCard } from '../card-context.js'
import { openLink } from '../link.js'

/**
 * @typedef {Record<string, any>} Json
 * @typedef {{ option?: string, inputValue?: string, checked?: boolean, formValue?: Record<string, unknown> }} Chosen
 */

/**
 * The taps of one element: `tap` makes the callback and is busy until it was answered.
 * Elements of 2.0 call back by default; one whose behaviours only open a link does not.
 * @param {Json} element
 */
export function useTap(element) {
  const surroundings = useCard()
  const [busy, setBusy] = useState(false)
  const tap = async (/** @type {Chosen} */ chosen = {}) => {
    const link = linkOf(element)
    if (link) openLink(link, surroundings)
    if (busy || (link && !callsBack(element))) return
    setBusy(true)
    try {
      await surroundings.tap({
        platform: 'feishu',
        tag: String(element.tag),
        ...named(element),
        ...valued(element),
        ...chosen,
      })
    } finally {
      setBusy(false)
    }
  }
  return { tap, busy }
}

/** @param {Json} element */
export const callsBack = (element) => behaviors(element).some(({ type }) => type === 'callback')

/** @param {Json} element */
export function linkOf(element) {
  const link = behaviors(element).find(({ type }) => type === 'open_url')
  return link ? link.pc_url || link.default_url : element.url
}

/** @param {Json} element @returns {Json[]} */
const behaviors = (element) => (Array.isArray(element.behaviors) ? element.behaviors : [])

/** @param {Json} element */
const named = ({ name }) => (name === undefined ? {} : { name: String(name) })

/** @param {Json} element */
function valued(element) {
  const value = behaviors(element).find(({ type }) => type === 'callback')?.value ?? element.value
  return value === undefined ? {} : { value }
}
