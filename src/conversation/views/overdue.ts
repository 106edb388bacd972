import { overdueList } from '../../../cards/overdue-list.ts'
import { receivableCard } from '../../../cards/receivable.ts'
import type { Card } from '../../chat/card.ts'
import type { Age, OverdueList, OverdueRow } from '../../crm/receivables/list-overdue.ts'
import type { Prisma } from '../../db/types.ts'
import { yuan } from '../money.ts'
import { dayLabel, startOf } from '../when.ts'

type At = { now: Date; zone: string }

/** A page of what is overdue, for who asked or for finance's morning. */
export function overdueCard(at: At, list: OverdueList, shown: Shown): Card {
  const next = shown.offset + list.rows.length
  const rest = list.count - next
  return overdueList({
    title: shown.title,
    summary: `${list.count} 笔逾期，共 ${yuan(list.total)}`,
    ages: shown.offset === 0 ? list.ages.filter(({ count }) => count > 0).map(ageField) : [],
    rows: list.rows.map((row) => ({ id: row.id, ...lines(at, row) })),
    note: shown.note ?? null,
    more: rest > 0 ? { label: `更多 ${rest} 笔`, args: { ...shown.args, offset: String(next) } } : null,
  })
}

/** `args` say which list it is, for the next page. */
export type Shown = { title: string; offset: number; args: Record<string, string>; note?: string | null }

/** What the ladder brings up for one person today: the one receivable, or a list of them. */
export function reminderCard(at: At, rows: OverdueRow[], stopFromDays: number): Card {
  const [only] = rows
  if (rows.length === 1 && only) return oneReceivable(at, only, stopFromDays)
  const late = rows.filter(({ days }) => days > 0)
  const rest = rows.length - rowsShown
  return overdueList({
    title: titleOf(rows.length, late.length),
    tone: late.length > 0 ? 'danger' : 'warning',
    summary: `共 ${yuan(sumOf(rows))}`,
    ages: [],
    rows: rows.slice(0, rowsShown).map((row) => ({ id: row.id, ...lines(at, row) })),
    note: rest > 0 ? `还有 ${rest} 笔没列出来，说「逾期」看全部。` : null,
    more: null,
  })
}

function titleOf(all: number, late: number): string {
  if (late === 0) return `${all} 笔款快到期`
  return late === all ? `${all} 笔款该催了` : `${all} 笔款要盯，${late} 笔已逾期`
}

export const rowsShown = 5

/** One receivable with what can be done about it. */
export const oneReceivable = (at: At, row: OverdueRow, stopFromDays: number, mayWriteOff = false): Card =>
  receivableCard({
    id: row.id,
    accountId: row.accountId,
    account: row.accountName,
    title: row.title,
    rest: yuan(row.rest),
    dueOn: dayLabel(startOf(row.dueOn, at.zone), at),
    age: ageOf(row.days),
    overdue: row.days > 0,
    owner: row.ownerName,
    promise: promiseOf(at, row),
    mayWriteOff,
    proposal:
      row.days >= stopFromDays ? `逾期满 ${stopFromDays} 天，建议先停止供货，和主管、财务商量。` : null,
  })

export const lines = (at: At, row: OverdueRow) => ({
  title: `${row.accountName} ${yuan(row.rest)}`,
  detail: [ageOf(row.days), row.ownerName, promiseOf(at, row)].filter(Boolean).join(' · '),
})

export function ageOf(days: number): string {
  if (days > 0) return `逾期 ${days} 天`
  return days === 0 ? '今天到期' : `还有 ${-days} 天`
}

export function promiseOf(at: At, { promise }: OverdueRow): string | null {
  if (!promise) return null
  const day = dayLabel(startOf(promise.dueOn, at.zone), at)
  return promise.status === 'broken' ? `答应${day}付，没兑现` : `答应${day}付`
}

const ageField = ({ from, upTo, count, amount }: Age) => ({
  label: upTo === null ? `${from - 1} 天以上` : `${from}–${upTo} 天`,
  value: `${yuan(amount)}（${count} 笔）`,
})

const sumOf = ([first, ...others]: OverdueRow[]): Prisma.Decimal =>
  others.reduce((sum, { rest }) => sum.add(rest), (first as OverdueRow).rest)
