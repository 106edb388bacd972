import { bold, button, buttons, type Card, fields, list, note, text } from '../src/chat/card.ts'

/** An answer to 为什么: the rule, the numbers, the clock, and who may waive it. */
export function explainedCard(view: ExplainedView): Card {
  return {
    title: view.title,
    tone: 'info',
    blocks: [
      text(view.answer),
      fields(view.facts.map(({ label, value }) => [label, value])),
      ...(view.history.length > 0
        ? [text([bold('经手记录')]), list(view.history.map((title) => ({ title })))]
        : []),
      ...(view.waiver ? [note(`谁能放宽：${view.waiver}`)] : []),
      buttons(...view.buttons.map(({ label, sentence }) => button(label, 'say', { sentence }))),
    ],
  }
}

export type ExplainedView = {
  title: string
  answer: string
  facts: { label: string; value: string }[]
  history: string[]
  waiver?: string | undefined
  buttons: { label: string; sentence: string }[]
}
