import { z } from 'zod'
import { fitChars } from '../../characters.ts'
import type { Moment } from '../../crm/moment.ts'
import { momentOf } from '../../crm/moment.ts'
import { reaches } from '../../crm/organisation/reach.ts'
import { type Assignment, assignable } from '../../crm/tasks/assignable.ts'
import { createTask } from '../../crm/tasks/create-task.ts'
import { isOverdue } from '../../crm/tasks/view-task.ts'
import { Ask } from '../ask.ts'
import type { Command } from '../command.ts'
import { taskDays } from '../days.ts'
import { say, type Turn, tell } from '../turn.ts'
import { typedWhen, withoutWhen } from '../typed.ts'
import type { Arguments } from '../understand/understanding.ts'
import { accountRef } from '../views/account.ts'
import { taskCardOf } from '../views/task.ts'

/** 提醒我周五给张总回电；给小王派任务：下周三前把验收单收回来 */
export const newTask: Command = {
  intent: 'create_task',
  async run(turn, known) {
    const title = titleOf(turn, known)
    const { kind, assignee } = await assignmentOf(turn, known)
    const task = await createTask(turn.tx, turn, {
      title,
      assigneeId: assignee.id,
      due: dueOf(turn, known),
      accountId: accountWithin(turn, known),
    })
    const subject = `task:${task.id}`
    const { heading, notice } = receipts[kind](assignee.name)
    say(turn, await taskCardOf(turn, task.id, { heading, notice, undo: turn.inbound.id }), subject)
    if (kind === 'own') return
    const told = { heading: `${turn.member.name} 给你派了任务`, notice: words[kind] }
    tell(turn, assignee.id, await taskCardOf(turn, task.id, told), subject)
  },
  taps: {
    async 'task.new'(turn, { args }) {
      const account = await accountRef(turn, z.object({ account: z.uuid() }).parse(args).account)
      throw new Ask({
        intent: 'create_task',
        known: { account: { text: account.name, record: account } },
        about: 'title',
        text: `${account.name}：什么时候、做什么？比如「周五 送样」。`,
      })
    },
  },
}

const receipts: Record<Assignment['kind'], (name: string) => { heading: string; notice?: string }> = {
  own: () => ({ heading: '记下了，到点提醒你' }),
  order: (name) => ({ heading: '任务已派出', notice: `已经告诉 ${name}，完成时告诉你。` }),
  request: (name) => ({
    heading: '请求已发出',
    notice: `已经告诉 ${name}。对方是同事，可以说明理由推辞；有结果就告诉你。`,
  }),
}
const words = { order: '做不了就点「推辞」，说一句原因。', request: '这是同事的请求，不方便可以推辞。' }

/** An answer may hold the day as well: 周五 送样. */
function titleOf(turn: Turn, known: Arguments): string {
  const said = known.title?.trim()
  const title = said && (known.dueAt ? said : withoutWhen(said, turn) || said)
  if (title) return fitChars(title, 200)
  throw new Ask({ intent: 'create_task', known, about: 'title', text: '要做什么事？一句话就行。' })
}

async function assignmentOf(turn: Turn, known: Arguments): Promise<Assignment> {
  const { assignee } = known
  if (!assignee) return assignable(turn.tx, turn, turn.member.id)
  if (assignee.record?.kind === 'member') return assignable(turn.tx, turn, assignee.record.id)
  const candidates = (assignee.candidates ?? []).filter(({ kind }) => kind === 'member')
  throw new Ask({
    intent: 'create_task',
    known,
    about: 'assignee',
    text:
      candidates.length > 0
        ? `「${assignee.text}」是哪一位？`
        : `没找到叫「${assignee.text}」的同事，派给谁？`,
    ...(candidates.length > 0 ? { candidates } : {}),
  })
}

/** A task shows on its account's card: it goes with one within reach. The title names any other all the same. */
function accountWithin({ context, member }: Turn, { account }: Arguments): string | undefined {
  const record = account?.record
  if (record?.kind !== 'account') return undefined
  const ownerId = context.names.get('account', record.id)?.ownerId ?? null
  return reaches(member.reach, ownerId) ? record.id : undefined
}

/** Without a time nothing can remind: one question, with a way to leave it open. */
function dueOf(turn: Turn, known: Arguments): Moment | undefined {
  if (known.dueAt === anyTime) return undefined
  const when = typedWhen(known.dueAt ?? known.title, turn)
  const due = when ? momentOf(when, turn.zone) : undefined
  if (due && !isOverdue(due, turn.now)) return due
  throw new Ask({
    intent: 'create_task',
    known,
    about: 'dueAt',
    text: due ? '这个时间已经过了，改到什么时候？' : '什么时候做？',
    options: [...taskDays(turn), anyTime],
  })
}

const anyTime = '不定时间'
