import { describe, expect, test } from 'vitest'
import { practice } from '../../bench/language/learn.ts'
import { accuracy } from '../../bench/language/measure.ts'

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url)
const set = (name: string, world: string) => ({
  examples: fixture(`${name}.jsonl`),
  world: fixture(`${world}.world.json`),
})

describe.each([
  {
    name: 'the shared examples',
    sets: [set('shared', 'shared')],
    intent: 1,
    frame: 1,
    falseActions: 0,
    asked: 1,
  },
  {
    name: 'the sentences for practice',
    sets: practice.slice(1),
    intent: 0.97,
    frame: 0.92,
    falseActions: 0,
    asked: 0.9,
  },
  {
    name: 'the sentences once held out',
    sets: [set('food-held', 'food'), set('saas-held', 'saas'), set('saas-fresh', 'saas')],
    intent: 0.97,
    frame: 0.92,
    falseActions: 0,
    asked: 0.9,
  },
])('$name', ({ sets, intent, frame, falseActions, asked }) => {
  const found = accuracy(sets)

  test(`are read with intent ≥ ${intent} and frame ≥ ${frame}`, () => {
    expect(found.intent).toBeGreaterThanOrEqual(intent)
    expect(found.frame).toBeGreaterThanOrEqual(frame)
  })

  test('never act on what is only mentioned', () => {
    expect(found.falseActions).toBeLessThanOrEqual(falseActions)
  })

  test(`are asked about where something is missing, ≥ ${asked}`, () => {
    expect(found.asked).toBeGreaterThanOrEqual(asked)
  })
})
