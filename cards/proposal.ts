import { button, buttons, type Card, list, note } from '../src/chat/card.ts'

/** What would be written, line by line; nothing is until somebody says so. */
export const proposal = (view: ProposalView): Card => ({
  title: view.title,
  tone: 'info',
  tags: [{ text: '还没记' }],
  summary: view.title,
  blocks: [
    list(
      view.lines.map(({ title, detail }) => ({ title, ...(detail ? { detail } : {}) })),
      { numbered: view.lines.length > 1 },
    ),
    ...(view.more > 0
      ? [note(`一次最多记 ${view.lines.length} 条，剩下 ${view.more} 条记完再发一次。`)]
      : []),
    buttons(
      button(
        view.lines.length > 1 ? '全部记下' : '记下',
        'proposal.write',
        { of: view.of },
        { style: 'primary' },
      ),
      button('取消', 'proposal.drop', { of: view.of }),
    ),
    note('点了才会记。哪条不对，取消后单独说一句就行。'),
  ],
})

export type ProposalView = {
  title: string
  /** The message that it was read from. */
  of: string
  lines: { title: string; detail?: string | undefined }[]
  /** Lines that are left for another time. */
  more: number
}

/** What the card turns into once it was answered. */
export const proposalClosed = (written: boolean): Card =>
  written
    ? { title: '好的，在记了', tone: 'success', blocks: [note('结果在下面。')] }
    : { title: '好的，都没记', blocks: [note('想记哪条，单独说一句就行。')] }
