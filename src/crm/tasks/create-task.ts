import type { Task, Tx } from '../../db/types.ts'
import { requireDealOf } from '../accounts/parts.ts'
import { record } from '../audit.ts'
import { type By, signerOf } from '../by.ts'
import type { Moment } from '../moment.ts'

/**
 * Writes a task down. Who may be given one is the caller's question (`assignable`). Throws `Refusal` for a deal of
 * another account.
 */
export async function createTask(tx: Tx, by: By, task: NewTask): Promise<Task> {
  if (task.accountId && task.opportunityId) await requireDealOf(tx, task.accountId, task.opportunityId)
  const created = await tx.task.create({
    data: {
      title: task.title,
      assigneeId: task.assigneeId,
      creatorId: signerOf(by),
      dueAt: task.due?.at ?? null,
      dueAllDay: task.due?.allDay ?? true,
      accountId: task.accountId ?? null,
      opportunityId: task.opportunityId ?? null,
      visitId: task.visitId ?? null,
      createdAt: by.now,
      updatedAt: by.now,
    },
  })
  const { title, assigneeId, dueAt } = created
  await record(tx, by, { action: 'task.create', id: created.id, after: { title, assigneeId, dueAt } })
  return created
}

export type NewTask = {
  title: string
  assigneeId: string
  due?: Moment | undefined
  accountId?: string | undefined
  opportunityId?: string | undefined
  visitId?: string | undefined
}
