import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Block, Button, Card, ListItem, Text } from '../../src/chat/card.ts'
import { byteLength } from '../../src/chat/fit.ts'
import type { Target } from '../../src/chat/message.ts'
import { createFeishu } from '../../src/platforms/feishu/index.ts'
import { countElements } from '../../src/platforms/feishu/render.ts'
import { createWeCom } from '../../src/platforms/wecom/index.ts'
import { cardProblem } from '../../src/sandbox/feishu/card/problem.ts'
import { templateCardProblem } from '../../src/sandbox/wecom/template-card.ts'
import { testDeps } from './support/deps.ts'
import { feishuConfig } from './support/feishu-request.ts'
import { wecomConfig } from './support/wecom-request.ts'

const feishu = createFeishu(feishuConfig, testDeps())
const wecom = createWeCom(wecomConfig, testDeps())

const hostile = fc.constantFrom(
  '华联超市',
  '',
  ' ',
  '\n\n',
  '*',
  '<at id=all></at>',
  '`',
  '](',
  '\u0000',
  '😀',
  '&#42;',
  '| --- |',
  '# ',
  '1. ',
  ']]>',
  '"',
  '\\',
)
const words = fc.oneof(
  { weight: 4, arbitrary: fc.array(hostile, { maxLength: 6 }).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(hostile, fc.integer({ min: 100, max: 3000 }))
      .map(([part, times]) => part.repeat(times)),
  },
)
const short = fc.string({ minLength: 1, maxLength: 20 })
const tone = fc.constantFrom('plain', 'info', 'success', 'warning', 'danger' as const)
const span = fc.oneof(words, fc.record({ bold: words }), fc.record({ tone, text: words }))
const text: fc.Arbitrary<Text> = fc.oneof(words, fc.array(span, { maxLength: 8 }))
const args = fc.dictionary(short, words, { maxKeys: 3 })
const style = fc.constantFrom('default', 'primary', 'danger' as const)
const act: fc.Arbitrary<Button> = fc.oneof(
  fc.record({ label: words, act: short, args, style, confirm: words }),
  fc.record({
    label: words,
    url: fc.constantFrom('https://x.example/a?b=c', `https://x.example/${'y'.repeat(2500)}`),
  }),
)
const row: fc.Arbitrary<ListItem> = fc.record(
  { title: text, detail: text, button: act },
  { requiredKeys: ['title'] },
)
const options = fc.array(fc.record({ label: words, value: words }), { maxLength: 60 })
const name = fc.constantFrom('a', 'b', '', 'a__2', 'x'.repeat(200))
const field = fc.record({ name, label: words, required: fc.boolean(), placeholder: words }).chain((base) =>
  fc
    .oneof(
      fc.record({
        kind: fc.constantFrom('text', 'paragraph' as const),
        initial: words,
        maxLength: fc.integer({ min: -5, max: 5000 }),
      }),
      fc.record({ kind: fc.constant('select' as const), options, initial: words }),
      fc.record({
        kind: fc.constantFrom('date', 'datetime' as const),
        initial: fc.oneof(words, fc.constant('2026-03-02')),
      }),
    )
    .map((rest) => ({ ...base, ...rest })),
)
const cell = fc.oneof(words, fc.integer(), fc.constantFrom('12.50', '-3', 'NaN', '1e9'))
const block = fc.oneof(
  fc.record({ kind: fc.constantFrom('text', 'note' as const), text }),
  fc.record({
    kind: fc.constant('fields' as const),
    fields: fc.array(fc.record({ label: words, value: text }), { maxLength: 30 }),
  }),
  fc.record({
    kind: fc.constant('list' as const),
    items: fc.array(row, { maxLength: 60 }),
    numbered: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('table' as const),
    columns: fc.array(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c'),
        label: words,
        kind: fc.constantFrom('text', 'number', 'money' as const),
        width: fc.constantFrom('auto', '80px', '5px', 'x'),
      }),
      { maxLength: 12 },
    ),
    rows: fc.array(fc.record({ a: cell, b: cell, c: cell }), { maxLength: 80 }),
  }),
  fc.record({
    kind: fc.constant('chart' as const),
    chart: fc.record({
      kind: fc.constant('bar' as const),
      title: words,
      unit: words,
      bars: fc.array(fc.record({ label: words, value: fc.integer() }), { maxLength: 60 }),
    }),
  }),
  fc.record({
    kind: fc.constant('choice' as const),
    name,
    label: words,
    options,
    selected: words,
    act: fc.record({ act: short, args }),
  }),
  fc.record({
    kind: fc.constant('form' as const),
    name,
    fields: fc.array(field, { maxLength: 10 }),
    submit: act,
    instead: act,
  }),
  fc.record({ kind: fc.constant('buttons' as const), buttons: fc.array(act, { maxLength: 15 }) }),
  fc.constant({ kind: 'divider' as const }),
) as fc.Arbitrary<Block>
const card: fc.Arbitrary<Card> = fc.record({
  title: words,
  tone,
  tags: fc.array(fc.record({ text: words, tone }), { maxLength: 5 }),
  summary: words,
  blocks: fc.array(block, { maxLength: 25 }),
})

