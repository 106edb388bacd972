import { button, buttons, type Card, choice, list, text } from '../src/chat/card.ts'

/** The facts behind a figure of the board. */
export function proofCard(view: ProofView): Card {
  const { people, args, next } = view
  return {
    title: view.title,
    tone: 'plain',
    tags: [{ text: view.period }],
    blocks: [
      view.rows.length > 0 ? list(view.rows, { numbered: true }) : text('这段时间没有记录。'),
      ...(people.length > 1
        ? [choice('member', '看谁的', people, { act: 'board.proof', args }, view.memberId)]
        : []),
      buttons(
        next !== null &&
          button('更多', 'board.proof', { ...args, member: view.memberId, offset: String(next) }),
        button('回榜单', 'board.show', args),
      ),
    ],
  }
}

export type ProofView = {
  title: string
  period: string
  memberId: string
  rows: { title: string; detail: string }[]
  people: { label: string; value: string }[]
  args: Record<string, string>
  /** Where the next page begins. */
  next: number | null
}
