import type { Body } from './view.ts'

/** What a message says, as text: everything on a card but its buttons and fields to fill in. */
export function wordsOf(body: Body): string {
  switch (body.kind) {
    case 'text':
    case 'markdown':
    case 'system':
      return body.text
    case 'image':
      return '[图片]'
    case 'file':
      return `[文件] ${body.name}`
    case 'location':
      return `[位置] ${body.label}`
    case 'textcard':
      return `${body.title}\n${body.description}`
    case 'news':
      return body.articles.map(({ title, description }) => `${title}\n${description ?? ''}`).join('\n')
    case 'feishu-card':
      return feishuWords(body.card).join('\n')
    case 'wecom-card':
      return wecomWords(body.card).join('\n')
  }
}

/** The line under a chat's name: of a card its summary or title. */
export function summaryOf(body: Body): string {
  if (body.kind === 'feishu-card') {
    const card = body.card as { config?: { summary?: Words }; header?: { title?: Words } }
    return card.config?.summary?.content ?? card.header?.title?.content ?? '[卡片]'
  }
  if (body.kind === 'wecom-card') {
    const card = body.card as { main_title?: { title?: string }; sub_title_text?: string }
    return card.main_title?.title ?? card.sub_title_text ?? '[卡片]'
  }
  const words = body.kind === 'markdown' ? withoutMarks(body.text) : wordsOf(body)
  return words.split('\n')[0] ?? ''
}

/** Markdown as the chat list shows it: the words without their marks. */
const withoutMarks = (text: string): string => text.replace(/<\/?font[^>]*>|\*\*|^#+ |^> ?/gm, '').trim()

/** What can be tapped, by its words. */
export function buttonsOf(body: Body): string[] {
  if (body.kind === 'feishu-card') {
    return tagged(body.card, 'button').map((button) =>
      String((button.text as Words | undefined)?.content ?? ''),
    )
  }
  if (body.kind !== 'wecom-card' || body.disabled) return []
  const card = body.card as Record<string, unknown>
  const buttons = [...list(card.button_list), ...(card.submit_button ? [card.submit_button as Node] : [])]
  const menu = list((card.action_menu as Node | undefined)?.action_list)
  return [...buttons, ...menu].map((button) => String(button.text))
}

const silent = new Set(['button', 'select_static', 'multi_select_static', 'overflow'])

function feishuWords(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(feishuWords)
  if (typeof value !== 'object' || value === null) return []
  const node = value as Node
  if (silent.has(String(node.tag))) return []
  if (node.tag === 'table') return tableWords(node)
  if (node.tag === 'chart') return chartWords(node.chart_spec)
  const own = typeof node.content === 'string' ? [node.content] : []
  const inner = Object.entries(node).filter(
    ([key]) => key !== 'placeholder' && key !== 'summary' && key !== 'behaviors',
  )
  return [...own, ...inner.flatMap(([, entry]) => feishuWords(entry))]
}

const tableWords = (table: Node): string[] => {
  const columns = list(table.columns)
  const line = (row: Node) => columns.map((column) => String(row[String(column.name)] ?? '')).join(' ')
  return [columns.map((column) => column.display_name).join(' '), ...list(table.rows).map(line)]
}

function chartWords(spec: unknown): string[] {
  if (Array.isArray(spec)) return spec.flatMap(chartWords)
  if (typeof spec === 'string') return [spec]
  if (typeof spec !== 'object' || spec === null) return []
  const { title, data, values } = spec as Node
  const rows = list(values).map((row) => Object.values(row).join(' '))
  return [...chartWords((title as Node | undefined)?.text), ...chartWords(data), ...rows]
}

function wecomWords(value: unknown, key = ''): string[] {
  if (quiet.has(key)) return []
  if (Array.isArray(value)) return value.flatMap((entry) => wecomWords(entry, key))
  if (typeof value === 'string') return shown.has(key) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  const node = value as Node
  if (key === 'horizontal_content_list') return [`${node.keyname} ${node.value ?? ''}`]
  return Object.entries(node).flatMap(([name, entry]) => wecomWords(entry, name))
}

const shown = new Set(['title', 'desc', 'quote_text', 'sub_title_text', 'replace_text'])
const quiet = new Set([
  'button_list',
  'submit_button',
  'action_menu',
  'option_list',
  'card_action',
  'jump_list',
  'source',
])

/** Every element of a Feishu card with this tag. */
export function tagged(value: unknown, tag: string): Node[] {
  if (Array.isArray(value)) return value.flatMap((entry) => tagged(entry, tag))
  if (typeof value !== 'object' || value === null) return []
  const node = value as Node
  const inner = Object.values(node).flatMap((entry) => tagged(entry, tag))
  return node.tag === tag ? [node, ...inner] : inner
}

const list = (value: unknown): Node[] => (Array.isArray(value) ? value : [])

type Node = Record<string, unknown>
type Words = { content?: string }
