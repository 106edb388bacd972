import type { Text } from '../../chat/card.ts'
import { fitChars } from '../../chat/fit.ts'
import type { Element } from './element.ts'
import { markdown } from './markdown.ts'

/** Without formatting a text stays plain, which needs no escaping at all. */
export function textElement(text: Text, maxChars: number): Element {
  if (typeof text === 'string')
    return { tag: 'div', text: { tag: 'plain_text', content: fitChars(text, maxChars) } }
  return { tag: 'markdown', content: markdown(text, maxChars) }
}

export function noteElement(text: Text, maxChars: number): Element {
  if (typeof text !== 'string')
    return { tag: 'markdown', text_size: 'notation', content: markdown(text, maxChars) }
  const content = fitChars(text, maxChars)
  return { tag: 'div', text: { tag: 'plain_text', content, text_size: 'notation', text_color: 'grey' } }
}

/** A line that says how much is not shown. */
export const remaining = (count: number, unit: string): Element[] =>
  count > 0 ? [noteElement(`…还有 ${count} ${unit}`, 100)] : []
