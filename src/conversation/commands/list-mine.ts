import { z } from 'zod'
import { recordsCard } from '../../../cards/records.ts'
import type { Card } from '../../chat/card.ts'
import type { Whose } from '../../crm/accounts/portfolio.ts'
import type { Command } from '../command.ts'
import { say, show, type Turn, toast } from '../turn.ts'
import type { Listing } from '../understand/understanding.ts'
import { lists, pageOf, perPage } from '../views/records.ts'
import { finishQuietly } from './complete-task.ts'

/** 我的客户；我的任务 */
export const listMine: Command = {
  intent: 'list_mine',
  async run(turn, known) {
    const what = known.what ?? 'accounts'
    say(turn, await listCard(turn, { what, whose: usualWhose(turn, what), from: 0 }))
  },
  taps: {
    async 'list.page'(turn, { args }) {
      show(turn, await listCard(turn, page.parse(args)))
    },
    /** Ticks a row off and keeps the list. */
    async 'list.done'(turn, { args }) {
      const { task } = z.object({ task: z.uuid() }).parse(args)
      const { title } = await finishQuietly(turn, task)
      show(turn, await listCard(turn, page.parse(args)))
      toast(turn, 'success', `已完成：${title.slice(0, 30)}。点错了就发「撤销」。`)
    },
  },
}

const page = z.object({
  what: z.enum(['accounts', 'leads', 'opportunities', 'tasks', 'receivables']),
  whose: z.enum(['mine', 'team']),
  from: z.coerce.number().int().min(0).max(10_000),
})

/** One page; what it shows is what numbers mean from now on. */
async function listCard(turn: Turn, asked: { what: Listing; whose: Whose; from: number }): Promise<Card> {
  const { rows, refs, total } = await pageOf(turn, asked)
  const { titles, empty, note } = lists[asked.what]
  turn.memory.lastList = refs
  return recordsCard({
    title: titles[asked.whose],
    ...asked,
    perPage,
    total,
    rows,
    empty,
    ...(note && rows.length > 0 ? { note } : {}),
    leads: hasTeam(turn),
  })
}

/** Who leads others sees the team's, except for tasks: one's own come first. */
const usualWhose = (turn: Turn, what: Listing): Whose => (hasTeam(turn) && what !== 'tasks' ? 'team' : 'mine')

const hasTeam = ({ member }: Turn): boolean => member.reach === 'all' || member.reach.memberIds.length > 1
