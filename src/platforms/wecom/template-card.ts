import type { Card, ListItem, Text, Tone } from '../../chat/card.ts'
import { fitChars } from '../../chat/fit.ts'
import { plainText, wordsOf } from '../../chat/plain-text.ts'
import {
  type CardButton,
  type Controls,
  distinct,
  MAX_BUTTONS,
  rowsNameThemselves,
  type Selection,
  STYLES,
} from './controls.ts'
import { rowsOf } from './rows.ts'

export type TemplateCard = Record<string, unknown>

/**
 * The texts that a template card can hold: a title of 36 characters, 160 of text, six pairs of label (5) and
 * value (30). `null` when the card has more to say; then a markdown message says it.
 * https://developer.work.weixin.qq.com/document/path/90236
 */
export function compactContent(card: Card): TemplateCard | null {
  if ([...card.title].length > 36 || card.title === '') return null
  const texts: string[] = []
  const rows: { label: string; value: Text }[] = []
  const lists = rowsNameThemselves(card) ? new Map<ListItem, number | null>() : numbersOf(card)
  for (const block of card.blocks) {
    if (block.kind === 'table') return null
    if (block.kind === 'text' || block.kind === 'note') texts.push(wordsOf(block.text))
    if (block.kind === 'fields') rows.push(...block.fields)
    if (block.kind !== 'list') continue
    for (const item of block.items.filter((one) => lists.has(one))) {
      const number = lists.get(item)
      if (number) rows.push({ label: String(number), value: line(item) })
      else texts.push(`· ${line(item)}`)
    }
  }
  const text = texts.join('\n')
  if ([...text].length > 160 || rows.length > 6 || !rows.every(fitsRow)) return null
  return { ...heading(card), ...(text !== '' && { sub_title_text: text }), ...pairs(rows) }
}

/** A short list fits too: as pairs of number and words, or as lines of the text. */
const numbersOf = (card: Card): Map<ListItem, number | null> =>
  new Map(rowsOf(card).map(({ item, number }) => [item, number]))

const line = ({ title, detail }: ListItem): string =>
  [wordsOf(title), detail === undefined ? '' : wordsOf(detail)].filter(Boolean).join('  ')

const fitsRow = ({ label, value }: { label: string; value: Text }): boolean =>
  label !== '' && [...label].length <= 5 && [...wordsOf(value)].length <= 30 && !wordsOf(value).includes('\n')

const pairs = (rows: { label: string; value: Text }[]): TemplateCard =>
  rows.length === 0
    ? {}
    : { horizontal_content_list: rows.map(({ label, value }) => ({ keyname: label, value: wordsOf(value) })) }

/** What stands above the buttons when the content went ahead as its own message. */
export const pointer = (card: Card): TemplateCard => heading(card, '点下面的按钮处理')

function heading({ title, tone = 'plain', tags = [] }: Card, desc?: string): TemplateCard {
  const source = ['聊单', ...tags.map((tag) => tag.text)].join(' · ').replaceAll('\n', ' ')
  return {
    source: { desc: fitChars(source, 20), desc_color: SOURCE_COLOURS[tone] },
    main_title: { title: titleOf(title), ...(desc && { desc }) },
  }
}

const titleOf = (title: string): string => fitChars(title.replaceAll('\n', ' ').trim(), 36) || '聊单'

const SOURCE_COLOURS: Record<Tone, number> = { plain: 0, info: 1, success: 3, warning: 2, danger: 2 }

/**
 * The cards that carry the controls, at most three; the first also carries the content, if that fits. A drop-down
 * shares its card with buttons; longer selections have their own, ahead of the buttons.
 */
export function controlCards(controls: Controls, content: TemplateCard, title: TemplateCard): TemplateCard[] {
  const [first, ...others] = controls.selections
  const lead = first && isShort(first) ? first : undefined
  const chunks = buttonChunks(controls.buttons, lead ? MAX_BUTTONS - 1 : MAX_BUTTONS)
  const drafts: Draft[] = [
    ...(lead ? [(body: TemplateCard) => buttonCard(body, chunks.shift() ?? [], lead)] : []),
    ...grouped(lead ? others : controls.selections).map(
      (each) => (body: TemplateCard) => selectionCard(each, body),
    ),
  ]
  const cards = drafts.map((draft, index) => draft(index === 0 ? content : title))
  const buttons = chunks.map((each, index) => buttonCard(cards.length + index === 0 ? content : title, each))
  return [...cards, ...buttons].slice(0, 3)
}

type Draft = (body: TemplateCard) => TemplateCard

/** The first card may have less room than the others. */
function buttonChunks(buttons: CardButton[], firstRoom: number): CardButton[][] {
  const chunks: CardButton[][] = []
  for (let at = 0; at < buttons.length; ) {
    const room = at === 0 ? firstRoom : MAX_BUTTONS
    chunks.push(buttons.slice(at, at + room))
    at += room
  }
  return chunks
}

function buttonCard(content: TemplateCard, buttons: CardButton[], lead?: Selection): TemplateCard {
  return {
    card_type: 'button_interaction',
    ...content,
    ...(lead && { button_selection: question(lead) }),
    button_list: lead ? distinct([lead.confirm, ...buttons]) : buttons,
  }
}

const question = ({ question, title, options, selected }: Selection): TemplateCard => ({
  question_key: question,
  title,
  option_list: options,
  ...(selected !== undefined && { selected_id: selected }),
})

/** Selections that mean the same act share a card, three at most. */
function grouped(selections: Selection[]): Selection[][] {
  const groups: Selection[][] = []
  for (const each of selections) {
    const last = groups.at(-1)
    const joins =
      last &&
      last.length < 3 &&
      last.every(
        (other) =>
          isShort(other) && other.confirm.key === each.confirm.key && other.question !== each.question,
      )
    if (joins && isShort(each)) last.push(each)
    else groups.push([each])
  }
  return groups
}

const isShort = (selection: Selection): boolean => selection.options.length <= 10

/** Up to ten options fit into a drop-down, up to twenty into a single-choice vote. */
function selectionCard(selections: Selection[], content: TemplateCard): TemplateCard {
  const { source, main_title } = content
  const [first] = selections as [Selection]
  const submit_button = { text: first.confirm.text, key: first.confirm.key }
  if (isShort(first)) {
    return {
      card_type: 'multiple_interaction',
      source,
      main_title,
      select_list: selections.map(question),
      submit_button,
    }
  }
  const option_list = first.options.map(({ id, text }) => ({ id, text, is_checked: id === first.selected }))
  return {
    card_type: 'vote_interaction',
    source,
    main_title: { ...(main_title as TemplateCard), desc: first.title },
    checkbox: { question_key: first.question, mode: 0, option_list },
    submit_button,
  }
}

/** Without buttons: a notice. WeCom wants an address that a tap on it opens. */
export const noticeCard = (content: TemplateCard, url: string): TemplateCard => ({
  card_type: 'text_notice',
  ...content,
  card_action: { type: 1, url },
})

/**
 * What takes the place of a card whose buttons are done with: the same texts over one grey button that cannot be
 * tapped. https://developer.work.weixin.qq.com/document/path/94888 (`replace_text`)
 */
export function doneCard(card: Card, taskId: string): TemplateCard {
  const content = compactContent(card) ?? { ...heading(card), sub_title_text: fitChars(plainText(card), 160) }
  const label = [...card.title].length <= 10 && card.title.trim() !== '' ? card.title : '已处理'
  return {
    card_type: 'button_interaction',
    ...content,
    task_id: taskId,
    button_list: [{ type: 0, text: label, style: STYLES.default, key: 'done' }],
    replace_text: label,
  }
}
