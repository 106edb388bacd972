import type { TaskStatus, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import type { By } from '../by.ts'
import { literal } from '../leads/duplicates.ts'
import type { Moment } from '../moment.ts'
import { mayTouch } from './change-task.ts'

/** A task as its card shows it. Throws `Refusal` when it is none of the member's business. */
export async function viewTask(tx: Tx, by: By, id: string): Promise<TaskView> {
  const task = await tx.task.findUnique({
    where: { id },
    include: { assignee: true, creator: true, account: { select: { id: true, name: true } } },
  })
  if (!task || !mayTouch(by.member, task)) throw new Refusal('not-your-task', '这个任务不是你的，看不了。')
  return {
    id: task.id,
    title: task.title,
    status: task.status,
    due: task.dueAt && { at: task.dueAt, allDay: task.dueAllDay },
    assigneeId: task.assigneeId,
    assigneeName: task.assignee.name,
    creatorId: task.creatorId,
    creatorName: task.creator?.name ?? null,
    account: task.account,
  }
}

export type TaskView = {
  id: string
  title: string
  status: TaskStatus
  due: Moment | null
  assigneeId: string
  assigneeName: string
  creatorId: string | null
  creatorName: string | null
  account: { id: string; name: string } | null
}

/** Whether a task's time is over: a day at its end, a moment at once. */
export const isOverdue = (due: Moment | null, now: Date): boolean =>
  due !== null && due.at.getTime() + (due.allDay ? 86_400_000 : 0) <= now.getTime()

/** Open tasks of the member, or given by them, the most urgent first; with words in the title or an account. */
export async function findOpenTasks(
  tx: Tx,
  by: By,
  wanted: { words?: string | undefined; accountId?: string | undefined } = {},
): Promise<{ id: string; title: string }[]> {
  return tx.task.findMany({
    where: {
      status: 'open',
      OR: [{ assigneeId: by.member.id }, { creatorId: by.member.id }],
      ...(wanted.words ? { title: { contains: literal(wanted.words), mode: 'insensitive' as const } } : {}),
      ...(wanted.accountId ? { accountId: wanted.accountId } : {}),
    },
    orderBy: [{ dueAt: { sort: 'asc', nulls: 'last' } }, { createdAt: 'asc' }],
    select: { id: true, title: true },
    take: 20,
  })
}
