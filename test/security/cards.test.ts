import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gallery } from '../../cards/gallery.ts'
import type { Card } from '../../src/chat/card.ts'
import type { Target } from '../../src/chat/message.ts'
import type { Part } from '../../src/chat/platform.ts'
import { renderFeishu } from '../../src/platforms/feishu/render.ts'
import { renderWeCom } from '../../src/platforms/wecom/render.ts'

/** What people may call a customer, or write into a note, to make it more than words. */
const hostile = [
  '<at id=all></at>',
  '<at user_id="all">所有人</at>',
  '<@all>',
  '@all',
  '**粗**',
  '[点我](https://evil.example)',
  '![图](https://evil.example/x.png)',
  '<a href="https://evil.example">点我</a>',
  '<font color="red">红</font>',
  "<font color='red'>",
  '</font>',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<br>',
  ':DONE:',
  '`x`',
  '```',
  '\n# 标题',
  '\n> 引',
  '\n- 项',
  '\n---\n',
  '| a | b |',
  '&lt;at id=all&gt;',
  '&#60;at id=all&#62;',
  '{{x}}',
  '#{x}',
  '","tag":"button","behaviors":[{"type":"open_url","default_url":"https://evil.example"}],"x":"',
  '{"tag":"at"}',
  ']]><xml>',
  '=HYPERLINK("https://evil.example")',
  '\u202e反',
]

const user: Target = { kind: 'user', id: 'u' }
const roads: Record<string, (card: Card) => Part[]> = {
  feishu: (card) => renderFeishu({ card }, user),
  'feishu group': (card) => renderFeishu({ card }, { kind: 'chat', id: 'c' }),
  wecom: (card) => renderWeCom({ card }, user, 'd'),
  'wecom group': (card) => renderWeCom({ card }, { kind: 'chat', id: 'c', via: 'appchat' }, 'd'),
  'wecom webhook': (card) => renderWeCom({ card }, { kind: 'chat', id: 'c', via: 'webhook' }, 'd'),
}

const words = fc
  .array(fc.constantFrom(...hostile), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(''))

describe.each(Object.entries(roads))('on %s', (road, render) => {
  const platform = road.startsWith('feishu') ? 'feishu' : 'wecom'
  test.each(gallery)('whatever people write, $name says no more than their words', ({ card }) => {
    fc.assert(
      fc.property(words, fc.boolean(), (word, alone) => {
        const parts = render(written(card, (said) => (alone ? word : `${said}${word}`)))
        for (const text of parts.flatMap(formatted)) expect(withoutOurs(text)).not.toMatch(markup[platform])
        expect(addressesIn(parts).filter((address) => !addressesIn(card).includes(address))).toEqual([])
        expect(tagsIn(parts).filter((tag) => !tags.has(tag))).toEqual([])
      }),
      { numRuns: 25, seed: 7 },
    )
  })
})

test.each(hostile)('the line %j is neither a mention nor a link', (word) => {
  const parts = [...renderFeishu({ text: word }, user), ...renderWeCom({ text: word }, user, 'd')]
  for (const { payload } of parts) expect(Object.values(payload).join()).not.toMatch(/<[/a-z]/i)
})

/** The card with other words wherever it shows some; acts, arguments and names of fields stay. */
function written(card: Card, change: (said: string) => string): Card {
  const walk = (value: unknown, key: string, inFields: boolean): unknown => {
    if (typeof value === 'string')
      return shown.has(key) || (inFields && key === 'value') || key === 'span' ? change(value) : value
    if (Array.isArray(value))
      return value.map((each) => walk(each, typeof each === 'string' ? 'span' : key, inFields))
    if (typeof value !== 'object' || value === null) return value
    const fields = inFields || ('kind' in value && value.kind === 'fields')
    const cells = key === 'rows'
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [
        name,
        name === 'act' || name === 'args' ? each : walk(each, cells ? 'text' : name, fields),
      ]),
    )
  }
  return walk(card, '', false) as Card
}

const shown = new Set([
  'title',
  'summary',
  'text',
  'bold',
  'label',
  'detail',
  'placeholder',
  'initial',
  'confirm',
  'unit',
])

/** Every text of a part that the platform reads as markdown. */
function formatted({ kind, payload }: Part): string[] {
  if (kind === 'markdown') return [String(payload.content)]
  return objectsIn(payload).flatMap((each) => [
    ...(each.tag === 'markdown' || each.tag === 'lark_md' ? [String(each.content)] : []),
    ...(each.tag === 'table' ? cellsIn(each) : []),
  ])
}

function cellsIn(table: Record<string, unknown>): string[] {
  const columns = table.columns as { name: string; data_type: string }[]
  const rows = table.rows as Record<string, unknown>[]
  const formatting = columns.filter(({ data_type }) => !['text', 'number'].includes(data_type))
  return rows.flatMap((row) => formatting.map(({ name }) => String(row[name])))
}

/** Colours, bold and quotes that are the card's own. */
const withoutOurs = (text: string): string =>
  text
    .replace(/<font color=(?:'(?:grey|blue|green|orange|red)'|"(?:info|comment|warning)")>/g, '')
    .replaceAll('</font>', '')
    .replaceAll('**', '')
    .replace(/^> /gm, '')

/** What is markup there; Feishu wants its own characters as entities, `&#42;`. */
const markup = {
  feishu: /[<`*_~[\]]|^\s*(?:#|>|[-+] |-{3}|\d+\.)|:[A-Z]+:/m,
  wecom: /[<`*[\]]|^\s*[#>]/m,
}

const addressesIn = (value: unknown): string[] =>
  objectsIn(value).flatMap((each) =>
    Object.entries(each).flatMap(([name, address]) =>
      /url|pagepath|appid/.test(name) ? [String(address)] : [],
    ),
  )

const tagsIn = (value: unknown): string[] =>
  objectsIn(value).flatMap(({ tag }) => (typeof tag === 'string' ? [tag] : []))

/** The components that our cards are made of, on a day when nobody means harm. */
const tags = new Set(
  gallery.flatMap(({ card }) => Object.values(roads).flatMap((render) => tagsIn(render(card)))),
)

function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.values(value).flatMap(objectsIn)
  return Array.isArray(value) ? inside : [value as Record<string, unknown>, ...inside]
}
