import { describe, expect, test } from 'vitest'
import { accuracy } from '../../bench/language/measure.ts'
import { readSets, shared } from '../../bench/language/sets.ts'

describe.each([
  { name: 'the shared examples', sets: [shared], intent: 1, frame: 1, falseActions: 0, asked: 1 },
  {
    name: 'all other sentences that were read',
    sets: readSets.slice(1),
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
