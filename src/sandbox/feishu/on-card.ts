import { isDeepStrictEqual } from 'node:util'
import { DateTime } from 'luxon'
import type { TapBody } from '../view.ts'

/**
 * What a tap makes of the card that is there: the `action` of the callback, or why the client would not send it.
 * open.feishu.cn/document/feishu-cards/card-callback-communication
 */
export function actionOf(
  card: unknown,
  tap: FeishuTap,
  zone: string,
): { action: Action } | { refused: string } {
  const found = elementsOf(card).find(({ element }) => fits(element, tap))
  if (!found) return { refused: 'The card has no such element' }
  const { element, form } = found
  if (element.disabled === true) return { refused: 'The element is disabled' }
  const choice = choiceProblem(element, tap)
  if (choice) return { refused: choice }
  const submits = element.form_action_type === 'submit'
  if (!submits && !callsBack(element)) return { refused: 'The element sends no callback' }
  const filled = submits && form ? formValues(form, tap.formValue ?? {}, zone) : undefined
  if (filled && 'missing' in filled) return { refused: `${filled.missing} is required` }
  const value = callbackValue(element)
  return {
    action: {
      tag: tap.tag,
      ...(value === undefined ? {} : { value }),
      ...(element.name === undefined ? {} : { name: element.name }),
      timezone: zone,
      ...(tap.option === undefined ? {} : { option: withZone(element.tag, tap.option, zone) }),
      ...(tap.options === undefined ? {} : { options: tap.options }),
      ...(tap.inputValue === undefined ? {} : { input_value: tap.inputValue }),
      ...(tap.checked === undefined ? {} : { checked: tap.checked }),
      ...(filled ? { form_value: filled.values } : {}),
    },
  }
}

/** Every element of a card with the form that it is in. */
export function elementsOf(value: unknown, form?: Element): { element: Element; form?: Element }[] {
  if (Array.isArray(value)) return value.flatMap((entry) => elementsOf(entry, form))
  if (typeof value !== 'object' || value === null) return []
  const element = value as Element
  const inside = element.tag === 'form' ? element : form
  const inner = Object.entries(element)
    .filter(([key]) => key !== 'chart_spec' && key !== 'rows' && key !== 'behaviors')
    .flatMap(([, entry]) => elementsOf(entry, inside))
  return typeof element.tag === 'string' ? [{ element, ...(form ? { form } : {}) }, ...inner] : inner
}

function fits(element: Element, tap: FeishuTap): boolean {
  if (element.tag !== tap.tag) return false
  if (tap.name !== undefined && element.name !== tap.name) return false
  return tap.value === undefined || isDeepStrictEqual(callbackValue(element), tap.value)
}

const callbackValue = (element: Element): unknown =>
  asList(element.behaviors).find((behavior) => behavior.type === 'callback')?.value

/** Interactive elements call back by default, except a checker, and a button that only opens a page. */
function callsBack(element: Element): boolean {
  if (element.form_action_type === 'reset') return false
  if (element.behaviors !== undefined) return callbackValue(element) !== undefined
  return element.tag !== 'checker'
}

function choiceProblem(element: Element, tap: FeishuTap): string | null {
  if (element.tag !== 'select_static' && element.tag !== 'overflow') return null
  const values = asList(element.options).map((option) => option.value)
  return values.includes(tap.option) ? null : `${String(tap.option)} is not an option`
}

function formValues(form: Element, given: Record<string, unknown>, zone: string) {
  const values: Record<string, unknown> = {}
  for (const { element } of elementsOf(form.elements)) {
    const name = element.name
    if (element.tag === 'button' || typeof name !== 'string') continue
    const value = given[name] ?? initial(element)
    const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
    if (element.required === true && empty) return { missing: name }
    const problem = valueProblem(element, value, empty)
    if (problem) return { missing: problem }
    if (!empty || element.tag === 'input') values[name] = withZone(element.tag, value ?? '', zone)
  }
  return { values }
}

function valueProblem(element: Element, value: unknown, empty: boolean): string | null {
  if (empty) return null
  if (element.tag === 'select_static' && !asList(element.options).some((option) => option.value === value)) {
    return `another value than ${String(value)} for ${String(element.name)}`
  }
  const most = Number(element.max_length ?? 1000)
  return element.tag === 'input' && String(value).length > most
    ? `at most ${most} characters in ${element.name}`
    : null
}

const initial = (element: Element): unknown =>
  element.default_value ??
  element.initial_option ??
  element.selected_values ??
  element.initial_date ??
  element.initial_datetime ??
  element.initial_time ??
  element.checked

/** Dates and times carry the offset of the client's zone: `2026-04-01 +0800`. */
function withZone(tag: unknown, value: unknown, zone: string): unknown {
  const picker = tag === 'date_picker' || tag === 'picker_time' || tag === 'picker_datetime'
  if (!picker || typeof value !== 'string' || / [+-]\d{4}$/.test(value)) return value
  const day = /^\d{4}-\d\d-\d\d/.exec(value)?.[0]
  const at = day ? DateTime.fromISO(day, { zone }) : DateTime.fromMillis(0, { zone })
  return `${value.replace('T', ' ')} ${at.toFormat('ZZZ')}`
}

const asList = (value: unknown): Element[] => (Array.isArray(value) ? value : [])

export type Element = Record<string, unknown>
export type FeishuTap = Extract<TapBody, { platform: 'feishu' }>
export type Action = {
  tag: string
  value?: unknown
  name?: unknown
  form_value?: Record<string, unknown>
} & Element