const runs = { numRuns: 100 }

describe('any card fits', () => {
  test.each<Target>([
    { kind: 'user', id: 'ou_1' },
    { kind: 'chat', id: 'oc_1' },
  ])('Feishu, %j', (target) => {
    fc.assert(
      fc.property(card, (drawn) => {
        const [part] = feishu.render({ card: drawn }, target, 'd-1')
        const body = JSON.stringify({
          receive_id: target.id,
          content: JSON.stringify(part?.payload),
          uuid: 'x'.repeat(50),
        })
        expect(byteLength(body)).toBeLessThanOrEqual(30_000)
        expect(countElements(part?.payload)).toBeLessThanOrEqual(200)
        expect(cardProblem(JSON.parse(JSON.stringify(part?.payload)))).toBeNull()
      }),
      runs,
    )
  })

  test.each<[Target, number]>([
    [{ kind: 'user', id: 'zhang' }, 2048],
    [{ kind: 'chat', id: 'c1', via: 'appchat' }, 2048],
    [{ kind: 'chat', id: 'key', via: 'webhook' }, 4096],
  ])('WeCom, %j', (target, most) => {
    fc.assert(
      fc.property(card, (drawn) => {
        const parts = wecom.render({ card: drawn }, target, 'd-1')
        expect(parts.length).toBeGreaterThan(0)
        for (const { kind, payload } of parts) {
          if (kind === 'markdown') expect(byteLength(payload.content as string)).toBeLessThanOrEqual(most)
          for (const template of [payload.card, payload.done]) {
            if (template) expect(templateCardProblem(JSON.parse(JSON.stringify(template)))).toBeNull()
          }
        }
        const kinds = new Set(parts.map((part) => part.kind))
        expect(kinds.has('template_card') && target.kind === 'chat').toBe(false)
        const tags = parts
          .filter(({ kind }) => kind === 'markdown')
          .map(({ payload }) => String(payload.content))
        for (const content of tags)
          expect(content.split('<font').length).toBe(content.split('</font>').length)
      }),
      runs,
    )
  })

  test('any text fits', () => {
    fc.assert(
      fc.property(words, (said) => {
        const [feishuPart] = feishu.render({ text: said }, { kind: 'user', id: 'u' }, 'd')
        expect(byteLength(JSON.stringify(feishuPart?.payload))).toBeLessThanOrEqual(150_000)
        for (const part of wecom.render({ text: said }, { kind: 'user', id: 'u' }, 'd')) {
          expect(byteLength(part.payload.content as string)).toBeLessThanOrEqual(2048)
          expect(part.payload.content).not.toBe('')
        }
      }),
      runs,
    )
  })
})

test('a long list is cut politely, and says by how many', () => {
  const items = Array.from({ length: 120 }, (_, index) => ({
    title: `客户 ${index}`,
    detail: '很长的说明'.repeat(20),
  }))
  const long: Card = { title: '我的客户', blocks: [{ kind: 'list', items }] }
  expect(JSON.stringify(feishu.render({ card: long }, { kind: 'user', id: 'u' }, 'd'))).toMatch(
    /…还有 \d+ 条/,
  )
  expect(JSON.stringify(wecom.render({ card: long }, { kind: 'user', id: 'u' }, 'd'))).toMatch(/…还有 \d+ 条/)
})
