import { z } from 'zod'
import { type RecordsView, recordsCard } from '../../../cards/records.ts'
import { fitChars } from '../../characters.ts'
import type { Card } from '../../chat/card.ts'
import { mayHold } from '../../crm/pool/claim.ts'
import { Refusal } from '../../errors.ts'
import type { Command } from '../command.ts'
import { say, show, type Turn, toast } from '../turn.ts'
import type { Listing } from '../understand/understanding.ts'
import { lists, pageOf, perPage } from '../views/records.ts'
import { whoseKey, whoseOf } from '../whose.ts'
import { finishQuietly } from './complete-task.ts'

/** 我的客户；我的任务 */
export const listMine: Command = {
  intent: 'list_mine',
  async run(turn, known) {
    const what = known.what ?? 'accounts'
    say(turn, await listCard(turn, { what, whose: await usualWhose(turn, what), from: 0 }))
  },
  taps: {
    async 'list.page'(turn, { args }) {
      show(turn, await listCard(turn, page.parse(args)))
    },
    /** The answer to which of several colleagues. */
    async 'list.of'(turn, { args, known }) {
      const member = known?.assignee?.record
      if (!member) throw new Refusal('question-over', '这个问题已经过期了，请重新说一遍。')
      const { what } = page.pick({ what: true }).parse(args)
      say(turn, await listCard(turn, { what, whose: `member:${member.id}`, from: 0 }))
    },
    /** Ticks a row off and keeps the list. */
    async 'list.done'(turn, { args }) {
      const { task } = z.object({ task: z.uuid() }).parse(args)
      const { title } = await finishQuietly(turn, task)
      show(turn, await listCard(turn, page.parse(args)))
      toast(turn, 'success', `已完成：${fitChars(title, 30)}。点错了就发「撤销」。`)
    },
  },
}

const page = z.object({
  what: z.enum(['accounts', 'leads', 'opportunities', 'tasks', 'receivables']),
  whose: whoseKey,
  from: z.coerce.number().int().min(0).max(10_000),
})

/** One page; what it shows is what numbers mean from now on. */
export async function listCard(turn: Turn, asked: Asked): Promise<Card> {
  const { what, whose: key } = asked
  const { whose, label } = await whoseOf(turn, key)
  const { rows, refs, total } = await pageOf(turn, { ...asked, whose, key })
  const { noun, empty, note } = lists[what]
  turn.memory.lastList = refs
  return recordsCard({
    title: `${label}${noun}`,
    ...asked,
    perPage,
    total,
    rows,
    empty: key === 'mine' ? empty : { text: `${label}${noun}现在是空的。`, buttons: [] },
    ...(note && rows.length > 0 ? { note } : {}),
    other: otherList(turn, asked),
  })
}

type Asked = { what: Listing; whose: string; from: number }

/**
 * One's own, and everybody's for those who own nothing themselves. A manager without a customer of their own means
 * the team's.
 */
async function usualWhose(turn: Turn, what: Listing): Promise<string> {
  if (!hasTeam(turn) || what === 'tasks') return 'mine'
  if (!mayHold(turn.member.role)) return 'team'
  const { total } = await pageOf(turn, { what, whose: 'mine', key: 'mine', from: 0 })
  return total > 0 ? 'mine' : 'team'
}

/** The list to go over to. */
function otherList(turn: Turn, { what, whose }: Asked): RecordsView['other'] {
  if (!hasTeam(turn)) return undefined
  if (whose !== 'team') return { label: turn.member.reach === 'all' ? '看全公司' : '看团队', whose: 'team' }
  return mayHold(turn.member.role) || what === 'tasks' ? { label: '只看我的', whose: 'mine' } : undefined
}

const hasTeam = ({ member }: Turn): boolean => member.reach === 'all' || member.reach.memberIds.length > 1
