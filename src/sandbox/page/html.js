import htm from 'htm'
import { h } from 'preact'

/** Tagged template → vnodes. Values are never parsed as markup, so text of strangers stays text. */
export const html = /** @type {(strings: TemplateStringsArray, ...values: any[]) => any} */ (htm.bind(h))

/**
 * Class names of those that hold.
 * @param {...(string | false | null | undefined)} names
 */
export const classes = (...names) => names.filter(Boolean).join(' ')
