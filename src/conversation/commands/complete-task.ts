import { z } from 'zod'
import { postponeCard } from '../../../cards/task.ts'
import { momentOf } from '../../crm/moment.ts'
import { completeTask, declineTask, postponeTask } from '../../crm/tasks/change-task.ts'
import { viewTask } from '../../crm/tasks/view-task.ts'
import type { Task } from '../../db/types.ts'
import { Ask } from '../ask.ts'
import { showChanged } from '../changed.ts'
import type { Command } from '../command.ts'
import { nextDays } from '../days.ts'
import { givenTaps } from '../given-taps.ts'
import { show, showEverywhere, type Turn, tell } from '../turn.ts'
import { typedWhen } from '../typed.ts'
import { taskCardOf } from '../views/task.ts'
import { theTask } from '../wanted-task.ts'
import { momentLabel } from '../when.ts'

/** 完成 3；验收单收回来了 */
export const finishTask: Command = {
  intent: 'complete_task',
  run: async (turn, known) => finish(turn, await theTask(turn, known)),
  taps: {
    ...givenTaps,
    'task.complete': (turn, { args }) => finish(turn, taskIn(args)),
    async 'task.show'(turn, { args }) {
      const id = taskIn(args)
      show(turn, await taskCardOf(turn, id), subjectOf(id))
    },
    async 'task.reschedule'(turn, { args }) {
      const { id, title, due } = await viewTask(turn.tx, turn, taskIn(args))
      const days = nextDays(turn)
      show(turn, postponeCard({ id, title, due: due && momentLabel(due, turn), days }), subjectOf(id))
    },
    async 'task.postpone'(turn, { args, values, known }) {
      const picked = typeof values.day === 'string' ? values.day : undefined
      const when = args.day ?? picked ?? typedWhen(known?.dueAt, turn)
      if (!when) throw whichDay(taskIn(args), '没看懂是哪天。改到哪天？比如「周五」「6月20日」。')
      await postpone(turn, taskIn(args), when)
    },
    async 'task.ask-day'(_turn, { args }) {
      throw whichDay(taskIn(args), '改到哪天？比如「周五」「6月20日」「明天下午3点」。')
    },
    async 'task.decline'(turn, { args, known }) {
      if (!known?.reason) throw whyNot(taskIn(args))
      await decline(turn, taskIn(args), known.reason)
    },
  },
}

const taskIn = (args: Record<string, string>): string => z.object({ task: z.uuid() }).parse(args).task
const subjectOf = (id: string) => `task:${id}`

async function finish(turn: Turn, id: string): Promise<void> {
  const task = await completeTask(turn.tx, turn, id)
  showChanged(turn, subjectOf(id), await taskCardOf(turn, id, { undo: turn.inbound.id }))
  await tellOthers(turn, task, `${turn.member.name} 完成了任务`)
}

async function postpone(turn: Turn, id: string, when: string): Promise<void> {
  const task = await postponeTask(turn.tx, turn, id, momentOf(when, turn.zone))
  if (!task) return show(turn, await taskCardOf(turn, id), subjectOf(id))
  const due = momentLabel({ at: task.dueAt as Date, allDay: task.dueAllDay }, turn)
  const card = await taskCardOf(turn, id, { heading: '已改期', notice: `改到 ${due}`, undo: turn.inbound.id })
  showChanged(turn, subjectOf(id), card)
  await tellOthers(turn, task, `${turn.member.name} 改期了`, `改到 ${due}`)
}

async function decline(turn: Turn, id: string, reason: string): Promise<void> {
  const task = await declineTask(turn.tx, turn, id, reason)
  const notice = `推辞原因：${reason}`
  const card = await taskCardOf(turn, id, { heading: '已推辞', notice, undo: turn.inbound.id })
  showChanged(turn, subjectOf(id), card)
  await tellOthers(turn, task, `${turn.member.name} 推辞了任务`, `${notice}。可以改派别人，或者找对方聊聊。`)
}

/** Who gave the task and who has it both hear what the other one did. */
async function tellOthers(turn: Turn, task: Task, heading: string, notice?: string): Promise<void> {
  const others = new Set([task.creatorId, task.assigneeId])
  others.delete(turn.member.id)
  const card = await taskCardOf(turn, task.id, { heading, ...(notice ? { notice } : {}) })
  for (const memberId of others) if (memberId) tell(turn, memberId, card, subjectOf(task.id))
}

const whichDay = (task: string, text: string) =>
  new Ask({
    intent: 'complete_task',
    known: {},
    about: 'dueAt',
    text,
    answers: { act: 'task.postpone', args: { task } },
  })

const whyNot = (task: string) =>
  new Ask({
    intent: 'complete_task',
    known: {},
    about: 'reason',
    text: '为什么做不了？说一句，好让对方安排。',
    options: ['这周排满了', '不归我负责', '缺资料'],
    answers: { act: 'task.decline', args: { task } },
  })

/** For lists: ticks a row off without leaving the list. */
export async function finishQuietly(turn: Turn, id: string): Promise<Task> {
  const task = await completeTask(turn.tx, turn, id)
  showEverywhere(turn, subjectOf(id), await taskCardOf(turn, id))
  await tellOthers(turn, task, `${turn.member.name} 完成了任务`)
  return task
}
