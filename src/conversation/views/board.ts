import { leaderboard } from '../../../cards/leaderboard.ts'
import type { Card } from '../../chat/card.ts'
import { type Ranked, sum } from '../../crm/leaderboard/board.ts'
import { type Metric, metrics } from '../../crm/leaderboard/figures.ts'
import type { Period } from '../understand/understanding.ts'
import { changeOf, chartOf, climbedOf, figure, metricLabels, periodLabels } from './figures.ts'

/** A board as a card. `meId` is the reader's row: their own, or that of their department. */
export function boardCard(board: Board): Card {
  const { period, metric, rows, by, scope } = board
  const title = `${periodLabels[period]}${metricLabels[metric]}榜`
  const args = { period, metric, by, scope: scope.key }
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
    mine: mineOf(board),
    switches: {
      args,
      metric,
      metrics: metrics.map((value) => ({ value, label: metricLabels[value] })),
      periods: periods
        .filter((value) => value !== period)
        .map((value) => ({ value, label: periodLabels[value] })),
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
  meId: string | null
  /** The reader may see what is behind some of the figures. */
  provable: boolean
}

const rowsShown = 6
const periods: Period[] = ['day', 'week', 'month', 'quarter', 'year']

function summaryOf({ period, metric, rows }: Board): string {
  if (rows.length === 0) return '还没有人上榜。'
  const change = sum(rows.map((row) => row.change))
  return `合计 ${figure(metric, sum(rows.map(({ value }) => value)))}，比${comparedWith[period]}${changeOf(metric, change)}`
}

const comparedWith: Record<Period, string> = {
  day: '上一个工作日',
  week: '上周同期',
  month: '上月同期',
  quarter: '上季同期',
  year: '去年同期',
}

function mineOf({ metric, rows, meId, by }: Board): string | null {
  const mine = rows.find(({ id }) => id === meId)
  if (!mine) return null
  const who = by === 'people' ? '你' : '你的部门'
  if (!mine.gap) return `${who}排第 ${mine.rank}，守住！`
  return `${who}排第 ${mine.rank}，离上一名差 ${figure(metric, mine.gap)}。`
}
