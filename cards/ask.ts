import { type Block, button, buttons, type Card, type ListItem, list, note, text } from '../src/chat/card.ts'

/** One question with its possible answers as buttons. The answer may also be typed. */
export function askCard(view: AskView): Card {
  return { title: view.text, tone: 'info', blocks: answers(view) }
}

export type AskView = {
  text: string
  /** The message that it is asked at: a button answers this question and no other. */
  of: string
  candidates?: { id: string; name: string }[]
  options?: string[]
  offers?: { label: string }[]
}

function answers(view: AskView): Block[] {
  const { candidates = [], options = [], offers = [] } = view
  if (candidates.length + options.length + offers.length === 0) return [text('直接回复就行。'), cancel]
  if (candidates.length + offers.length === 0 && options.every(isShort))
    return [buttons(...options.map((option) => button(option, 'answer', answer(view, option)))), typed]
  return [list([...named(view), ...spelled(view), ...others(view)], { numbered: true }), hint]
}

/** Fits on a button of every platform. */
const isShort = (words: string): boolean => [...words].length <= 10

const answer = ({ of }: AskView, value: string) => ({ of, value })

const named = (view: AskView): ListItem[] =>
  (view.candidates ?? []).slice(0, 6).map(({ id, name }) => ({
    title: name,
    button: button('选这个', 'answer', answer(view, id)),
  }))

const spelled = (view: AskView): ListItem[] =>
  (view.options ?? []).map((option) => ({
    title: option,
    button: button('选这个', 'answer', answer(view, option)),
  }))

const others = (view: AskView): ListItem[] =>
  (view.offers ?? []).map(({ label }) => ({
    title: label,
    button: button('好', 'answer', answer(view, label)),
  }))

const typed = note('点一下，或者直接回复。回复「取消」就不记了。')
const hint = note('点一下，或者回复序号、名字。回复「取消」就不记了。')
const cancel = note('回复「取消」就不记了。')
