import { DateTime } from 'luxon'
import type { Context } from '../understand/index.ts'
import { overlap } from '../understand/readers/span.ts'
import { read } from '../understand/reading.ts'
import type { ModelAnswer } from './answer.ts'
import { type Mask, type Withheld, withheld } from './withheld.ts'

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
  const reading = read(sentence, context)
  const hidden: Record<string, string> = {}
  const signs: (Withheld & { sign: string })[] = []
  for (const one of withheld(reading, mask)) {
    if (signs.some((sign) => overlap(sign, one))) continue
    const sign = `〔${one.label}${signs.length + 1}〕`
    hidden[sign] = one.standsFor
    signs.push({ ...one, sign })
  }
  const shown = signs
    .toSorted((a, b) => b.start - a.start)
    .reduce(
      (said, { start, end, sign }) => said.slice(0, start) + sign + said.slice(end),
      reading.text.original,
    )
  const today = DateTime.fromJSDate(context.at, { zone: context.zone }).toFormat('yyyy-MM-dd EEEE HH:mm')
  const stages = context.stages.map(({ name }) => name)
  return { shown: { text: shown, today, zone: context.zone, stages }, hidden }
}

/** Puts back what was hidden, anywhere in the answer. */
export function unhidden(answer: unknown, hidden: Record<string, string>): unknown {
  if (typeof answer === 'string')
    return Object.entries(hidden).reduce((text, [sign, said]) => text.replaceAll(sign, () => said), answer)
  if (Array.isArray(answer)) return answer.map((one) => unhidden(one, hidden))
  if (typeof answer !== 'object' || answer === null) return answer
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, unhidden(value, hidden)]))
}
