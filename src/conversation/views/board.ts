import { leaderboard } from '../../../cards/leaderboard.ts'
import type { Card } from '../../chat/card.ts'
import { type Ranked, sum } from '../../crm/leaderboard/board.ts'
import { type Metric, metrics } from '../../crm/leaderboard/figures.ts'
import type { Prisma } from '../../db/types.ts'
import type { Period } from '../understand/understanding.ts'
import { chartOf, climbedOf, figure, idleLine, metricLabels, periodLabels } from './figures.ts'

/** A board as a card. `meId` is the reader's row: their own, or that of their department. */
export function boardCard(board: Board): Card {
  const { period, metric, by, scope } = board
  // A board on which nobody has anything yet ranks nobody.
  const rows = board.rows.filter(({ value }) => value.gt(0))
  const title = `${board.over ?? periodLabels[period]}${board.over ? ' ' : ''}${metricLabels[metric]}榜`
  const running = { period, metric, by, scope: scope.key }
  const args = { ...running, ...(board.until && { until: board.until }) }
  return leaderboard({
    title,
    scope: scope.label,
    summary: summaryOf(board),
    chart: chartOf(title, metric, rows),
    rows: rows.slice(0, rowsShown).map((row) => ({
      rank: row.rank,
      name: row.name,
      detail: [figure(metric, row.value), climbedOf(row), row.gap && `差上一名 ${figure(metric, row.gap)}`]
        .filter(Boolean)
        .join(' · '),
    })),
    rest: restOf(board),
    mine: mineOf(board),
    switches: {
      args,
      metric,
      metrics: metrics.map((value) => ({ value, label: metricLabels[value] })),
      periods: periods
        .filter((value) => value !== period || board.until)
        .slice(0, periodsShown)
        .map((value) => ({ label: periodLabels[value], args: { ...running, period: value } })),
      other: by === 'people' ? { label: '部门榜', by: 'departments' } : { label: '个人榜', by: 'people' },
    },
    more: by === 'people' && board.provable ? args : null,
  })
}

export type Board = {
  period: Period
  metric: Metric
  by: 'people' | 'departments'
  scope: { key: string; label: string }
  rows: Ranked[]
  /** The last day of a period that is over, where such a one was asked for. */
  until: string | null
  /** What a period that is over is called: `6月5日 周五`, `5月`. */
  over: string | null
  /** What such a period is compared with: `4月`. */
  before: string | null
  /** Nobody has anything on the day that was asked for, so `over` is the last working day before it. */
  isInstead: boolean
  meId: string | null
  /** The reader may see what is behind some of the figures. */
  provable: boolean
}

const rowsShown = 6
/** With the figures' selection and the other two buttons that makes one card of WeCom. */
const periodsShown = 3
const periods: Period[] = ['day', 'week', 'month', 'quarter', 'year']

const hasBegun = ({ rows }: Board): boolean => rows.some(({ value }) => value.gt(0))

function summaryOf(board: Board): string {
  const { period, metric, rows, by } = board
  if (!hasBegun(board)) {
    const who = by === 'people' ? '人' : '部门'
    return board.over
      ? `${board.over}没有${who}上榜。`
      : `${periodLabels[period]}还没有${who}上榜，等你拿第一。`
  }
  const change = sum(rows.map((row) => row.change))
  const before = board.before ?? comparedWith[period]
  return `${insteadOf(board)}合计 ${figure(metric, sum(rows.map(({ value }) => value)))}，${compared(before, metric, change)}`
}

const insteadOf = ({ isInstead, until }: Board): string => {
  if (!isInstead) return ''
  return until ? '那天没人开张，先看之前一个工作日的。' : '今天还没人开张，先看上个工作日的。'
}

/** `比上月同期多 3万元`. */
function compared(before: string, metric: Metric, change: Prisma.Decimal): string {
  if (change.isZero()) return `和${before}持平`
  return `比${before}${change.gt(0) ? '多' : '少'} ${figure(metric, change.abs())}`
}

const comparedWith: Record<Period, string> = {
  day: '上一个工作日',
  week: '上周同期',
  month: '上月同期',
  quarter: '上季同期',
  year: '去年同期',
}

/** Who has nothing has no rank; they are named in one line. */
function restOf({ rows, by, ...board }: Board): string | null {
  const idle = rows.filter(({ value }) => !value.gt(0))
  if (idle.length === 0 || idle.length === rows.length) return null
  return idleLine(
    idle.map(({ name }) => name),
    by === 'people' ? '人' : '个部门',
    board.over === null,
  )
}

function mineOf(board: Board): string | null {
  const { metric, rows, meId, by } = board
  const mine = rows.find(({ id }) => id === meId)
  if (!mine || !hasBegun(board)) return null
  const who = by === 'people' ? '你' : '你的部门'
  if (!mine.value.gt(0)) return board.over ? null : `${who}还没开张，离上榜就差一笔。`
  const moved = mine.climbed ? `（${climbedOf(mine)}）` : ''
  if (!mine.gap) return `${who}排第 ${mine.rank}${moved}${board.over ? '。' : '，守住！'}`
  return `${who}排第 ${mine.rank}${moved}，离上一名差 ${figure(metric, mine.gap)}。`
}
