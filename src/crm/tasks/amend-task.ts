import type { Task, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import type { Moment } from '../moment.ts'

/** Mends a task that was written down wrong. Throws `Refusal` when it is over, or not one's own to mend. */
export async function amendTask(tx: Tx, by: By, id: string, amendment: TaskAmendment): Promise<void> {
  const task = await tx.task.findUniqueOrThrow({ where: { id } })
  if (task.creatorId !== by.member.id) throw new Refusal('not-your-task', '这个任务不是你建的，改不了。')
  const wanted = {
    ...(amendment.due && { dueAt: amendment.due.at, dueAllDay: amendment.due.allDay }),
    ...(amendment.title && { title: amendment.title }),
    ...(amendment.accountId === undefined ? {} : { accountId: amendment.accountId }),
  }
  const names = (Object.keys(wanted) as (keyof typeof wanted)[]).filter(
    (name) => JSON.stringify(wanted[name]) !== JSON.stringify(task[name as keyof Task]),
  )
  if (names.length === 0) return
  const values = Object.fromEntries(names.map((name) => [name, wanted[name]]))
  const { count } = await tx.task.updateMany({
    where: { id, status: 'open' },
    data: { ...values, updatedAt: by.now },
  })
  if (count === 0) throw new Refusal('task-over', '这个任务已经完成或取消了。')
  const before = Object.fromEntries(names.map((name) => [name, task[name as keyof Task]]))
  await record(tx, by, { action: 'task.amend', id, before, after: values })
}

export type TaskAmendment = {
  due?: Moment | undefined
  title?: string | undefined
  accountId?: string | null | undefined
}
