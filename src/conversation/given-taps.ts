import { taskReminders } from '../../cards/task-reminders.ts'
import { fitChars } from '../characters.ts'
import { businessDay, dayStart } from '../clock.ts'
import { Refusal } from '../errors.ts'
import type { TapHandler } from './command.ts'
import { say } from './turn.ts'
import { momentLabel } from './when.ts'

/** What one gave to others and is late, all of it: a brief shows the first. */
export const givenTaps: Record<string, TapHandler> = {
  async 'tasks.given'(turn) {
    const { tx, member, now, zone } = turn
    const where = {
      creatorId: member.id,
      assigneeId: { not: member.id },
      status: 'open' as const,
      dueAt: { lt: dayStart(businessDay(now, zone), zone) },
    }
    const count = await tx.task.count({ where })
    const late = await tx.task.findMany({
      where,
      include: { assignee: { select: { name: true } } },
      orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
      take: rowsShown,
    })
    if (count === 0) throw new Refusal('nothing-late', '你派的任务都没有逾期。')
    turn.memory.lastList = late.map(({ id, title }) => ({ kind: 'task', id, name: title }))
    say(
      turn,
      taskReminders({
        title: `你派的任务有 ${count} 件逾期`,
        late: true,
        rows: late.map(({ id, title, dueAt, dueAllDay, assignee }) => ({
          id,
          title: fitChars(title, 60),
          detail: `${assignee.name} · ${momentLabel({ at: dueAt as Date, allDay: dueAllDay }, turn)}`,
        })),
        left: Math.max(0, count - rowsShown),
        mine: false,
      }),
    )
  },
}

const rowsShown = 8
