/** Texts by their characters. Some (emoji, 𠮷) take two units of a string, and half of one is no text any more. */

/** At most `max` characters (code points); a cut is shown by `…`. Never half of one, as `slice` leaves it. */
export function fitChars(text: string, max: number): string {
  if (text.length <= max) return text
  const characters = [...text]
  return characters.length <= max
    ? text
    : `${characters.slice(0, Math.max(0, max - 1)).join('')}${max > 0 ? '…' : ''}`
}

/** Without halves of characters, as they are left where a text was taken apart between units. */
export const withoutHalves = (text: string): string => text.replace(/\p{Surrogate}/gu, '')

/**
 * JSON that PostgreSQL takes: for one NUL or half a character in it, which JSON writes as escapes, the whole statement
 * would be refused.
 */
export const jsonOf = (values: unknown): string =>
  JSON.stringify(values).replace(escapes, (one) => (noText.test(one) ? '\ufffd' : one))

const escapes = /\\(?:u[0-9a-f]{4}|.)/g
const noText = /^\\u(?:0000|d[89a-f])/
