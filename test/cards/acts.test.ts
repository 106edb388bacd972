import { expect, test } from 'vitest'
import { gallery } from '../../cards/gallery.ts'
import { commands } from '../../src/conversation/commands/index.ts'
import { keptTaps } from '../../src/conversation/kept-taps.ts'
import { proposalTaps } from '../../src/conversation/proposals.ts'

const declared = [
  ...commands.map(({ taps }) => taps ?? {}),
  proposalTaps(async () => undefined),
  keptTaps,
].flatMap((taps) => Object.keys(taps))

test('each act belongs to one command', () => {
  expect(declared.filter((act, index) => declared.indexOf(act) !== index)).toEqual([])
})

test.each(gallery)('every button of $name is heard', ({ card }) => {
  const heard = new Set([...declared, 'answer', 'say'])
  expect(actsIn(card).filter((act) => !heard.has(act))).toEqual([])
})

function actsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = 'act' in value && typeof value.act === 'string' ? [value.act] : []
  return [...own, ...Object.values(value).flatMap(actsIn)]
}
