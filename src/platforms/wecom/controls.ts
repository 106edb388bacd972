import type { Act, Button, Card, Option } from '../../chat/card.ts'
import { byteLength, fitChars } from '../../chat/fit.ts'
import { wordsOf } from '../../chat/plain-text.ts'
import { rowsOf } from './rows.ts'
import { encodeKey, encodeRow, ROW_QUESTION } from './tap-key.ts'

/** What can be tapped on a card, gathered from its blocks, in WeCom's limits and words. */
export type Controls = { buttons: CardButton[]; selections: Selection[] }

export type CardButton = { type: 0 | 1; text: string; style: number; key?: string; url?: string }

/** A drop-down with the button that confirms it. */
export type Selection = {
  question: string
  title: string
  options: { id: string; text: string }[]
  selected?: string
  confirm: CardButton
}

export const MAX_BUTTONS = 6
const MAX_OPTIONS = 20

/**
 * The buttons of list rows become numbered buttons where they fit (six on a card, all others included), else
 * one selection "which row" with one button.
 */
export function controlsOf(card: Card): Controls {
  const choices = card.blocks.flatMap((block) => {
    if (block.kind !== 'choice') return []
    return selection(block.name, block.label, optionsOf(block.options), block.act, block.selected) ?? []
  })
  const buttons = distinct(card.blocks.flatMap(ownButtons).flatMap((button) => cardButton(button) ?? []))
  const rows = tappableRows(card)
  const room = MAX_BUTTONS - buttons.length - choices.length
  if (rows.length <= room || !areAlike(rows)) {
    const label = rowsNameThemselves(card)
      ? (row: Row) => row.title
      : (row: Row) => `${row.number} ${row.button.label}`
    const own = rows.flatMap((row) => cardButton({ ...row.button, label: label(row) }) ?? [])
    return { buttons: distinct([...own, ...buttons]), selections: choices }
  }
  return { buttons, selections: [...rowSelection(rows), ...choices] }
}

/** A few short names to choose from: the names themselves are the buttons, and need no list above them. */
export function rowsNameThemselves(card: Card): boolean {
  const items = card.blocks.flatMap((block) => (block.kind === 'list' ? block.items : []))
  const rows = tappableRows(card)
  const isName = ({ title }: Row) => [...title].length <= 10 && title.trim() !== ''
  return (
    rows.length > 0 &&
    rows.length === items.length &&
    rows.length + card.blocks.flatMap(ownButtons).length <= MAX_BUTTONS &&
    !card.blocks.some((block) => block.kind === 'choice') &&
    items.every((item) => item.detail === undefined) &&
    areAlike(rows) &&
    rows.every(isName)
  )
}

const ownButtons = (block: Card['blocks'][number]): Button[] => {
  if (block.kind === 'buttons') return block.buttons
  // Cards here take no text: the form's other button makes the bot ask instead.
  return block.kind === 'form' ? [block.instead] : []
}

type Row = { number: number; title: string; button: Button }

const tappableRows = (card: Card): Row[] =>
  rowsOf(card).flatMap(({ item: { title, button }, number }) =>
    button && number !== null ? [{ number, title: wordsOf(title), button }] : [],
  )

const areAlike = (rows: Row[]): boolean => new Set(rows.map(({ button }) => meaning(button))).size === 1

/** Rows with one label and one act can share a selection; an address of its own never can. */
const meaning = (button: Button): string =>
  'act' in button ? `${button.act} ${button.label}` : `${button.url} ${button.label} url`

function rowSelection(rows: Row[]): Selection[] {
  const options = rows.flatMap(({ number, title, button }) => {
    const id = encodeRow('act' in button ? (button.args ?? {}) : {})
    return id === null ? [] : [{ id, text: fitChars(`${number} ${title.replaceAll('\n', ' ')}`, 16) }]
  })
  const { button } = rows[0] as Row
  const key = 'act' in button ? encodeKey({ act: button.act }, 'row') : null
  const shown = distinctIds(options).slice(0, MAX_OPTIONS)
  if (key === null || shown.length === 0) return []
  const confirm: CardButton = {
    type: 0,
    text: fitChars(button.label.trim(), 10) || '确定',
    style: STYLES.primary,
    key,
  }
  return [{ question: ROW_QUESTION, title: fitChars(`选一条${button.label}`, 13), options: shown, confirm }]
}

function selection(
  question: string,
  title: string,
  options: Selection['options'],
  act: Act,
  selected?: string,
): Selection | null {
  const key = encodeKey(act)
  const shown = distinctIds(options).slice(0, MAX_OPTIONS)
  if (key === null || shown.length === 0 || question === '' || byteLength(question) > 1024) return null
  const confirm: CardButton = { type: 0, text: '确定', style: STYLES.primary, key }
  const known = shown.some((option) => option.id === selected)
  return { question, title: fitChars(title, 13), options: shown, confirm, ...(known && { selected }) }
}

const optionsOf = (options: Option[]): Selection['options'] =>
  options
    .filter(({ value }) => value !== '' && byteLength(value) <= 128)
    .map(({ label, value }) => ({ id: value, text: fitChars(label.replaceAll('\n', ' ').trim(), 16) || '—' }))

/** `null` where the key would be too long or the label empty: WeCom would refuse the whole card. */
function cardButton(button: Button): CardButton | null {
  const text = fitChars(button.label.trim(), 10)
  const style = STYLES[button.style ?? 'default']
  if (text === '') return null
  if ('url' in button)
    return byteLength(button.url) <= 2048 ? { type: 1, text, style, url: button.url } : null
  const key = encodeKey(button)
  return key === null ? null : { type: 0, text, style, key }
}

export const STYLES = { primary: 1, danger: 3, default: 4 }

/** Two buttons with one key, or two options with one id, make WeCom refuse the card (42051). */
export const distinct = (buttons: CardButton[]): CardButton[] =>
  [...new Map(buttons.toReversed().map((button) => [button.key ?? button.url, button])).values()].toReversed()

const distinctIds = (options: Selection['options']): Selection['options'] =>
  [...new Map(options.toReversed().map((option) => [option.id, option])).values()].toReversed()
