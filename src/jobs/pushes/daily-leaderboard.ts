import { dailyBoard } from '../../../cards/daily-board.ts'
import type { Card } from '../../chat/card.ts'
import { businessDay, dayStart } from '../../clock.ts'
import {
  changeOf,
  chartOf,
  climbedOf,
  figure,
  idleLine,
  metricLabels,
} from '../../conversation/views/figures.ts'
import { dateWithWeekday } from '../../conversation/when.ts'
import type { Metric } from '../../crm/leaderboard/figures.ts'
import { spansOf } from '../../crm/leaderboard/periods.ts'
import {
  departmentsBoard,
  type Field,
  type FieldDepartment,
  isEarlier,
  type PersonRanked,
  personsBoard,
  readField,
  totals,
} from '../../crm/leaderboard/read-board.ts'
import { dateOf } from '../../crm/moment.ts'
import { daysBetween } from '../../crm/receivables/list-overdue.ts'
import type { Channel, Tx } from '../../db/types.ts'
import { inBatches } from '../batches.ts'
import type { Push, PushContext } from './push.ts'

/** The evening's board of each department in which somebody sells: to its groups and to who leads it. */
export const dailyLeaderboard: Push = {
  name: 'daily-leaderboard',
  async run(context) {
    const { db, now, zone } = context
    const field = await readField(db, 'day', businessDay(now, zone))
    const channels = await db.channel.findMany({
      where: { status: 'active', OR: [{ topics: { has: 'leaderboard' } }, { topics: { isEmpty: true } }] },
    })
    const selling = field.departments.filter(({ path }) => totals(field, path).people > 0)
    const post = async (tx: Tx, department: FieldDepartment) => {
      const card = boardOf(context, field, department)
      for (const channel of channelsOf(channels, department)) await context.toChannel(tx, channel, { card })
      // Who leads several departments gets one board for each.
      if (department.leaderId)
        await context.toMember(tx, department.leaderId, { card }, { part: department.id })
    }
    await inBatches(db, selling, post, ({ id }, error) => context.notTold({ department: id }, error))
  },
}

const channelsOf = (channels: Channel[], { id }: FieldDepartment): Channel[] =>
  channels.filter(({ departmentId }) => departmentId === id)

function boardOf(context: PushContext, field: Field, department: FieldDepartment): Card {
  const { now, before } = totals(field, department.path)
  // The first figure that anybody has today ranks them: a day without a signature is not a day without work.
  const metric = figures.find((one) => now[one].gt(0)) ?? 'amount'
  // Who has nothing to show today is not paraded.
  const rows = personsBoard(field, department.path, metric).filter(worked)
  const idle = personsBoard(field, department.path, metric).filter((row) => !worked(row))
  return dailyBoard({
    departmentId: department.id,
    department: department.name,
    day: dateWithWeekday(dayStart(field.today, context.zone), context.zone),
    earlier: isEarlier(field),
    totals: figures.map((one) => ({
      label: metricLabels[one],
      value: figure(one, now[one]),
      change: `${compared(field)}${changeOf(one, now[one].sub(before[one]))}`,
    })),
    place: placeOf(field, department, metric),
    chart: chartOf(`${isEarlier(field) ? '' : '今日'}${metricLabels[metric]}`, metric, rows),
    rows: rows.slice(0, rowsShown).map((row) => ({
      rank: row.value.gt(0) ? row.rank : null,
      name: row.name,
      climbed: climbedOf(row),
      detail: detailOf(field, row, metric),
    })),
    left: Math.max(0, rows.length - rowsShown),
    idle:
      rows.length > 0 && idle.length > 0
        ? idleLine(
            idle.map(({ name }) => name),
            '人',
            !isEarlier(field),
          )
        : null,
  })
}

const worked = (row: PersonRanked): boolean => figures.some((one) => row.now[one].gt(0))

const figures = ['amount', 'payments', 'new_accounts', 'visits'] as const
const rowsShown = 8

function detailOf(field: Field, row: PersonRanked, metric: Metric): string {
  const own = figures
    .filter((one) => !row.now[one].isZero())
    .map((one) => `${metricLabels[one]} ${figure(one, row.now[one])}`)
  if (!row.value.gt(0)) return own.join(' · ')
  const gap = row.gap ? `差上一名 ${figure(metric, row.gap)}` : null
  const change = `${compared(field)}${changeOf(metric, row.change)}`
  return [...own, change, gap].filter(Boolean).join(' · ')
}

/** What today is compared with: on Mondays and after holidays that is not yesterday. */
function compared({ today }: Field): string {
  const { before } = spansOf('day', today)
  return daysBetween(dateOf(before.to), today) === 1 ? '较昨日' : '较上个工作日'
}

/** The department among its neighbours; `null` where it has none. */
function placeOf(field: Field, department: FieldDepartment, metric: Metric): string | null {
  const neighbours = departmentsBoard(field, department.parentId, metric)
  const own = neighbours.find(({ id }) => id === department.id)
  if (!own || own.value.isZero() || neighbours.length < 2) return null
  const gap = own.gap ? `，差上一名 ${figure(metric, own.gap)}` : ''
  return `${metricLabels[metric]}第 ${own.rank}（共 ${neighbours.length} 个）${climbedOf(own)}${gap}`
}
