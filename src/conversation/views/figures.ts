import { DateTime } from 'luxon'
import type { Chart } from '../../chat/card.ts'
import type { Ranked } from '../../crm/leaderboard/board.ts'
import type { Metric } from '../../crm/leaderboard/figures.ts'
import type { Prisma } from '../../db/types.ts'
import { aboutYuan } from '../money.ts'
import type { Period } from '../understand/understanding.ts'
import { dateWithWeekday, monthAndDay } from '../when.ts'

export const metricLabels: Record<Metric, string> = {
  amount: '签单',
  payments: '回款',
  new_accounts: '新客户',
  visits: '跟进',
  leads: '线索',
}

export const periodLabels: Record<Period, string> = {
  day: '今日',
  week: '本周',
  month: '本月',
  quarter: '本季',
  year: '本年',
}

/** The running period, or the one that is over and has this last day. */
export const periodLabel = (period: Period, until: string | undefined, today: string): string =>
  until ? pastLabel(period, until, today) : periodLabels[period]

/** A period that is over, by its last day: `6月9日 周二`, `6月1日至7日`, `5月`, `2025年二季度`. `today`: `YYYY-MM-DD`, too. */
export function pastLabel(period: Period, until: string, today: string): string {
  const day = DateTime.fromISO(until, { zone: 'utc' })
  const year = until.slice(0, 4) === today.slice(0, 4) && period !== 'year' ? '' : `${day.year}年`
  if (period === 'day') return `${year}${dateWithWeekday(day.toJSDate(), 'utc')}`
  if (period === 'week') return `${year}${weekOf(day)}`
  if (period === 'month') return `${year}${day.month}月`
  return period === 'quarter' ? `${year}${'一二三四'[day.quarter - 1]}季度` : year
}

function weekOf(last: DateTime): string {
  const first = last.startOf('week')
  return `${monthAndDay(first)}至${first.month === last.month ? `${last.day}日` : monthAndDay(last)}`
}

const units = { new_accounts: '家', visits: '次', leads: '条' }

/** A figure of the board as people say it: `3万元`, `12次`. */
export const figure = (metric: Metric, value: Prisma.Decimal): string =>
  metric === 'amount' || metric === 'payments' ? aboutYuan(value) : `${value}${units[metric]}`

/** `+3万元`, `-2次`, `持平`. */
export function changeOf(metric: Metric, change: Prisma.Decimal): string {
  if (change.isZero()) return '持平'
  return `${change.gt(0) ? '+' : '-'}${figure(metric, change.abs())}`
}

/** `↑2`, `↓1`, `名次没变`; who had no rank before is new. */
export function climbedOf({ climbed, value }: Ranked): string {
  if (climbed === null) return value.gt(0) ? '新上榜' : ''
  if (climbed === 0) return '名次没变'
  return climbed > 0 ? `↑${climbed}` : `↓${-climbed}`
}

/** `还没开张：韩梅、赵敏`; the first of many by name. `open`: the period still runs. */
export function idleLine(names: string[], unit: string, open: boolean): string {
  const shown = names.slice(0, namesShown).join('、')
  const many = names.length > namesShown ? ` 等 ${names.length} ${unit}` : ''
  return `${open ? '还没开张' : '没有记录'}：${shown}${many}`
}

const namesShown = 6

/** The first of a board as bars; money from ten thousand on is written in units of it. */
export function chartOf(title: string, metric: Metric, rows: Ranked[], most = 8): Chart {
  const shown = rows.filter(({ value }) => value.gt(0)).slice(0, most)
  const isMoney = metric === 'amount' || metric === 'payments'
  const inTenThousands = isMoney && shown.some(({ value }) => value.gte(10_000))
  const unit = isMoney ? (inTenThousands ? '万元' : '元') : units[metric]
  return {
    kind: 'bar',
    title,
    unit,
    bars: shown.map(({ name, value }) => ({
      label: name,
      value: (inTenThousands ? value.div(10_000).toDecimalPlaces(2) : value).toNumber(),
    })),
  }
}
