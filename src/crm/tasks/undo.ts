import { z } from 'zod'
import type { Task } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { isChangedSince } from '../undo/changed-since.ts'
import type { Reversal } from '../undo/reversal.ts'

/** A task written down by mistake, alone or as the next step of a follow-up. One that is done stays. */
export const uncreateTask: Reversal = async (tx, by, entry) => {
  const task = await tx.task.findUniqueOrThrow({ where: { id: entry.entityId } })
  if (task.status === 'cancelled') return
  if (task.status === 'done' || (await isChangedSince(tx, entry)))
    throw new Refusal('newer-change', '这个任务后来已经动过了，先撤销后面那一步。')
  await tx.task.update({ where: { id: task.id }, data: { status: 'cancelled', updatedAt: by.now } })
}

/** Done, postponed or declined: the task is as it was before. */
export const unchangeTask: Reversal = async (tx, by, entry) => {
  if (await isChangedSince(tx, entry))
    throw new Refusal('newer-change', '这个任务后来又动过，先撤销后面那一步。')
  const before = state.parse(entry.before)
  await tx.task.update({ where: { id: entry.entityId }, data: { ...before, updatedAt: by.now } })
}

/** Mended: as it was written down at first. */
export const unamendTask: Reversal = async (tx, by, entry) => {
  if (await isChangedSince(tx, entry))
    throw new Refusal('newer-change', '这个任务后来又动过，先撤销后面那一步。')
  const before = written.parse(entry.before)
  await tx.task.update({ where: { id: entry.entityId }, data: { ...before, updatedAt: by.now } })
}

const moment = z.iso
  .datetime()
  .transform((at) => new Date(at))
  .nullable()
const state: z.ZodType<Pick<Task, 'status' | 'dueAt' | 'dueAllDay' | 'doneAt'>, unknown> = z.object({
  status: z.enum(['open', 'done', 'cancelled']),
  dueAt: moment,
  dueAllDay: z.boolean(),
  doneAt: moment,
})
const written = z
  .object({ title: z.string(), dueAt: moment, dueAllDay: z.boolean(), accountId: z.uuid().nullable() })
  .partial()
