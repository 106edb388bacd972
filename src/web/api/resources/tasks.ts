import { z } from 'zod'
import { correct } from '../../../crm/correct.ts'
import { momentOf, whenOf } from '../../../crm/moment.ts'
import { requireHere } from '../../../crm/tasks/assignable.ts'
import { completeTask } from '../../../crm/tasks/change-task.ts'
import { createTask } from '../../../crm/tasks/create-task.ts'
import type { Task } from '../../../db/types.ts'
import { id, momentFilter, momentOut, onlyWhen, text, when, word } from '../fields.ts'
import { accountFields, accountIn } from '../named-account.ts'
import { memberFields, mustExist, namedMember } from '../people.ts'
import { fieldProblem } from '../problem.ts'
import { resource } from '../resource.ts'

const status = z.enum(['open', 'done', 'cancelled'])

export const tasks = resource({
  name: 'tasks',
  about: 'What somebody is to do',
  row: z.object({
    id,
    title: z.string(),
    assigneeId: id,
    creatorId: id.nullable(),
    dueAt: z.string().nullable(),
    status,
    accountId: id.nullable(),
    opportunityId: id.nullable(),
    visitId: id.nullable(),
    doneAt: z.string().nullable(),
    createdAt: z.string(),
  }),
  filters: z.object({
    title: word,
    assigneeId: id,
    creatorId: id,
    status,
    accountId: id,
    opportunityId: id,
    visitId: id,
    dueAt: when,
    doneAt: momentFilter,
    createdAt: momentFilter,
  }),
  where: ({ dueAt, ...columns }, zone) => ({ ...columns, ...onlyWhen(dueAt, zone, 'dueAt', 'dueAllDay') }),
  find: (tx, query) => tx.task.findMany(query),
  present: (task: Task, zone) => ({
    ...task,
    dueAt: whenOf(task.dueAt, task.dueAllDay, zone),
    doneAt: momentOut(task.doneAt),
    createdAt: task.createdAt.toISOString(),
  }),
  create: {
    body: z.strictObject({
      title: text(200),
      ...memberFields('assignee'),
      ...memberFields('creator'),
      dueAt: when.nullish(),
      ...accountFields,
      opportunityId: id.nullish(),
    }),
    async run({ tx, by }, body) {
      const assignee = await namedMember(tx, body, 'assignee')
      if (!assignee) throw fieldProblem('assigneeId', 'is missing')
      requireHere(assignee)
      const creator = await namedMember(tx, body, 'creator')
      const account = await accountIn(tx, body)
      const { title, dueAt, opportunityId } = body
      if (opportunityId)
        await mustExist(tx.opportunity.findUnique({ where: { id: opportunityId } }), 'opportunityId')
      const signed = creator
        ? { ...by, member: { ...creator, reach: 'all' as const }, unsigned: undefined }
        : by
      const task = await createTask(tx, signed, {
        title,
        assigneeId: assignee.id,
        due: dueAt ? momentOf(dueAt, by.zone) : undefined,
        accountId: account?.id,
        opportunityId: opportunityId ?? undefined,
      })
      return task.id
    },
  },
  patch: {
    body: z.strictObject({
      title: text(200).optional(),
      ...memberFields('assignee'),
      dueAt: when.nullish(),
      status: status.optional(),
    }),
    async run({ tx, by }, taskId, { title, dueAt, status, ...body }) {
      const assignee = await namedMember(tx, body, 'assignee')
      if (assignee === null) throw fieldProblem('assigneeId', 'a task is always somebody’s')
      if (assignee && assignee.id !== (await tx.task.findUniqueOrThrow({ where: { id: taskId } })).assigneeId)
        requireHere(assignee)
      const due = dueAt ? momentOf(dueAt, by.zone) : undefined
      const moved = dueAt === null ? { dueAt: null } : { dueAt: due?.at, dueAllDay: due?.allDay }
      await correct(tx, by, 'task', taskId, { title, ...moved, assigneeId: assignee?.id })
      if (status === 'done') await completeTask(tx, by, taskId)
      else if (status) await correct(tx, by, 'task', taskId, { status, doneAt: null })
    },
  },
  fieldOfRule: {
    'date-unreadable': 'dueAt',
    'assignee-left': 'assignee',
    'task-over': 'status',
    'other-account': 'opportunityId',
  },
})
