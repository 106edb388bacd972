import { bold, button, buttons, type Card, fields, list, note, text } from '../src/chat/card.ts'

/** What is overdue or comes due: the sums, then the rows that want work first. */
export function overdueList(view: OverdueListView): Card {
  if (view.rows.length === 0) return nothing(view)
  return {
    title: view.title,
    tone: view.tone ?? 'danger',
    ...(view.tags ? { tags: view.tags.map((text) => ({ text })) } : {}),
    summary: `${view.title}：${view.summary}`,
    blocks: [
      text([bold(view.summary)]),
      ...(view.ages.length > 0 ? [fields(view.ages.map(({ label, value }) => [label, value]))] : []),
      list(
        view.rows.map(({ id, title, detail }) => ({
          title,
          detail,
          button: button('处理', 'receivable.show', { receivable: id }),
        })),
        { numbered: true },
      ),
      ...(view.note ? [note(view.note)] : []),
      ...(view.more ? [buttons(button(view.more.label, 'overdue.show', view.more.args))] : []),
    ],
  }
}

export type OverdueListView = {
  title: string
  tone?: 'danger' | 'warning'
  tags?: string[]
  /** `3 笔，共 12.5万元`. */
  summary: string
  ages: { label: string; value: string }[]
  rows: { id: string; title: string; detail: string }[]
  note?: string | null
  more: { label: string; args: Record<string, string> } | null
}

const nothing = ({ title }: OverdueListView): Card => ({
  title,
  tone: 'success',
  blocks: [text('没有逾期的款，漂亮！')],
})
