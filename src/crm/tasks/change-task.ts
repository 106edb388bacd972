import type { Prisma, Task, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { mayLead } from '../accounts/rights.ts'
import { record } from '../audit.ts'
import type { Actor, By } from '../by.ts'
import type { Moment } from '../moment.ts'

/** Ticks a task off. Throws `Refusal` when it is not one's own to tick off, or not open any more. */
export const completeTask = async (tx: Tx, by: By, id: string): Promise<Task> =>
  change(tx, by, await open(tx, by, id), 'task.complete', { status: 'done', doneAt: by.now })

/**
 * Moves a task to another day or moment; `null` where it is there already, as after a second tap: then nothing
 * happens. Throws `Refusal` for a day that is over.
 */
export async function postponeTask(tx: Tx, by: By, id: string, due: Moment): Promise<Task | null> {
  const over = due.allDay ? due.at.getTime() + dayMs <= by.now.getTime() : due.at <= by.now
  if (over) throw new Refusal('date-over', '这个时间已经过了，换一个以后的时间。')
  const task = await open(tx, by, id)
  if (task.dueAt?.getTime() === due.at.getTime() && task.dueAllDay === due.allDay) return null
  return change(tx, by, task, 'task.postpone', { dueAt: due.at, dueAllDay: due.allDay })
}

const dayMs = 86_400_000

/** Hands a task back with a reason. Only for what somebody else has given; the giver is told by the caller. */
export async function declineTask(tx: Tx, by: By, id: string, reason: string): Promise<Task> {
  const task = await open(tx, by, id)
  if (task.assigneeId !== by.member.id || !task.creatorId || task.creatorId === by.member.id)
    throw new Refusal('nothing-to-decline', '别人派给你的任务才能推辞；自己的任务不想做，可以改期或撤销。')
  return change(tx, by, task, 'task.decline', { status: 'cancelled' }, { reason })
}

/** One conditional write: of two taps at once, one finds the task no longer as it was. */
async function change(
  tx: Tx,
  by: By,
  task: Task,
  action: string,
  values: Partial<State>,
  words: { reason?: string } = {},
): Promise<Task> {
  const { id } = task
  const { count } = await tx.task.updateMany({
    where: { id, status: 'open', dueAt: task.dueAt },
    data: { ...values, updatedAt: by.now },
  })
  if (count === 0) throw new Refusal('task-changed', '这个任务刚刚有人动过，重新打开看看。')
  const changed = await tx.task.findUniqueOrThrow({ where: { id } })
  await record(tx, by, { action, id, before: stateOf(task), after: { ...stateOf(changed), ...words } })
  return changed
}

async function open(tx: Tx, by: By, id: string): Promise<Task> {
  const task = await tx.task.findUnique({ where: { id } })
  if (!task || !mayTouch(by.member, task))
    throw new Refusal('not-your-task', '这个任务不是你的，动不了。请执行人或派单的人来改。')
  if (task.status === 'done') throw new Refusal('task-over', '这个任务已经完成了。')
  if (task.status === 'cancelled') throw new Refusal('task-over', '这个任务已经取消了。')
  return task
}

/** Whose task it is, who gave it, and who leads whoever has it. */
export const mayTouch = (
  member: Pick<Actor, 'id' | 'role' | 'reach'>,
  task: Pick<Task, 'assigneeId' | 'creatorId'>,
): boolean => [task.assigneeId, task.creatorId].includes(member.id) || mayLead(member, task.assigneeId)

/** What of a task a change changes, for the audit trail and the way back. */
export const stateOf = ({ status, dueAt, dueAllDay, doneAt }: Task): State => ({
  status,
  dueAt,
  dueAllDay,
  doneAt,
})
type State = Pick<Task, 'status' | 'dueAt' | 'dueAllDay' | 'doneAt'> & Prisma.TaskUpdateManyMutationInput
