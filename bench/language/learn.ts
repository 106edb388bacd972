import { writeFileSync } from 'node:fs'
import { type Habits, piecesOf, twentieths } from '../../src/conversation/understand/habits/weigh.ts'
import { read } from '../../src/conversation/understand/reading.ts'
import { readExamples } from './judge.ts'
import { type Lesson, phrases } from './phrases.ts'
import { type LabelledSet, readSets } from './sets.ts'
import { contextsOf, readWorld } from './world.ts'

/** The sentences of labelled sets as the model sees them. */
export const lessonsOf = (sets: readonly LabelledSet[]): Lesson[] =>
  sets.flatMap(({ examples, worldFile }) => {
    const contextOf = contextsOf(readWorld(worldFile))
    return readExamples(examples).flatMap(({ text, speaker, expect }) =>
      expect.intent ? [{ masked: read(text, contextOf(speaker)).masked.text, intent: expect.intent }] : [],
    )
  })

/**
 * Logistic regression by plain gradient steps, always in the same order: the same lessons give the same table.
 * Every step also takes a little from the weights it touches, so that none grows on a few sentences.
 */
export function learn(lessons: readonly Lesson[], rounds = 30): Habits {
  const intents = [...new Set(lessons.map((lesson) => lesson.intent))].sort()
  const weights = new Map<string, Float64Array>()
  const rows = shuffled(lessons).map(({ masked, intent }) => ({
    right: intents.indexOf(intent),
    pieces: piecesOf(masked).map((piece) => {
      const row = weights.get(piece) ?? new Float64Array(intents.length)
      weights.set(piece, row)
      return row
    }),
  }))
  for (let round = 0; round < rounds; round++) for (const row of rows) step(row, intents.length)
  return { intents, weights: Object.fromEntries([...weights].flatMap(([piece, row]) => kept(piece, row))) }
}

type Row = { right: number; pieces: readonly Float64Array[] }

function step({ right, pieces }: Row, intents: number): void {
  const scale = Math.sqrt(pieces.length)
  const powers = new Float64Array(intents)
  for (const row of pieces) for (let k = 0; k < powers.length; k++) powers[k] = at(powers, k) + at(row, k)
  let total = 0
  for (let k = 0; k < powers.length; k++) {
    powers[k] = Math.exp(at(powers, k) / scale)
    total += at(powers, k)
  }
  for (let k = 0; k < powers.length; k++) {
    const off = (k === right ? 1 : 0) - at(powers, k) / total
    if (Math.abs(off) < negligible) continue
    for (const row of pieces) row[k] = at(row, k) * (1 - decay) + (rate * off) / scale
  }
}

const at = (row: Float64Array, index: number): number => row[index] as number

const rate = 0.5
const decay = 0.001
const negligible = 0.005

/** Mixed by a fixed rule, so that no company or intent has the last word. */
function shuffled<T>(all: readonly T[]): T[] {
  const mixed = [...all]
  let seed = 7
  for (let last = mixed.length - 1; last > 0; last--) {
    seed = (seed * 1103515245 + 12345) % 2147483648
    const other = seed % (last + 1)
    ;[mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T]
  }
  return mixed
}

/** Small weights are left away; they say nothing and fill the file. Pairs of intent and twentieths remain. */
function kept(piece: string, row: Float64Array): [string, number[]][] {
  const pairs = [...row].flatMap((weight, at) =>
    Math.abs(weight) >= least ? [at, Math.round(weight * twentieths)] : [],
  )
  return pairs.length ? [[piece, pairs]] : []
}

const least = 0.4

if (import.meta.main) {
  const { intents, weights } = learn([...lessonsOf(readSets), ...phrases()])
  const rows = Object.entries(weights).map(
    ([piece, row]) => `    ${JSON.stringify(piece)}: ${JSON.stringify(row)}`,
  )
  const file = new URL('../../src/conversation/understand/habits/habits.json', import.meta.url)
  writeFileSync(
    file,
    `{\n  "intents": ${JSON.stringify(intents)},\n  "weights": {\n${rows.join(',\n')}\n  }\n}\n`,
  )
}
