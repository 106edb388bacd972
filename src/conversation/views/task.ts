import { taskCard } from '../../../cards/task.ts'
import type { Card } from '../../chat/card.ts'
import { isOverdue, type TaskView, viewTask } from '../../crm/tasks/view-task.ts'
import type { Turn } from '../turn.ts'
import { momentLabel } from '../when.ts'

/** The card of a task. Throws `Refusal` when it is none of the speaker's business. */
export async function taskCardOf(turn: Turn, id: string, extra: Extra = {}): Promise<Card> {
  const task = await viewTask(turn.tx, turn, id)
  const given = task.creatorId !== null && task.creatorId !== task.assigneeId
  return taskCard({
    id: task.id,
    state: task.status,
    heading: extra.heading ?? headings[task.status],
    title: task.title,
    due: task.due && momentLabel(task.due, turn),
    overdue: isOverdue(task.due, turn.now),
    account: task.account,
    assignee: given ? task.assigneeName : null,
    giver: given ? task.creatorName : null,
    mayDecline: given,
    notice: extra.notice,
    undo: extra.undo,
  })
}

type Extra = { heading?: string; notice?: string; undo?: string }

const headings: Record<TaskView['status'], string> = { open: '任务', done: '已完成', cancelled: '已取消' }
