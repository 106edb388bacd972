import type { Prisma, Tx } from '../../db/types.ts'
import type { Page, Window } from '../accounts/portfolio.ts'
import type { By } from '../by.ts'
import type { Moment } from '../moment.ts'
import { reaches } from '../organisation/reach.ts'

/** Open tasks, overdue ones first and then by their time; those without a time come last. */
export async function listTasks(tx: Tx, by: By, window: Window): Promise<Page<TaskRow>> {
  const where: Prisma.TaskWhereInput = { ...assignedTo(by, window), status: 'open' }
  const rows = await tx.task.findMany({
    where,
    orderBy: [{ dueAt: { sort: 'asc', nulls: 'last' } }, { createdAt: 'asc' }, { id: 'asc' }],
    include: { assignee: { select: { name: true } }, account: { select: { name: true } } },
    skip: window.from,
    take: window.take,
  })
  return {
    rows: rows.map(({ id, title, dueAt, dueAllDay, assigneeId, assignee, account }) => ({
      id,
      title,
      due: dueAt && { at: dueAt, allDay: dueAllDay },
      assigneeId,
      assigneeName: assignee.name,
      accountName: account?.name ?? null,
    })),
    total: await tx.task.count({ where }),
  }
}

export type TaskRow = {
  id: string
  title: string
  due: Moment | null
  assigneeId: string
  assigneeName: string
  accountName: string | null
}

function assignedTo(by: By, { whose }: Window): Prisma.TaskWhereInput {
  const { id, reach } = by.member
  if (whose === 'mine') return { assigneeId: id }
  if (whose !== 'team') return { assigneeId: { in: whose.memberIds.filter((one) => reaches(reach, one)) } }
  return reach === 'all' ? {} : { assigneeId: { in: reach.memberIds } }
}
