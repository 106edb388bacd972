import type { Intent } from '../understanding.ts'

/**
 * How likely each intent is, from how people worded sentences that were labelled: a linear model over pieces of
 * the masked sentence, so that it knows wordings and no names. Learned by `npm run language:learn`.
 */
export type Habits = { intents: readonly Intent[]; weights: Readonly<Record<string, readonly number[]>> }

export function likelihoods(masked: string, { intents, weights }: Habits): Map<Intent, number> {
  const pieces = piecesOf(masked)
  const scores = intents.map(() => 0)
  for (const piece of pieces) {
    const row = Object.hasOwn(weights, piece) ? (weights[piece] as readonly number[]) : undefined
    for (let at = 0; row && at + 1 < row.length; at += 2)
      scores[row[at] as number] = (scores[row[at] as number] ?? 0) + (row[at + 1] as number)
  }
  return softmax(intents, scores, Math.sqrt(pieces.length))
}

/** One, two and three characters in a row, with where the sentence begins and ends. */
export function piecesOf(masked: string): string[] {
  const text = `^${masked.slice(0, 120)}$`
  const pieces = new Set<string>()
  for (let at = 0; at < text.length; at++)
    for (let length = 1; length <= 3 && at + length <= text.length; length++)
      pieces.add(text.slice(at, at + length))
  return [...pieces]
}

function softmax(intents: readonly Intent[], scores: readonly number[], scale: number): Map<Intent, number> {
  const powers = scores.map((score) => Math.exp(score / scale / twentieths))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return new Map(intents.map((intent, at) => [intent, (powers[at] as number) / total]))
}

/** Weights are kept as whole twentieths. */
export const twentieths = 20
