import { z } from 'zod'
import type { Audit, Task, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import type { By } from '../by.ts'
import { writtenMoment } from '../moment.ts'
import { isChangedSince } from '../undo/changed-since.ts'
import type { Reversal } from '../undo/reversal.ts'
import { hasLeftBehind } from './follow-owner.ts'

/**
 * A task written down by mistake, alone or as the next step of a follow-up. One that is done stays. One that has
 * ended with its account is touched too: it does not come back with it.
 */
export const uncreateTask: Reversal = async (tx, by, entry) => {
  const task = await tx.task.findUniqueOrThrow({ where: { id: entry.entityId } })
  const { count } = await tx.task.updateMany({
    where: { id: task.id, status: { not: 'done' } },
    data: { status: 'cancelled', updatedAt: by.now },
  })
  if (count === 0 || (task.status === 'open' && (await isChangedSince(tx, entry))))
    throw new Refusal('newer-change', '这个任务后来已经动过了，先撤销后面那一步。')
}

/** Done, postponed or declined: the task is as it was before. Not open again without what it was for. */
export const unchangeTask: Reversal = async (tx, by, entry) => {
  const [before, after] = [state.parse(entry.before), state.parse(entry.after)]
  if (after.status !== before.status && (await hasLeftBehind(tx, entry.entityId, entry.at)))
    throw new Refusal('newer-change', '这个客户后来换了负责人，任务撤不回来了。还要做的话，重新建一个。')
  await restore(tx, by, entry, after, before)
}

/** Mended: as it was written down at first. */
export const unamendTask: Reversal = (tx, by, entry) =>
  restore(tx, by, entry, { ...written.parse(entry.after), status: 'open' }, written.parse(entry.before))

/** One conditional write on what the entry `left`: a task also ends without one, when its account is given back. */
async function restore(tx: Tx, by: By, entry: Audit, left: Partial<Task>, before: Partial<Task>) {
  const { count } = await tx.task.updateMany({
    where: { id: entry.entityId, ...left },
    data: { ...before, updatedAt: by.now },
  })
  // Asked last: from here on nobody can change it at the same time.
  if (count === 0 || (await isChangedSince(tx, entry)))
    throw new Refusal('newer-change', '这个任务后来又动过，先撤销后面那一步。')
}

const state: z.ZodType<Pick<Task, 'status' | 'dueAt' | 'dueAllDay' | 'doneAt'>, unknown> = z.object({
  status: z.enum(['open', 'done', 'cancelled']),
  dueAt: writtenMoment.nullable(),
  dueAllDay: z.boolean(),
  doneAt: writtenMoment.nullable(),
})
const written: z.ZodType<Partial<Pick<Task, 'title' | 'dueAt' | 'dueAllDay' | 'accountId'>>, unknown> = z
  .object({
    title: z.string(),
    dueAt: writtenMoment.nullable(),
    dueAllDay: z.boolean(),
    accountId: z.uuid().nullable(),
  })
  .partial()
