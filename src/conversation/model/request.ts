import { DateTime } from 'luxon'
import type { Context } from '../understand/index.ts'
import { overlap, type Span } from '../understand/readers/span.ts'
import { read } from '../understand/reading.ts'
import type { ModelAnswer } from './answer.ts'

/** What may be hidden from the model; `[]` shows it the sentence as it was said. */
export const maskable = ['phones', 'amounts', 'names'] as const
export type Mask = (typeof maskable)[number]

/** All that leaves the machine, and what stands behind the signs in it. */
export type ModelRequest = {
  shown: { text: string; today: string; zone: string; stages: string[] }
  /** `〔名字1〕` → the words that were said. Stays here. */
  hidden: Record<string, string>
}

/** A model may be asked (and what is hidden from it), or has been: `answer` is null where it gave none of use. */
export type SecondReading = { mask: readonly Mask[] } | { answer: ModelAnswer | null }

/** The sentence as the model is to see it, with the day and the names of the stages; no records, no people. */
export function modelRequest(sentence: string, context: Context, mask: readonly Mask[]): ModelRequest {
  const { text, phones, amounts, mentions, titled, stranger } = read(sentence, context)
  const strange = stranger ? spanOf(text.original, stranger.text) : []
  const spans: [Mask, string, readonly Span[]][] = [
    ['phones', '电话', phones],
    ['names', '名字', [...mentions, ...strange, ...titled]],
    ['amounts', '金额', amounts],
  ]
  const hidden: Record<string, string> = {}
  const signs: (Span & { sign: string })[] = []
  for (const [kind, label, found] of spans) {
    if (!mask.includes(kind)) continue
    for (const { start, end } of found) {
      if (signs.some((sign) => overlap(sign, { start, end }))) continue
      const sign = `〔${label}${signs.length + 1}〕`
      hidden[sign] = standsFor(kind, text.original.slice(start, end), amounts, start)
      signs.push({ start, end, sign })
    }
  }
  const shown = signs
    .toSorted((a, b) => b.start - a.start)
    .reduce((said, { start, end, sign }) => said.slice(0, start) + sign + said.slice(end), text.original)
  const today = DateTime.fromJSDate(context.at, { zone: context.zone }).toFormat('yyyy-MM-dd EEEE HH:mm')
  const stages = context.stages.map(({ name }) => name)
  return { shown: { text: shown, today, zone: context.zone, stages }, hidden }
}

/** A sum as the model would have to answer it, all else as it was said. */
function standsFor(kind: Mask, said: string, amounts: readonly (Span & { amount: string })[], start: number) {
  return kind === 'amounts' ? (amounts.find((one) => one.start === start)?.amount ?? said) : said
}

function spanOf(text: string, part: string): Span[] {
  const start = text.indexOf(part)
  return start < 0 ? [] : [{ start, end: start + part.length }]
}

/** Puts back what was hidden, anywhere in the answer. */
export function unhidden(answer: unknown, hidden: Record<string, string>): unknown {
  if (typeof answer === 'string')
    return Object.entries(hidden).reduce((text, [sign, said]) => text.replaceAll(sign, said), answer)
  if (Array.isArray(answer)) return answer.map((one) => unhidden(one, hidden))
  if (typeof answer !== 'object' || answer === null) return answer
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, unhidden(value, hidden)]))
}
