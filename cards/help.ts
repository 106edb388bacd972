import { bold, button, buttons, type Card, list, note, text } from '../src/chat/card.ts'

/** What one can say, with a few sentences that can be tapped. */
export function helpCard(view: HelpView): Card {
  return {
    title: view.title,
    tone: 'info',
    blocks: [
      text(view.opening),
      list(view.examples.map(({ say, does }) => ({ title: say, detail: does }))),
      ...(view.more.length > 0
        ? [
            text([bold(view.moreTitle)]),
            list(view.more.map(({ say, does }) => ({ title: say, detail: does }))),
          ]
        : []),
      ...(view.hint ? [note(view.hint)] : []),
      buttons(...view.buttons.map((sentence) => button(sentence, 'say', { sentence }))),
    ],
  }
}

export type HelpView = {
  title: string
  opening: string
  examples: Example[]
  /** What this role can do beyond the rest. */
  moreTitle: string
  more: Example[]
  hint?: string
  /** Sentences that need nothing filled in; six at most. */
  buttons: string[]
}
export type Example = { say: string; does: string }
