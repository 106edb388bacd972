import { byPlace, type Span } from './readers/span.ts'

/**
 * Signs that stand for what was read, so that a pattern is written over kinds and not over names:
 * `/Ⓐ.*付.*Ⓜ/`. The reading keeps such signs out of what people type.
 */
export const signs = {
  account: 'Ⓐ',
  lead: 'Ⓛ',
  opportunity: 'Ⓞ',
  contact: 'Ⓒ',
  member: 'Ⓟ',
  department: 'Ⓖ',
  date: 'Ⓓ',
  amount: 'Ⓜ',
  phone: 'Ⓣ',
  stage: 'Ⓢ',
  won: 'Ⓦ',
  lost: 'Ⓕ',
  quote: 'Ⓠ',
  task: 'Ⓗ',
} as const
export type Sign = (typeof signs)[keyof typeof signs]

/** Text with spans replaced by one sign each, and the way back. */
export type Masked = {
  text: string /** Position in the sentence of each position here. */
  origin: readonly number[]
}

export function mask(plain: string, spans: readonly (Span & { sign: Sign })[]): Masked {
  const origin: number[] = []
  let text = ''
  let at = 0
  for (const span of [...spans].sort(byPlace)) {
    if (span.start < at) continue
    for (; at < span.start; at++) {
      text += plain[at]
      origin.push(at)
    }
    text += span.sign
    origin.push(span.start)
    at = span.end
  }
  for (; at < plain.length; at++) {
    text += plain[at]
    origin.push(at)
  }
  origin.push(plain.length)
  return { text, origin }
}
