import type { Act, Block, Button, Option } from '../../chat/card.ts'
import { fitChars } from '../../chat/fit.ts'
import type { Element, Surroundings } from './element.ts'

/** Buttons side by side, flowing into the next line on a phone. */
export function buttonRow(buttons: Button[], around: Surroundings): Element[] {
  const shown = buttons.slice(0, around.budget.controls)
  if (shown.length === 0) return []
  const columns = shown.map((button) => ({
    tag: 'column',
    width: 'auto',
    elements: [buttonElement(button, around)],
  }))
  return [{ tag: 'column_set', flex_mode: 'flow', horizontal_spacing: '8px', columns }]
}

export function buttonElement(button: Button, around: Surroundings, size?: 'small'): Element {
  const { label, style = 'default', confirm } = button
  return {
    tag: 'button',
    text: plain(fitChars(label, 40)),
    type: TYPES[style],
    ...(size && { size }),
    ...(confirm && { confirm: { title: plain('确认一下'), text: plain(fitChars(confirm, 200)) } }),
    behaviors: ['url' in button ? { type: 'open_url', default_url: button.url } : callback(button, around)],
  }
}

const TYPES = { default: 'default', primary: 'primary_filled', danger: 'danger' }

/** What a tap brings back; `parse-tap` reads it. Values are objects, since SDKs and clients disagree on strings. */
export function callback(
  { act, args = {} }: Act,
  { scene }: Pick<Surroundings, 'scene'>,
  blockName?: string,
): Element {
  const own = {
    ...(scene === 'group' && { _in: 'group' }),
    ...(blockName !== undefined && { _name: blockName }),
  }
  return { type: 'callback', value: { ...args, act, ...own } }
}

/** A selection that acts at once, under a small label. */
export function choiceElements(block: Block & { kind: 'choice' }, around: Surroundings): Element[] {
  return [
    label(block.label),
    {
      ...selectElement(block.options, block.selected, around),
      width: 'fill',
      behaviors: [callback(block.act, around, block.name)],
    },
  ]
}

/** `initial_index` counts from 1; equal values would confuse the client, so the first of them counts. */
export function selectElement(
  options: Option[],
  selected: string | undefined,
  { budget }: Surroundings,
): Element {
  const named = options.filter((option) => option.value !== '').toReversed()
  const distinct = [...new Map(named.map((option) => [option.value, option])).values()].toReversed()
  const shown = distinct.slice(0, budget.options)
  const initial = selected === undefined ? 0 : shown.findIndex((option) => option.value === selected) + 1
  return {
    tag: 'select_static',
    placeholder: plain('请选择'),
    ...(initial > 0 && { initial_index: initial }),
    options: shown.map((option) => ({ text: plain(fitChars(option.label, 60)), value: option.value })),
  }
}

export const label = (content: string): Element => ({
  tag: 'div',
  text: { ...plain(fitChars(content, 60)), text_size: 'notation', text_color: 'grey' },
})

export const plain = (content: string) => ({ tag: 'plain_text', content })
