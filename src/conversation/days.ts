import { DateTime } from 'luxon'
import { businessDay } from '../clock.ts'

type At = { now: Date; zone: string }
type Offered = { label: string; day: string }

/** Days to put something off to, as buttons: no two are the same day, and none of them is over. */
export function nextDays(at: At): Offered[] {
  const today = todayOf(at)
  const monday = today.startOf('week').plus({ weeks: 1 })
  return distinct([
    offered('明天', today.plus({ days: 1 })),
    offered('后天', today.plus({ days: 2 })),
    offered('下周一', monday),
    // On the days before Monday the next working day says the same: one further on is left to choose.
    offered('下周五', monday.plus({ days: 4 })),
  ]).slice(0, 3)
}

/** Words for when a task is to be done: today as long as somebody works. */
export function taskDays(at: At): string[] {
  const today = todayOf(at)
  const tomorrow = today.plus({ days: 1 })
  const monday = today.startOf('week').plus({ weeks: 1 })
  return ['今天', '明天', tomorrow.hasSame(monday, 'day') ? '后天' : '下周一']
}

const todayOf = ({ now, zone }: At): DateTime => DateTime.fromISO(businessDay(now, zone), { zone: 'utc' })

const offered = (label: string, day: DateTime): Offered => ({ label, day: day.toISODate() as string })

/** The first of those that mean the same day. */
const distinct = (all: Offered[]): Offered[] =>
  all.filter(({ day }, place) => all.findIndex((one) => one.day === day) === place)
