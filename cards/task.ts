import {
  bold,
  button,
  buttons,
  type Card,
  fields,
  form,
  note,
  type Text,
  text,
  toned,
} from '../src/chat/card.ts'

/** A task, for whoever has it and whoever gave it: one card, the same for both, kept up to date in place. */
export function taskCard(view: TaskCardView): Card {
  return {
    title: view.heading,
    tone: tones[view.state],
    ...(view.overdue && view.state === 'open' ? { tags: [{ text: '已逾期', tone: 'danger' as const }] } : {}),
    summary: `${view.heading}：${view.title}`,
    blocks: [
      text([bold(view.title)]),
      fields([
        [
          '时间',
          view.due && (view.overdue && view.state === 'open' ? [toned('danger', view.due)] : view.due),
        ],
        ['客户', view.account?.name],
        ['执行人', view.assignee],
        ['派单人', view.giver],
      ]),
      ...(view.notice ? [note(view.notice)] : []),
      buttons(...actions(view)),
    ],
  }
}

export type TaskCardView = {
  id: string
  state: 'open' | 'done' | 'cancelled'
  heading: string
  title: string
  due?: string | null
  overdue: boolean
  account?: { id: string; name: string } | null
  /** Left out where it is one's own task. */
  assignee?: string | null
  giver?: string | null
  notice?: Text | undefined
  mayDecline: boolean
  undo?: string | undefined
}

function actions(view: TaskCardView) {
  const task = { task: view.id }
  const isOpen = view.state === 'open'
  return [
    isOpen && button('完成', 'task.complete', task, { style: 'primary' }),
    isOpen && button('改期', 'task.reschedule', task),
    isOpen && view.mayDecline && button('推辞', 'task.decline', task),
    view.account ? button('看客户', 'account.show', { account: view.account.id }) : undefined,
    view.undo !== undefined && button('撤销', 'undo', { of: view.undo }, { style: 'danger' }),
  ]
}

/** To which day a task goes: the usual ones as buttons, any other from the calendar. */
export function postponeCard(view: PostponeView): Card {
  const task = { task: view.id }
  return {
    title: '改到哪天？',
    tone: 'info',
    blocks: [
      text([bold(view.title)]),
      ...(view.due ? [note(`原来是 ${view.due}`)] : []),
      buttons(
        ...view.days.map(({ label, day }) => button(label, 'task.postpone', { ...task, day })),
        button('不改了', 'task.show', task),
      ),
      form(
        'postpone',
        [{ kind: 'date', name: 'day', label: '其他日子', required: true, placeholder: '选个日子' }],
        button('就这天', 'task.postpone', task, { style: 'primary' }),
        button('其他日子', 'task.ask-day', task),
      ),
    ],
  }
}

export type PostponeView = {
  id: string
  title: string
  due?: string | null
  days: { label: string; day: string }[]
}

const tones = { open: 'info', done: 'success', cancelled: 'plain' } as const
