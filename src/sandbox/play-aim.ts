import { elementsOf } from './feishu/on-card.ts'
import type { Body, TapBody } from './view.ts'
import type { Selection, TemplateCard } from './wecom/template-card.ts'

/** The tap that hits what bears these words on a card; `null` if the card has no such thing. */
export function aimAt(body: Body, label: string, details: TapDetails): TapBody | null {
  if (body.kind === 'feishu-card') return aimAtFeishu(body.card, label, details)
  if (body.kind === 'wecom-card' && !body.disabled)
    return aimAtWecom(body.card as TemplateCard, label, details)
  return null
}

function aimAtFeishu(card: unknown, label: string, { form, option }: TapDetails): TapBody | null {
  for (const { element, form: inside } of elementsOf(card)) {
    const name = typeof element.name === 'string' ? { name: element.name } : {}
    const value = (element.behaviors as { type: string; value?: unknown }[] | undefined)?.find(
      (behavior) => behavior.type === 'callback',
    )?.value
    const aimed = {
      platform: 'feishu' as const,
      tag: String(element.tag),
      ...name,
      ...(value ? { value } : {}),
    }
    if (element.tag === 'button' && wordsOn(element) === label) {
      return inside ? { ...aimed, formValue: form ?? {} } : aimed
    }
    if (element.tag === 'select_static' && !inside) {
      const chosen = choiceOf(element.options, option ?? label)
      if (chosen !== undefined) return { ...aimed, option: chosen }
    }
  }
  return null
}

const wordsOn = (element: Record<string, unknown>) =>
  (element.text as { content?: string } | undefined)?.content

const choiceOf = (options: unknown, label: string): string | undefined =>
  (options as { text?: { content?: string }; value?: string }[] | undefined)?.find(
    (option) => option.text?.content === label || option.value === label,
  )?.value

function aimAtWecom(card: TemplateCard, label: string, { selected, option }: TapDetails): TapBody | null {
  const questions = [...(card.select_list ?? []), ...(card.button_selection ? [card.button_selection] : [])]
  const buttons = [...(card.button_list ?? []), ...(card.submit_button ? [card.submit_button] : [])]
  const button = [...buttons, ...(card.action_menu?.action_list ?? [])].find((one) => one.text === label)
  const chosen = selectedBy(card, questions, selected ?? {})
  if (button?.key)
    return { platform: 'wecom', key: button.key, ...(chosen.length > 0 ? { selected: chosen } : {}) }
  const own = choiceAmong(questions, option ?? label)
  const key = card.submit_button?.key ?? card.button_list?.[0]?.key
  return own && key ? { platform: 'wecom', key, selected: [own] } : null
}

/** Questions by their key or title, answers by their id or words. */
function selectedBy(card: TemplateCard, questions: Selection[], answers: Record<string, string | string[]>) {
  const asked = [...questions, ...(card.checkbox ? [{ ...card.checkbox, title: undefined }] : [])]
  return Object.entries(answers).map(([name, answer]) => {
    const question = asked.find(
      (one) => one.question_key === name || (one as { title?: string }).title === name,
    )
    const ids = [answer].flat().map((one) => idOf(question?.option_list ?? [], one) ?? one)
    return { question: question?.question_key ?? name, options: ids }
  })
}

function choiceAmong(questions: Selection[], label: string) {
  for (const { question_key: question, option_list: list } of questions) {
    const id = idOf(list, label)
    if (id !== undefined) return { question, options: [id] }
  }
}

const idOf = (list: { id: string; text: string }[], label: string): string | undefined =>
  list.find((option) => option.text === label || option.id === label)?.id

export type TapDetails = {
  /** Which message; else the newest that fits. */
  on?: string | { id: string }
  /** In which chat; else all that the person sees. */
  in?: string | { group: string }
  /** What is filled into the form around the button (Feishu). */
  form?: Record<string, unknown>
  /** The option, where the label names none. */
  option?: string
  /** Answers by question (WeCom). */
  selected?: Record<string, string | string[]>
}
