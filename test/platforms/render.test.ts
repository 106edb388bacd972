import { expect, test } from 'vitest'
import type { Card } from '../../src/chat/card.ts'
import type { Target } from '../../src/chat/message.ts'
import { createFeishu } from '../../src/platforms/feishu/index.ts'
import { createWeCom } from '../../src/platforms/wecom/index.ts'
import { testDeps } from './support/deps.ts'
import { feishuConfig } from './support/feishu-request.ts'
import { poolCard, questionCard, quietCard, shortCard, showcase } from './support/showcase.ts'
import { wecomConfig } from './support/wecom-request.ts'

const feishu = createFeishu(feishuConfig, testDeps())
const wecom = createWeCom(wecomConfig, testDeps())

const person: Target = { kind: 'user', id: 'u1' }
const ROADS: [string, typeof feishu, Target][] = [
  ['feishu', feishu, person],
  ['feishu-group', feishu, { kind: 'chat', id: 'oc_1' }],
  ['wecom-user', wecom, person],
  ['wecom-appchat', wecom, { kind: 'chat', id: 'c1', via: 'appchat' }],
  ['wecom-webhook', wecom, { kind: 'chat', id: 'key', via: 'webhook' }],
]
const CARDS: Record<string, Card> = {
  showcase,
  short: shortCard,
  quiet: quietCard,
  question: questionCard,
  pool: poolCard,
}

const cases = Object.entries(CARDS).flatMap(([name, card]) =>
  ROADS.map((road) => [name, road[0], card, road] as const),
)

test.each(cases)('the card %s on %s looks as it did', async (name, road, card, [, platform, target]) => {
  const parts = platform.render({ card }, target, 'd-1')
  await expect(`${JSON.stringify(parts, null, 2)}\n`).toMatchFileSnapshot(
    `golden/${name}.${road}.golden.json`,
  )
})

test('on Feishu nothing that somebody wrote is markup', () => {
  const words = '<at id=all></at> **A** [x](http://y) &#42; :OK: `c`\n# h\n1. z\n    code'
  const card: Card = { title: words, blocks: [{ kind: 'text', text: [words] }] }
  const [part] = feishu.render({ card }, person, 'd')
  const written = JSON.stringify(part?.payload.body)
  for (const markup of ['<at', '**', '](', ' &#42; &#42; ', ':OK:', '`c', '\\n#', '\\n1. ', '\\n    ']) {
    expect(written).not.toContain(markup)
  }
  expect(part?.payload.header).toMatchObject({ title: { tag: 'plain_text', content: words } })
})

test('bold is written so that it counts beside punctuation, and only inside a line', () => {
  const card: Card = {
    title: 't',
    blocks: [{ kind: 'text', text: ['客户', { bold: '（重要）' }, '见\n', { bold: 'a\nb' }] }],
  }
  expect(JSON.stringify(feishu.render({ card }, person, 'd')[0]?.payload.body)).toContain(
    '客户 **（重要）** 见\\n**a**\\n**b**"',
  )
})

test('on WeCom what would be markup becomes the character that looks the same', () => {
  const card: Card = {
    title: '<@all> **A** [x](http://y)',
    blocks: [
      { kind: 'table', columns: [{ key: 'a', label: 'n' }], rows: [{ a: '`c` <font color="info">' }] },
    ],
  }
  const [part] = wecom.render({ card }, person, 'd')
  expect(part?.payload.content).toBe('**＜@all> ∗∗A∗∗ ［x］(http://y)**\n\n**｀c｀ ＜font color="info">**')
})

test.each([
  ['feishu', feishu, '＜at user_id="all">x＜/at> ［a］(b)'.replace('［a］', '[a］')],
  ['wecom', wecom, '＜at user_id="all">x＜/at> [a](b)'],
] as const)('a plain text has no tags on %s', (_, platform, expected) => {
  const [part] = platform.render({ text: '<at user_id="all">x</at> [a](b)' }, person, 'd')
  expect(Object.values(part?.payload ?? {})).toEqual([expected])
})

test('a long text goes to WeCom in several messages, nothing lost', () => {
  const text = '长'.repeat(1500)
  const parts = wecom.render({ text }, person, 'd')
  expect(parts).toHaveLength(3)
  expect(
    parts
      .map((part) => part.payload.content)
      .join('')
      .replaceAll('\n', ''),
  ).toBe(text)
})

test('a selected WeCom row carries the arguments of its button', () => {
  const parts = wecom.render({ card: poolCard }, person, 'd-1')
  expect(parts.map((part) => part.kind)).toEqual(['markdown', 'template_card', 'template_card'])
  const vote = JSON.stringify(parts)
  expect(vote).toContain('lead-14')
})

test('cards of one delivery have different task ids that begin with the delivery', () => {
  const ids = wecom
    .render({ card: poolCard }, person, 'd-1')
    .flatMap((part) => (part.payload.card as { task_id?: string })?.task_id ?? [])
  expect(ids).toEqual(['d-1', 'd-1@2'])
})

test('with a public address a card without buttons is a notice that leads there', () => {
  const own = createWeCom({ ...wecomConfig, publicUrl: 'https://crm.example' }, testDeps())
  expect(own.render({ card: quietCard }, person, 'd')).toMatchObject([
    {
      kind: 'template_card',
      payload: { card: { card_type: 'text_notice', card_action: { url: 'https://crm.example' } } },
    },
  ])
})
