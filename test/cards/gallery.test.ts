import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { gallery } from '../../cards/gallery.ts'
import type { Part } from '../../src/chat/platform.ts'
import { renderFeishu } from '../../src/platforms/feishu/render.ts'
import { renderWeCom } from '../../src/platforms/wecom/render.ts'
import { cardProblem } from '../../src/sandbox/feishu/card/problem.ts'
import { templateCardProblem } from '../../src/sandbox/wecom/template-card.ts'

// Each card of the gallery as the platforms get it: to a person on either, and to a group of WeCom.
const roads: Record<string, (card: (typeof gallery)[number]['card']) => Part[]> = {
  feishu: (card) => renderFeishu({ card }, { kind: 'user', id: 'u' }),
  wecom: (card) => renderWeCom({ card }, { kind: 'user', id: 'u' }, 'delivery'),
  wecomGroup: (card) => renderWeCom({ card }, { kind: 'chat', id: 'c', via: 'appchat' }, 'delivery'),
}

test('every card is in the gallery', () => {
  const files = readdirSync('cards').filter((name) => name.endsWith('.ts') && name !== 'gallery.ts')
  const shown = new Set(gallery.map(({ name }) => `${name.split('.')[0]}.ts`))
  expect([...shown].sort()).toEqual(files.sort())
})

test('no two exhibits share a name', () => {
  expect(new Set(gallery.map(({ name }) => name)).size).toBe(gallery.length)
})

test.each(gallery)('$name looks as it did', async ({ name, card }) => {
  const payloads = Object.fromEntries(Object.entries(roads).map(([road, render]) => [road, render(card)]))
  await expect(`${JSON.stringify(payloads, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.golden.json`)
})

test.each(gallery)('the platforms take $name as it is', ({ card }) => {
  const parts = Object.values(roads).flatMap((render) => render(card))
  expect(parts.flatMap((part) => problemOf(part) ?? [])).toEqual([])
})

test.each(gallery)('$name fits into a phone: short title, six buttons, six rows of a kind', ({ card }) => {
  expect([...card.title].length).toBeLessThanOrEqual(60)
  for (const block of card.blocks) {
    if (block.kind === 'buttons') expect(block.buttons.length).toBeLessThanOrEqual(6)
    if (block.kind === 'fields') expect(block.fields.length).toBeLessThanOrEqual(6)
    if (block.kind === 'list') expect(block.items.length).toBeLessThanOrEqual(8)
  }
})

/** What the platform would refuse the part for. */
function problemOf({ kind, payload }: Part): unknown {
  switch (kind) {
    case 'card':
      return cardProblem(payload) ?? tooLong(JSON.stringify({ content: JSON.stringify(payload) }), 30 * 1024)
    case 'template_card':
      return templateCardProblem(payload.card)
    case 'image':
      return null
    default:
      return tooLong(String(payload.content), 2048)
  }
}

const tooLong = (text: string, most: number): string | null =>
  Buffer.byteLength(text) > most ? `${Buffer.byteLength(text)} bytes of ${most}` : null
