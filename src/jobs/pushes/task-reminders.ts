import { DateTime } from 'luxon'
import { taskCard } from '../../../cards/task.ts'
import { taskReminders } from '../../../cards/task-reminders.ts'
import { fitChars } from '../../characters.ts'
import { businessDay, dayStart, local } from '../../clock.ts'
import type { Ref } from '../../conversation/understand/understanding.ts'
import { momentLabel } from '../../conversation/when.ts'
import { isWorkday } from '../../crm/workdays.ts'
import type { Db, Prisma } from '../../db/types.ts'
import type { When } from '../slots.ts'
import { briefedAmong, carriedByBrief } from './carried-by-brief.ts'
import { type MemberPost, type Push, type PushContext, tellInGroups } from './push.ts'

/**
 * Tells people what is due: a task with a time at that time, a task of a day in the morning; and on working
 * mornings what is overdue, also to whoever gave it.
 */
export const taskRemindersPush: Push = { name: 'task-reminders', run }

export const morningTime = '09:00'

/** The moments for which open tasks were set. */
export const taskTimes: When = async (tx, { after, upTo }) => {
  const due = await tx.task.findMany({
    where: { status: 'open', dueAllDay: false, dueAt: { gt: after, lte: upTo } },
    distinct: ['dueAt'],
    orderBy: { dueAt: 'asc' },
    select: { dueAt: true },
  })
  return due.map(({ dueAt }) => dueAt as Date)
}

async function run(context: PushContext): Promise<void> {
  const { db } = context
  const late: Prisma.TaskWhereInput = { dueAt: { lt: startOf(context) } }
  const isMorningAfter = isOverdueTime(context)
  const due: Prisma.TaskWhereInput = { OR: [...(isMorningAfter ? [late] : []), ...dueNow(context)] }
  const isCarried = isMorning(context) && (await carriedByBrief(context))
  const briefedOf = (ids: string[]) => (isCarried ? briefedAmong(db, ids) : new Set<string>())

  const remind = async (ids: string[]) => {
    const briefed = await briefedOf(ids)
    const theirs = await read(db, { ...due, assigneeId: { in: ids } })
    return [...Map.groupBy(theirs, ({ assigneeId }) => assigneeId)].flatMap(([memberId, all]) => {
      // A brief says what the day holds and what is late; only a moment that was set still rings.
      const mine = briefed.has(memberId) ? all.filter((task) => isTimed(context, task)) : all
      if (mine.length === 0) return []
      const chosen = mine.every(({ creatorId, dueAllDay }) => creatorId === memberId && !dueAllDay)
      const evenAtNight = chosen && mine.every((task) => !isLate(context, task))
      const urgent = mine.some((task) => isTimed(context, task))
      return [postOf(context, memberId, mine, { mine: true, evenAtNight, urgent })]
    })
  }
  await tellInGroups(context, await assigneesOf(db, due), remind, { size: peopleAtOnce })

  if (!isMorningAfter) return
  const given = { ...late, NOT: { creatorId: { equals: db.task.fields.assigneeId } } }
  const remindGivers = async (all: string[]) => {
    const briefed = await briefedOf(all)
    const ids = all.filter((id) => !briefed.has(id))
    const theirs = await read(db, { ...given, creatorId: { in: ids } })
    return [...Map.groupBy(theirs, ({ creatorId }) => creatorId as string)].map(([memberId, tasks]) =>
      postOf(context, memberId, tasks, { mine: false, evenAtNight: false, urgent: false }),
    )
  }
  await tellInGroups(context, await creatorsOf(db, given), remindGivers, { size: peopleAtOnce })
}

/** They may have many tasks each, and replies wait while those are read. */
const peopleAtOnce = 25

function dueNow(context: PushContext): Prisma.TaskWhereInput[] {
  const { byHand, now, zone } = context
  const start = startOf(context)
  const timed = { dueAllDay: false, dueAt: byHand ? { gte: start, lte: now } : now }
  const end = DateTime.fromJSDate(start, { zone }).plus({ days: 1 }).toJSDate()
  const ofToday = { dueAllDay: true, dueAt: { gte: start, lt: end } }
  return isMorning(context) ? [timed, ofToday] : [timed]
}

