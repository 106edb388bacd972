import { DateTime } from 'luxon'
import { taskCard } from '../../../cards/task.ts'
import { taskReminders } from '../../../cards/task-reminders.ts'
import { businessDay, dayStart, local } from '../../clock.ts'
import { momentLabel } from '../../conversation/when.ts'
import { isWorkday } from '../../crm/workdays.ts'
import type { Db, Prisma, Tx } from '../../db/types.ts'
import type { When } from '../slots.ts'
import { briefedAmong, carriedByBrief } from './carried-by-brief.ts'
import { inBatches, type Push, type PushContext } from './push.ts'

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
  const { db, now, zone } = context
  const due = await read(db, dueNow(context))
  const late = isOverdueTime(context) ? await read(db, { dueAt: { lt: startOf(context) } }) : []
  const tasks = [...late, ...due]
  const carried = isMorning(context) && (await carriedByBrief(context))
  const involved = tasks.flatMap(({ assigneeId, creatorId }) => [assigneeId, creatorId ?? []].flat())
  const briefed = carried ? await briefedAmong(db, new Set(involved)) : new Set<string>()
  await inBatches(db, [...grouped(tasks, ({ assigneeId }) => assigneeId)], async (tx, [memberId, all]) => {
    // A brief says what the day holds and what is late; only a moment that was set still rings.
    const mine = briefed.has(memberId) ? all.filter((task) => isTimed(context, task)) : all
    if (mine.length === 0) return
    const chosen = mine.every(({ creatorId, dueAllDay }) => creatorId === memberId && !dueAllDay)
    const evenAtNight = chosen && mine.every((task) => !isLate(context, task))
    const urgent = mine.some((task) => isTimed(context, task))
    await send(context, tx, memberId, mine, { mine: true, evenAtNight, urgent })
  })
  const given = late.filter(
    ({ creatorId, assigneeId }) => creatorId && creatorId !== assigneeId && !briefed.has(creatorId),
  )
  await inBatches(db, [...grouped(given, ({ creatorId }) => creatorId as string)], (tx, [memberId, theirs]) =>
    send(context, tx, memberId, theirs, { mine: false, evenAtNight: false, urgent: false }),
  )

  function dueNow({ byHand }: PushContext): Prisma.TaskWhereInput {
    const start = startOf(context)
    const timed = { dueAllDay: false, dueAt: byHand ? { gte: start, lte: now } : now }
    const end = DateTime.fromJSDate(start, { zone }).plus({ days: 1 }).toJSDate()
    const ofToday = { dueAllDay: true, dueAt: { gte: start, lt: end } }
    return { OR: isMorning(context) ? [timed, ofToday] : [timed] }
  }
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

async function send(
  context: PushContext,
  tx: Tx,
  memberId: string,
  tasks: DueTask[],
  { mine, evenAtNight, urgent }: { mine: boolean; evenAtNight: boolean; urgent: boolean },
): Promise<void> {
  const [only] = tasks
  const card = tasks.length === 1 && only ? oneTask(context, only, mine) : severalTasks(context, tasks, mine)
  await context.toMember(
    tx,
    memberId,
    { card },
    {
      evenAtNight,
      urgent,
      part: mine ? 'mine' : 'given',
      ...(tasks.length === 1 ? { subject: `task:${only?.id}` } : {}),
    },
  )
}

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
      title: task.title.slice(0, 60),
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

function grouped(tasks: DueTask[], of: (task: DueTask) => string): Map<string, DueTask[]> {
  const groups = new Map<string, DueTask[]>()
  for (const task of tasks) groups.set(of(task), [...(groups.get(of(task)) ?? []), task])
  return groups
}
