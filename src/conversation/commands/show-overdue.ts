import { z } from 'zod'
import { membersWithin } from '../../crm/organisation/within.ts'
import { listOverdue } from '../../crm/receivables/list-overdue.ts'
import { viewReceivable } from '../../crm/receivables/view-receivable.ts'
import type { Command } from '../command.ts'
import { type Scope, scopeKey, scopeLabel, scopeOf, theScope } from '../scope.ts'
import { say, show, type Turn } from '../turn.ts'
import { oneReceivable, overdueCard, rowsShown } from '../views/overdue.ts'
import { writeOffTaps } from './write-off.ts'

/** 逾期, 华东区逾期, 我的逾期 */
export const showOverdue: Command = {
  intent: 'show_overdue',
  async run(turn, known) {
    const scope = await theScope(turn, 'show_overdue', known)
    await page(turn, scope ?? (turn.member.role === 'rep' ? { kind: 'me' } : { kind: 'all' }), 0)
  },
  taps: {
    ...writeOffTaps,
    async 'overdue.show'(turn, { args }) {
      const { scope, offset } = place.parse(args)
      await page(turn, await scopeOf(turn, scope), offset)
    },
    async 'receivable.show'(turn, { args }) {
      const { receivable } = z.object({ receivable: z.uuid() }).parse(args)
      const row = await viewReceivable(turn.tx, turn, receivable)
      turn.memory.account = { id: row.accountId, at: turn.now }
      const { stopSupplyFromDays } = turn.rules.overdue
      const card = oneReceivable(turn, row, stopSupplyFromDays, turn.member.role === 'finance')
      say(turn, card, `receivable:${receivable}`)
    },
  },
}

const place = z.object({ scope: z.string(), offset: z.coerce.number().int().min(0).max(100_000).default(0) })

async function page(turn: Turn, scope: Scope, offset: number): Promise<void> {
  const { tx, now, zone, member } = turn
  const memberIds = await meant(turn, scope)
  const overdue = await listOverdue(tx, {
    now,
    zone,
    reach: member.reach,
    memberIds,
    offset,
    limit: rowsShown,
  })
  turn.memory.lastList = overdue.rows.map((row) => ({
    kind: 'account',
    id: row.accountId,
    name: row.accountName,
  }))
  const whose =
    scope.kind === 'me' ? '我的' : scope.kind === 'all' && member.reach !== 'all' ? '团队' : scopeLabel(scope)
  show(
    turn,
    overdueCard(turn, overdue, { title: `逾期应收 · ${whose}`, offset, args: { scope: scopeKey(scope) } }),
  )
}

/** Narrower than the reach; `undefined` for all of it. */
async function meant(turn: Turn, scope: Scope): Promise<string[] | undefined> {
  if (scope.kind === 'all') return undefined
  if (scope.kind === 'me') return [turn.member.id]
  return membersWithin(turn.tx, scope.department.path)
}
