import { z } from 'zod'
import { actDay } from '../../crm/by.ts'
import { type Metric, metrics } from '../../crm/leaderboard/figures.ts'
import {
  departmentsBoard,
  type Field,
  isEarlier,
  personsBoard,
  readField,
  topLevel,
} from '../../crm/leaderboard/read-board.ts'
import { ownDepartment } from '../../crm/organisation/within.ts'
import type { Command } from '../command.ts'
import { type Scope, scopeKey, scopeLabel, scopeOf, theScope } from '../scope.ts'
import { sayOpenly, show, type Turn } from '../turn.ts'
import { type Board, boardCard } from '../views/board.ts'
import { pastLabel } from '../views/figures.ts'
import { showProof } from './show-proof.ts'

/** 本月排行榜, 今日回款榜, 华东区拜访排名, 上个月业绩 */
export const showLeaderboard: Command = {
  intent: 'show_leaderboard',
  async run(turn, known) {
    const scope = await theScope(turn, 'show_leaderboard', known)
    const { period = 'month', metric = 'amount', until = null } = known
    const asked = { period, metric, until }
    // Where somebody stands is seen beside the others.
    const among = !scope || scope.kind === 'me' ? ({ kind: 'all' } as const) : scope
    sayOpenly(turn, boardCard(await read(turn, among, { ...asked, by: known.by ?? 'people' })))
  },
  taps: {
    async 'board.show'(turn, { args, values }) {
      const { scope, ...asked } = switched.parse({ ...args, ...values })
      show(turn, boardCard(await read(turn, await scopeOf(turn, scope), asked)))
    },
    /** From the evening's board, which stays as it is. */
    async 'board.open'(turn, { args }) {
      const { scope, ...asked } = switched.parse(args)
      sayOpenly(turn, boardCard(await read(turn, await scopeOf(turn, scope), asked)))
    },
    'board.proof': showProof,
  },
}

const switched = z.object({
  scope: z.string().default('all'),
  period: z.enum(['day', 'week', 'month', 'quarter', 'year']).default('day'),
  metric: z.enum(metrics).default('amount'),
  by: z.enum(['people', 'departments']).default('people'),
  until: z.iso.date().nullable().default(null),
})

type Asked = Pick<Board, 'period' | 'by' | 'until'> & { metric: Metric }

async function read(turn: Turn, scope: Scope, asked: Asked): Promise<Board> {
  const { tx, member } = turn
  const today = actDay(turn)
  const field = await readField(tx, asked.period, asked.until ?? today)
  const isInstead = isEarlier(field)
  const rows =
    asked.by === 'people'
      ? personsBoard(field, scope.kind === 'department' ? scope.department.path : '', asked.metric)
      : departmentsBoard(field, parentOf(field, scope), asked.metric)
  const { reach } = member
  return {
    ...asked,
    scope: { key: scopeKey(scope), label: scopeLabel(scope) },
    rows,
    over: asked.until || isInstead ? pastLabel(asked.period, field.today, today) : null,
    before: asked.until ? pastLabel(asked.period, field.spans.before.to, today) : null,
    isInstead,
    meId: asked.by === 'people' ? member.id : await myRow(turn, field, rows),
    provable: rows.some(({ id }) => reach === 'all' || reach.memberIds.includes(id)),
  }
}

/** A department without any below it is shown among its neighbours. */
function parentOf(field: Field, scope: Scope): string | null {
  if (scope.kind !== 'department') return topLevel(field)
  const { id, parentId } = scope.department
  return field.departments.some((department) => department.parentId === id) ? id : parentId
}

/** The department of the board that the reader belongs to. */
async function myRow(turn: Turn, field: Field, rows: { id: string }[]): Promise<string | null> {
  const own = await ownDepartment(turn.tx, turn.member.id)
  const mine = rows.find(({ id }) =>
    own?.path.startsWith(field.departments.find((department) => department.id === id)?.path ?? '-'),
  )
  return mine?.id ?? null
}
