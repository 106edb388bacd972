import { DateTime } from 'luxon'
import { daysOn } from '../moment.ts'
import { isWorkday } from '../workdays.ts'

/** A stretch of business days, both ends included, `YYYY-MM-DD`. */
export type Span = { from: string; to: string }
export type Spans = { now: Span; before: Span }

/**
 * The period of `today` up to today, and the stretch to compare it with: as many days of the period before, so that
 * half a month is not held against a whole one, and all of it on the last day. A working day is compared with the
 * working day before it, any other day with the day before. Weeks begin on Monday.
 */
export function spansOf(period: Period, today: string): Spans {
  const day = DateTime.fromISO(today, { zone: 'utc' })
  if (period === 'day') {
    const previous = dayBefore(today)
    return { now: { from: today, to: today }, before: { from: previous, to: previous } }
  }
  const start = day.startOf(period)
  const startBefore = start.minus({ [`${period}s`]: 1 })
  const lastBefore = start.minus({ days: 1 })
  const isWhole = day.hasSame(day.endOf(period), 'day')
  const endBefore = isWhole ? lastBefore : DateTime.min(startBefore.plus(day.diff(start)), lastBefore)
  return { now: span(start, day), before: span(startBefore, endBefore) }
}

export type Period = 'day' | 'week' | 'month' | 'quarter' | 'year'

const dayBefore = (today: string): string => (isWorkday(today) ? workdayBefore(today) : daysOn(today, -1))

/** The last working day before a day. */
export function workdayBefore(today: string): string {
  let day = daysOn(today, -1)
  while (!isWorkday(day)) day = daysOn(day, -1)
  return day
}

const span = (from: DateTime, to: DateTime): Span => ({
  from: from.toISODate() as string,
  to: to.toISODate() as string,
})
