import { findOpenTasks } from '../crm/tasks/view-task.ts'
import { Refusal } from '../errors.ts'
import { Ask } from './ask.ts'
import type { Turn } from './turn.ts'
import type { Arguments, Ref } from './understand/understanding.ts'
import { fromList } from './wanted.ts'

/**
 * The open task that is meant: itself, by its place in the last list, by an account, or by words of its title.
 * Throws `Ask` with the open tasks where that is not clear, `Refusal` where there are none.
 */
export async function theTask(turn: Turn, known: Arguments): Promise<string> {
  const { target } = known
  const named = target && (fromList(turn, target) ?? target.record)
  if (named?.kind === 'task') return named.id
  const open = await findOpenTasks(turn.tx, turn)
  if (open.length === 0) throw new Refusal('no-open-task', '你没有待办任务，轻松一下。')
  const fitting = target ? await fittingTasks(turn, target.text, named ?? null, target.candidates) : []
  if (fitting.length === 1) return (fitting[0] as { id: string }).id
  const shown = fitting.length > 0 ? fitting : open
  throw new Ask({
    intent: 'complete_task',
    known,
    about: 'target',
    text:
      target && fitting.length === 0 ? `没找到「${target.text}」。是哪个任务完成了？` : '哪个任务完成了？',
    candidates: shown.slice(0, 6).map(({ id, title }) => ({ kind: 'task', id, name: title })),
  })
}

async function fittingTasks(turn: Turn, words: string, named: Ref | null, candidates: Ref[] = []) {
  const tasks = candidates.filter(({ kind }) => kind === 'task')
  if (tasks.length > 0) return tasks.map(({ id, name }) => ({ id, title: name }))
  if (named?.kind === 'account') return findOpenTasks(turn.tx, turn, { accountId: named.id })
  return findOpenTasks(turn.tx, turn, { words })
}
