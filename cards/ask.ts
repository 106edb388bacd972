import { button, type Card, type ListItem, list, note, text } from '../src/chat/card.ts'

/** One question with its possible answers as buttons. The answer may also be typed. */
export function askCard(view: AskView): Card {
  const answers = [...candidates(view), ...options(view), ...offers(view)]
  return {
    title: view.text,
    tone: 'info',
    blocks: answers.length > 0 ? [list(answers, { numbered: true }), hint] : [text('直接回复就行。'), cancel],
  }
}

export type AskView = {
  text: string
  about: string
  candidates?: { id: string; name: string }[]
  options?: string[]
  offers?: { label: string }[]
}

const candidates = (view: AskView): ListItem[] =>
  (view.candidates ?? []).slice(0, 6).map(({ id, name }) => ({
    title: name,
    button: button('选这个', 'answer', { about: view.about, value: id }),
  }))

const options = (view: AskView): ListItem[] =>
  (view.options ?? []).map((option) => ({
    title: option,
    button: button('选这个', 'answer', { about: view.about, value: option }),
  }))

const offers = (view: AskView): ListItem[] =>
  (view.offers ?? []).map(({ label }) => ({
    title: label,
    button: button('好', 'answer', { about: view.about, value: label }),
  }))

const hint = note('点一下，或者回复序号、名字。回复「取消」就不记了。')
const cancel = note('回复「取消」就不记了。')
