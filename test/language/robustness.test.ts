import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contextsOf, readWorld } from '../../bench/language/world.ts'
import { intents, suggest, understand } from '../../src/conversation/understand/index.ts'

const contextOf = contextsOf(readWorld(new URL('fixtures/shared.world.json', import.meta.url)))
const context = contextOf('袁圆')
understand('热身', context)

/** Machines that test are busy with other things: the best of three is the time of the reading. */
function fastest(sentence: string): number {
  return Math.min(...[1, 2, 3].map(() => timed(sentence)))
}

function timed(sentence: string): number {
  const start = performance.now()
  understand(sentence, context)
  return performance.now() - start
}

const pieces = fc.constantFrom(
  '朗润',
  '天创',
  '宋校长',
  '公海',
  '领取',
  '我',
  '的',
  '了',
  '3万',
  '三',
  '万',
  '周五',
  '下',
  '下下',
  '周',
  '月',
  '号',
  '提醒我',
  '把',
  '“',
  '”',
  '(',
  ')',
  '[',
  ']',
  '云桌面',
  '签',
  '没',
  '如果',
  '吗',
  '?',
  '，',
  '。',
  '\n',
  ' ',
  '159',
  '0000',
  '1',
  '0',
  '一',
  '零',
  '幺',
  'a',
  'hhcw',
  '😀',
  '\u0000',
  '\u202e',
  '﷽',
  '@',
  '{',
  '}',
  '\\',
  '$',
  '*',
  '+',
  '负责人',
  '老',
  '小',
  '给',
  '付',
  '款',
)

describe('whatever is typed', () => {
  test('gives a known intent and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')),
        ),
        (sentence) => {
          expect(intents).toContain(understand(sentence, context).intent)
          expect(suggest(sentence).length).toBeLessThanOrEqual(2)
        },
      ),
      { numRuns: 400 },
    )
  })

  test.each(['😀', '𠮷', '👨‍👩‍👧'])(
    '%s anywhere in a sentence is taken as a whole or not at all',
    (emoji) => {
      for (const sentence of [
        '到点提醒我：下午四点半给于经理发方案',
        '见了朗润宋校长，报价5万，下周三上午给答复',
      ])
        for (let at = 0; at <= sentence.length; at++) {
          const reading = understand(`${sentence.slice(0, at)}${emoji}${sentence.slice(at)}`, context)
          expect(JSON.stringify(reading)).not.toMatch(/\\ud[89a-f]/)
        }
    },
  )

  test('one piece over and over takes less than 100 ms', () => {
    fc.assert(
      fc.property(
        fc.array(pieces, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '朗润', '我', '提醒我', '公海'),
        (unit, head) => {
          const sentence = head + unit.join('').repeat(3000)
          expect(fastest(sentence)).toBeLessThan(100)
        },
      ),
      { numRuns: 120 },
    )
  })

  test.each([
    ['100 KB of one character', '的'.repeat(100_000)],
    ['100 KB of digits', '1'.repeat(100_000)],
    ['100 KB of commas and digits', '1,'.repeat(50_000)],
    ['nested brackets', `${'('.repeat(50_000)}${')'.repeat(50_000)}`],
    ['open quotation marks', '“'.repeat(100_000)],
    ['a flood of emoji', '😀'.repeat(50_000)],
    ['control characters', '\u0000\u0007\u001b'.repeat(33_000)],
    ['a bomb for backtracking', `${'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.repeat(3000)}!`],
    ['spaces', ' '.repeat(100_000)],
    ['names only', '朗润'.repeat(50_000)],
    ['dates only', '下周三'.repeat(30_000)],
    ['numerals only', '三万五'.repeat(30_000)],
  ])('%s takes less than 100 ms', (_, sentence) => {
    expect(fastest(sentence)).toBeLessThan(100)
  })
})

test('the same sentence is read the same way twice', () => {
  const sentence = '见了朗润宋校长，报价5万，他们还在看用友，下周三给答复'
  expect(understand(sentence, context)).toEqual(understand(sentence, context))
})
