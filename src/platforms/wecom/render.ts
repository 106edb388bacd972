import type { Card } from '../../chat/card.ts'
import { byteLength, fitChars, packLines, splitLine } from '../../chat/fit.ts'
import type { Message, Target } from '../../chat/message.ts'
import type { Part } from '../../chat/platform.ts'
import { type Controls, controlsOf } from './controls.ts'
import { type Budget, cardLines } from './markdown.ts'
import {
  compactContent,
  controlCards,
  doneCard,
  noticeCard,
  pointer,
  type TemplateCard,
} from './template-card.ts'

/**
 * What a message becomes on WeCom. People get template cards where there is something to tap; what such a card
 * cannot hold (lists, tables, long texts, pictures) goes ahead as its own message. Groups have no template cards:
 * markdown and pictures. `publicUrl` is where a tap on a card without buttons leads.
 */
export function renderWeCom(
  message: Message,
  target: Target,
  deliveryId: string,
  publicUrl?: string,
): Part[] {
  if ('text' in message) return textParts(message.text)
  if (target.kind === 'chat') return groupParts(message.card, target.via === 'webhook' ? 4096 : 2048)
  return personParts(message.card, taskIdOf(deliveryId), publicUrl)
}

const MAX_TEXT = 2048
const MAX_MESSAGES = 3

/** In texts `<a href>` is a link, and there is no way to escape it. */
const textParts = (text: string): Part[] =>
  packLines(
    text
      .replace(/<(?=[/a-z])/gi, '＜')
      .split('\n')
      .flatMap((line) => splitLine(line, MAX_TEXT)),
    MAX_TEXT,
  )
    .slice(0, MAX_MESSAGES)
    .map((content) => ({ kind: 'text', payload: { content: content || ' ' } }))

function groupParts(card: Card, maxBytes: number): Part[] {
  const tappable = hasControls(controlsOf(card))
  const hint = tappable ? ['', '<font color="comment">要处理的话，打开企业微信里的聊单应用</font>'] : []
  return [...markdownParts(card, maxBytes, hint), ...pictures(card)]
}

function personParts(card: Card, taskId: string, publicUrl: string | undefined): Part[] {
  const controls = controlsOf(card)
  const compact = compactContent(card)
  if (!hasControls(controls)) return [...quietParts(card, compact, taskId, publicUrl), ...pictures(card)]
  const ahead = compact ? [] : markdownParts(card, MAX_TEXT)
  const cards = controlCards(controls, compact ?? pointer(card), pointer(card))
  return [...ahead, ...pictures(card), ...cards.map((each, index) => cardPart(each, taskId, index))]
}

const hasControls = ({ buttons, selections }: Controls): boolean => buttons.length + selections.length > 0

/** Nothing to tap. `done` is what the message becomes when it replaces a card in place. */
function quietParts(
  card: Card,
  compact: TemplateCard | null,
  taskId: string,
  publicUrl: string | undefined,
): Part[] {
  if (compact && publicUrl) return [cardPart(noticeCard(compact, publicUrl), taskId, 0)]
  const done = doneCard(card, taskId)
  return markdownParts(card, MAX_TEXT).map((part) => ({ ...part, payload: { ...part.payload, done } }))
}

/** A tap brings the task id back: the delivery's id, from the second card on with `@2`, `@3`. */
function cardPart(card: TemplateCard, taskId: string, index: number): Part {
  const { card_type, ...rest } = card
  const task_id = index === 0 ? taskId : `${taskId}@${index + 1}`
  return { kind: 'template_card', payload: { card: { card_type, task_id, ...rest } } }
}

/** WeCom takes letters, digits and `_-@`, 128 bytes in all. */
const taskIdOf = (deliveryId: string): string => deliveryId.replace(/[^0-9A-Za-z_-]/g, '_').slice(0, 120)

function markdownParts(card: Card, maxBytes: number, hint: string[] = []): Part[] {
  const candidates = BUDGETS.map((budget) => [...cardLines(card, budget), ...hint])
  const fitting = candidates.find((lines) => fits(lines, maxBytes)) ?? (candidates.at(-1) as string[])
  return packLines(fitting, maxBytes)
    .slice(0, MAX_MESSAGES)
    .map((content) => ({ kind: 'markdown', payload: { content: trimmed(content) } }))
}

/** A line that is too long would be cut in the middle of its formatting. */
const fits = (lines: string[], maxBytes: number): boolean =>
  lines.every((line) => byteLength(line) <= maxBytes) && packLines(lines, maxBytes).length <= MAX_MESSAGES

const trimmed = (content: string): string => content.replace(/^\n+|\n+$/g, '') || ' '

const BUDGETS: Budget[] = [
  { rows: 30, chars: 600, blocks: 40 },
  { rows: 20, chars: 300, blocks: 30 },
  { rows: 12, chars: 160, blocks: 20 },
  { rows: 8, chars: 80, blocks: 12 },
  { rows: 5, chars: 40, blocks: 8 },
]

/** Charts are drawn when they are sent. */
const pictures = (card: Card): Part[] =>
  card.blocks.flatMap((block) => {
    if (block.kind !== 'chart') return []
    const { title, unit, bars } = block.chart
    const shown = bars.slice(0, 20).map(({ label, value }) => ({ label: fitChars(label, 20), value }))
    return [
      {
        kind: 'image',
        payload: {
          chart: { ...block.chart, title: fitChars(title, 60), unit: fitChars(unit, 10), bars: shown },
        },
      },
    ]
  })
