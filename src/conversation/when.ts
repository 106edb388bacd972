import { DateTime } from 'luxon'
import { local } from '../clock.ts'
import type { Moment } from '../crm/moment.ts'

type At = { now: Date; zone: string }

/** A day as colleagues say it: 今天, 明天, 周五 (6月12日), with the year when it is another one. */
export function dayLabel(date: Date, { now, zone }: At): string {
  const day = local(date, zone).startOf('day')
  const today = local(now, zone).startOf('day')
  const distance = Math.round((day.toMillis() - today.toMillis()) / dayMs)
  const near = nearDays[distance]
  const written = day.year === today.year ? monthAndDay(day) : `${day.year}年${monthAndDay(day)}`
  if (near) return `${near}（${written}）`
  return `${written} 周${weekdays[day.weekday - 1]}`
}

/** A day with its weekday, whatever day it is today: `6月10日 周三`. */
export function dateWithWeekday(date: Date, zone: string): string {
  const day = local(date, zone)
  return `${monthAndDay(day)} 周${weekdays[day.weekday - 1]}`
}

/** Every reply has a day, and `toFormat` takes ten times as long. */
export const monthAndDay = ({ month, day }: DateTime): string => `${month}月${day}日`

export function momentLabel(moment: Moment, at: At): string {
  const day = dayLabel(moment.at, at)
  return moment.allDay ? day : `${day} ${local(moment.at, at.zone).toFormat('HH:mm')}`
}

/** A database `date` as a moment of the company's zone, for labels. */
export const startOf = (date: Date, zone: string): Date =>
  DateTime.fromISO(date.toISOString().slice(0, 10), { zone }).toJSDate()

const dayMs = 86_400_000
const nearDays: Record<number, string> = { [-2]: '前天', [-1]: '昨天', 0: '今天', 1: '明天', 2: '后天' }
const weekdays = ['一', '二', '三', '四', '五', '六', '日']
