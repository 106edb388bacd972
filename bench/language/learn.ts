import { writeFileSync } from 'node:fs'
import { type Habits, hundredths, piecesOf } from '../../src/conversation/understand/habits/weigh.ts'
import type { Intent } from '../../src/conversation/understand/index.ts'
import { read } from '../../src/conversation/understand/reading.ts'
import { readExamples } from './judge.ts'
import { contextsOf, readWorld } from './world.ts'

export type Lesson = { masked: string; intent: Intent }

/** The sentences of labelled sets as the model sees them. */
export const lessonsOf = (sets: readonly { examples: string | URL; world: string | URL }[]): Lesson[] =>
  sets.flatMap(({ examples, world }) => {
    const contextOf = contextsOf(readWorld(world))
    return readExamples(examples).flatMap(({ text, speaker, expect }) =>
      expect.intent ? [{ masked: read(text, contextOf(speaker)).masked.text, intent: expect.intent }] : [],
    )
  })

/** Logistic regression by plain gradient steps, always in the same order: the same lessons give the same table. */
export function learn(lessons: readonly Lesson[], rounds = 30): Habits {
  const intents = [...new Set(lessons.map((lesson) => lesson.intent))].sort()
  const weights = new Map<string, number[]>()
  const pieces = lessons.map((lesson) => piecesOf(lesson.masked))
  for (let round = 0; round < rounds; round++)
    for (const [at, lesson] of lessons.entries())
      step(weights, pieces[at] as string[], intents.indexOf(lesson.intent), intents.length)
  return { intents, weights: Object.fromEntries([...weights].flatMap(([piece, row]) => kept(piece, row))) }
}

function step(weights: Map<string, number[]>, pieces: string[], right: number, count: number): void {
  const scale = Math.sqrt(pieces.length)
  const scores = Array.from(
    { length: count },
    (_, k) => pieces.reduce((sum, piece) => sum + (weights.get(piece)?.[k] ?? 0), 0) / scale,
  )
  const powers = scores.map((score) => Math.exp(score))
  const total = powers.reduce((sum, power) => sum + power, 0)
  for (const [k, power] of powers.entries()) {
    const off = (k === right ? 1 : 0) - power / total
    if (Math.abs(off) < 0.01) continue
    for (const piece of pieces) {
      const row = weights.get(piece) ?? Array.from({ length: count }, () => 0)
      row[k] = (row[k] as number) + (rate * off) / scale
      weights.set(piece, row)
    }
  }
}

const rate = 0.5

/** Small weights are left away; they say nothing and fill the file. Pairs of intent and hundredths remain. */
function kept(piece: string, row: readonly number[]): [string, number[]][] {
  const pairs = row.flatMap((weight, at) =>
    Math.abs(weight) >= least ? [at, Math.round(weight * hundredths)] : [],
  )
  return pairs.length ? [[piece, pairs]] : []
}

const least = 0.1

const fixture = (name: string): URL => new URL(`../../test/language/fixtures/${name}`, import.meta.url)
export const practice = [
  ['shared', 'shared'],
  ['shared-more', 'shared'],
  ['medical', 'medical'],
  ['medical-more', 'medical'],
  ['food', 'food'],
  ['food-more', 'food'],
  ['shared-third', 'shared'],
  ['medical-third', 'medical'],
  ['food-third', 'food'],
].map(([name, world]) => ({ examples: fixture(`${name}.jsonl`), world: fixture(`${world}.world.json`) }))

if (import.meta.main) {
  const { intents, weights } = learn(lessonsOf(practice))
  const rows = Object.entries(weights).map(
    ([piece, row]) => `    ${JSON.stringify(piece)}: ${JSON.stringify(row)}`,
  )
  const file = new URL('../../src/conversation/understand/habits/habits.json', import.meta.url)
  writeFileSync(
    file,
    `{\n  "intents": ${JSON.stringify(intents)},\n  "weights": {\n${rows.join(',\n')}\n  }\n}\n`,
  )
}
