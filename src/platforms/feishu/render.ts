import type { Card, Tone } from '../../chat/card.ts'
import { byteLength, fitChars } from '../../chat/fit.ts'
import type { Message, Target } from '../../chat/message.ts'
import { plainText } from '../../chat/plain-text.ts'
import type { Part } from '../../chat/platform.ts'
import type { Budget, Element, Scene } from './element.ts'
import { blockElements } from './render-blocks.ts'

/** What a message becomes on Feishu: one text, or one card (JSON 2.0). */
export function renderFeishu(message: Message, target: Target): Part[] {
  if ('text' in message) return [{ kind: 'text', payload: { text: plainMessage(message.text) } }]
  return [{ kind: 'card', payload: renderCard(message.card, target.kind === 'user' ? 'direct' : 'group') }]
}

/**
 * A card within Feishu's limits: 30 KB of request body, 200 elements counting every text node
 * (https://open.feishu.cn/document/feishu-cards/card-json-v2-structure), with some room. Where a card is too
 * long its lists, tables and texts are cut, which the card says; buttons and forms go last.
 */
export function renderCard(card: Card, scene: Scene): Element {
  for (const budget of BUDGETS) {
    const rendered = cardJson(card, scene, budget)
    if (fits(rendered)) return rendered
  }
  return lastResort(card)
}

export const MAX_BYTES = 28_000
export const MAX_ELEMENTS = 190

const BUDGETS: Budget[] = [
  { rows: 50, chars: 2000, blocks: 60, controls: 12, options: 50 },
  { rows: 20, chars: 1000, blocks: 40, controls: 12, options: 50 },
  { rows: 12, chars: 400, blocks: 30, controls: 10, options: 30 },
  { rows: 8, chars: 160, blocks: 20, controls: 8, options: 20 },
  { rows: 5, chars: 80, blocks: 12, controls: 6, options: 10 },
  { rows: 3, chars: 40, blocks: 8, controls: 4, options: 8 },
]

function cardJson(card: Card, scene: Scene, budget: Budget): Element {
  const names = new Set<string>()
  let tables = 0
  const shown = card.blocks.slice(0, budget.blocks).flatMap((block) => {
    if (block.kind === 'table') tables += 1
    return blockElements(block, { scene, budget, names, tableAllowed: tables <= 3 })
  })
  return {
    schema: '2.0',
    config: { update_multi: true, summary: { content: fitChars(card.summary ?? card.title, 100) } },
    header: header(card),
    body: { vertical_spacing: '8px', padding: '12px 12px 12px 12px', elements: shown },
  }
}

function header({ title, tone = 'plain', tags = [] }: Card): Element {
  const labels = tags.slice(0, 3).map((tag) => ({
    tag: 'text_tag',
    text: plain(fitChars(tag.text, 20)),
    color: TAG_COLORS[tag.tone ?? 'info'],
  }))
  return {
    title: plain(fitChars(title, 100)),
    template: TEMPLATES[tone],
    ...(labels.length > 0 && { text_tag_list: labels }),
  }
}

const TEMPLATES: Record<Tone, string> = {
  plain: 'default',
  info: 'blue',
  success: 'green',
  warning: 'orange',
  danger: 'red',
}

const TAG_COLORS: Record<Tone, string> = { ...TEMPLATES, plain: 'neutral' }

const plain = (content: string) => ({ tag: 'plain_text', content })

/** The bytes that count are those of the request, where the card is a string inside JSON. */
export const fits = (card: Element): boolean =>
  byteLength(JSON.stringify({ content: JSON.stringify(card) })) <= MAX_BYTES &&
  countElements(card) <= MAX_ELEMENTS

/** Everything with a `tag`, at any depth. */
export function countElements(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = 'tag' in value ? 1 : 0
  return Object.values(value).reduce((sum: number, each) => sum + countElements(each), own)
}

function lastResort(card: Card): Element {
  const text = { tag: 'div', text: plain(fitChars(plainText(card), 1500)) }
  return {
    schema: '2.0',
    config: { update_multi: true, summary: { content: fitChars(card.title, 100) } },
    header: { title: plain(fitChars(card.title, 100)), template: TEMPLATES[card.tone ?? 'plain'] },
    body: { elements: [text] },
  }
}

/**
 * Text messages know `<at …>`, `<b>` and `[label](address)` and no way to escape them
 * (https://open.feishu.cn/document/server-docs/im-v1/message-content-description/create_json), so their opening
 * characters are replaced by the full-width ones, which look alike.
 */
const plainMessage = (text: string): string =>
  fitChars(text.replace(/<(?=[/a-z])/gi, '＜').replaceAll('](', '］('), 10_000)
