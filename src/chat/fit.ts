/** Makes texts fit: for the database, for a platform's limits in characters or bytes. */

import { fitChars } from '../characters.ts'

// Platforms know the words of the chat only.
export { fitChars } from '../characters.ts'

/**
 * A text from outside, safe to store and to show: PostgreSQL refuses NUL, JSON in UTF-8 refuses lone surrogates.
 * `max` counts characters.
 */
export const cleanText = (text: string, max = 10_000): string => fitChars(printable(text).toWellFormed(), max)

/** Without the control characters that spreadsheets leave in names; pictures (XML) take none. Lines and tabs stay. */
export const printable = (text: string): string => text.replace(unprintable, '')

const unprintable = /[^\P{Cc}\n\r\t]|[\ufffe\uffff]/gu

export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8')

/** At most `max` bytes of UTF-8, never half a character; a cut is shown by `…` (3 bytes). */
export function fitBytes(text: string, max: number): string {
  if (byteLength(text) <= max) return text
  let used = 3
  let kept = ''
  for (const character of text) {
    used += byteLength(character)
    if (used > max) break
    kept += character
  }
  return `${kept}…`
}

/** The lines packed into as few messages as fit into `maxBytes` each; a longer line is cut. */
export function packLines(lines: string[], maxBytes: number): string[] {
  const messages: string[] = []
  for (const line of lines.map((line) => fitBytes(line, maxBytes))) {
    const last = messages.at(-1)
    const joined = last === undefined ? line : `${last}\n${line}`
    if (last === undefined || byteLength(joined) > maxBytes) messages.push(line)
    else messages[messages.length - 1] = joined
  }
  return messages
}

/** A line in pieces of at most `maxBytes` each. */
export function splitLine(line: string, maxBytes: number): string[] {
  if (byteLength(line) <= maxBytes) return [line]
  const pieces = ['']
  for (const character of line) {
    const last = pieces.length - 1
    if (byteLength(pieces[last] + character) > maxBytes) pieces.push(character)
    else pieces[last] += character
  }
  return pieces
}
