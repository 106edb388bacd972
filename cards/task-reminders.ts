import { button, buttons, type Card, list, note } from '../src/chat/card.ts'

/** Several tasks that are due or overdue in one message. */
export function taskReminders(view: TaskRemindersView): Card {
  return {
    title: view.title,
    tone: view.late ? 'warning' : 'info',
    summary: `${view.title}：${view.rows[0]?.title ?? ''}`,
    blocks: [
      list(
        view.rows.map(({ id, title, detail }) => ({
          title,
          detail,
          button: button('处理', 'task.show', { task: id }),
        })),
        { numbered: true },
      ),
      ...(view.left > 0 ? [note(`还有 ${view.left} 件没列出来。`)] : []),
      ...(view.mine ? [buttons(button('我的任务', 'say', { sentence: '我的任务' }))] : []),
    ],
  }
}

export type TaskRemindersView = {
  title: string
  late: boolean
  rows: { id: string; title: string; detail: string }[]
  left: number
  /** The reader's own, not those they gave to others. */
  mine: boolean
}
