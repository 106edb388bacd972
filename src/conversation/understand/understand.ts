import type { Context } from './context.ts'
import type { Match } from './frames/frame.ts'
import { frames } from './frames/index.ts'
import { allRules } from './intents/index.ts'
import type { Rule } from './intents/rule.ts'
import { isInjection, isToColleague, moodAt } from './mood.ts'
import { type Reading, read } from './reading.ts'
import { suggest } from './suggest.ts'
import type { Understanding } from './understanding.ts'

/**
 * What a sentence asks for. Pure: the same sentence, speaker, moment and names give the same answer. Never
 * throws, whatever was typed; at most the first 1,000 characters are read.
 */
export function understand(sentence: string, context: Context): Understanding {
  const reading = read(sentence, context)
  const masked = reading.masked.text
  if (!/[\p{L}\p{N}Ⓐ-Ⓩ?]/u.test(masked) || isToColleague(masked) || isOrderToMachine(reading))
    return nothing(0.9)
  const found = meant(masked)
  if (!found) return { ...nothing(0.5), suggestions: suggest(sentence) }
  const { rule, match } = found
  return {
    intent: rule.intent,
    ...frames[rule.intent](reading, match),
    confidence: rule.weight / 100,
    ...(amends(match) && { amends: true }),
  }
}

/** The heaviest rule that the mood of the sentence allows. */
function meant(masked: string): { rule: Rule; match: Match } | undefined {
  for (const rule of allRules) {
    const found = rule.when.exec(masked)
    if (!found || rule.unless?.test(masked)) continue
    const start = found.index
    const end = start + found[0].length
    if (moodAt(masked, start, end, rule.intent) === 'meant')
      return { rule, match: { start, end, why: rule.why } }
  }
  return undefined
}

const isOrderToMachine = (reading: Reading): boolean => isInjection(reading.masked.text)

const amends = (match: Match): boolean => match.why.startsWith('mends')

const nothing = (confidence: number): Understanding => ({ intent: 'none', arguments: {}, confidence })
