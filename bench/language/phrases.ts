import { readFileSync } from 'node:fs'
import type { Intent } from '../../src/conversation/understand/index.ts'
import { signs } from '../../src/conversation/understand/mask.ts'
import { readable } from '../../src/conversation/understand/text.ts'

/** The wordings of phrases.txt, as the mask would have them. */
export function phrases(): Lesson[] {
  const parts = readFileSync(new URL('phrases.txt', import.meta.url), 'utf8').split(/^# (?=[a-z_]+$)/m)
  return parts.slice(1).flatMap((part) => {
    const [intent, ...lines] = part.split('\n')
    return lines.filter(Boolean).map((line) => ({ intent: intent as Intent, masked: masked(line) }))
  })
}

export type Lesson = { masked: string; intent: Intent }

/** Every other part of a line split at its capitals is one of them. */
const masked = (line: string): string =>
  line
    .replaceAll('\\n', '\n')
    .split(capital)
    .map((part, index) => (index % 2 ? letters[part] : readable(part).plain))
    .join('')

const letters: Record<string, string> = {
  A: signs.account,
  L: signs.lead,
  O: signs.opportunity,
  C: signs.contact,
  P: signs.member,
  G: signs.department,
  D: signs.date,
  M: signs.amount,
  T: signs.phone,
  S: signs.stage,
  W: signs.won,
  F: signs.lost,
  Q: signs.quote,
}
const capital = new RegExp(`(?<![A-Za-z])([${Object.keys(letters).join('')}])(?![A-Za-z])`)
