import type { Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { changesOf } from '../changes.ts'
import type { Moment } from '../moment.ts'

/** Mends a task that was written down wrong. Throws `Refusal` when it is over, or not one's own to mend. */
export async function amendTask(tx: Tx, by: By, id: string, amendment: TaskAmendment): Promise<void> {
  const task = await tx.task.findUniqueOrThrow({ where: { id } })
  if (task.creatorId !== by.member.id) throw new Refusal('not-your-task', '这个任务不是你建的，改不了。')
  const { due, title, accountId } = amendment
  const changes = changesOf(task, {
    dueAt: due?.at,
    dueAllDay: due?.allDay,
    title: title || undefined,
    accountId,
  })
  if (!changes) return
  const { count } = await tx.task.updateMany({
    where: { id, status: 'open' },
    data: { ...changes.after, updatedAt: by.now },
  })
  if (count === 0) throw new Refusal('task-over', '这个任务已经完成或取消了。')
  await record(tx, by, { action: 'task.amend', id, ...changes })
}

export type TaskAmendment = {
  due?: Moment | undefined
  title?: string | undefined
  accountId?: string | null | undefined
}