/** Who has such open tasks; the tasks themselves are read some people at a time. */
async function assigneesOf(db: Db, due: Prisma.TaskWhereInput): Promise<string[]> {
  const where = { status: 'open' as const, ...due }
  const found = await db.task.groupBy({ by: ['assigneeId'], where, orderBy: { assigneeId: 'asc' } })
  return found.map(({ assigneeId }) => assigneeId)
}

async function creatorsOf(db: Db, due: Prisma.TaskWhereInput): Promise<string[]> {
  const where = { status: 'open' as const, ...due }
  const found = await db.task.groupBy({ by: ['creatorId'], where, orderBy: { creatorId: 'asc' } })
  return found.flatMap(({ creatorId }) => creatorId ?? [])
}

const startOf = ({ now, zone }: PushContext): Date => dayStart(businessDay(now, zone), zone)

const isMorning = ({ now, zone, byHand }: PushContext): boolean =>
  byHand || local(now, zone).toFormat('HH:mm:ss') === `${morningTime}:00`

const isOverdueTime = (context: PushContext): boolean =>
  context.byHand || (isMorning(context) && isWorkday(businessDay(context.now, context.zone)))

const read = (db: Db, due: Prisma.TaskWhereInput) =>
  db.task.findMany({
    where: { status: 'open', ...due },
    include: {
      assignee: { select: { name: true } },
      creator: { select: { name: true } },
      account: { select: { id: true, name: true } },
    },
    orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
  })

type DueTask = Awaited<ReturnType<typeof read>>[number]

function postOf(
  context: PushContext,
  memberId: string,
  tasks: DueTask[],
  { mine, evenAtNight, urgent }: { mine: boolean; evenAtNight: boolean; urgent: boolean },
): MemberPost {
  const [only] = tasks
  const card = tasks.length === 1 && only ? oneTask(context, only, mine) : severalTasks(context, tasks, mine)
  // One by itself bears no number, and leaves the list alone that somebody may be choosing from.
  const about = tasks.length === 1 ? { subject: `task:${only?.id}` } : { rows: rowsOf(tasks) }
  const part = mine ? 'mine' : 'given'
  return { memberId, message: { card }, options: { evenAtNight, urgent, part, ...about } }
}

const rowsOf = (tasks: DueTask[]): Ref[] =>
  tasks.slice(0, rowsShown).map(({ id, title }) => ({ kind: 'task', id, name: title }))

function oneTask(context: PushContext, task: DueTask, mine: boolean) {
  const late = isLate(context, task)
  const given = task.creatorId !== null && task.creatorId !== task.assigneeId
  return taskCard({
    id: task.id,
    state: task.status,
    heading: late ? (mine ? '任务逾期了' : '你派的任务逾期了') : '任务提醒',
    title: task.title,
    due: labelOf(context, task),
    overdue: late,
    account: task.account,
    assignee: given ? task.assignee.name : null,
    giver: given ? (task.creator?.name ?? null) : null,
    mayDecline: given && mine,
  })
}

function severalTasks(context: PushContext, tasks: DueTask[], mine: boolean) {
  const late = tasks.filter((task) => isLate(context, task)).length
  const title = mine ? `${tasks.length} 件任务要办` : `你派的任务有 ${tasks.length} 件逾期`
  return taskReminders({
    title: mine && late > 0 ? `${title}，${late} 件已逾期` : title,
    late: late > 0,
    rows: tasks.slice(0, rowsShown).map((task) => ({
      id: task.id,
      title: fitChars(task.title, 60),
      detail: [
        `${labelOf(context, task)}${isLate(context, task) ? '（已逾期）' : ''}`,
        mine ? task.account?.name : task.assignee.name,
      ]
        .filter(Boolean)
        .join(' · '),
    })),
    left: Math.max(0, tasks.length - rowsShown),
    mine,
  })
}

const rowsShown = 5
const isTimed = (context: PushContext, task: DueTask): boolean => !task.dueAllDay && !isLate(context, task)
const isLate = (context: PushContext, { dueAt }: DueTask): boolean => (dueAt as Date) < startOf(context)
const labelOf = (context: PushContext, { dueAt, dueAllDay }: DueTask): string =>
  momentLabel({ at: dueAt as Date, allDay: dueAllDay }, context)
