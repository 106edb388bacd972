import chineseDays from 'chinese-days'
import type { DateTime } from 'luxon'

/** Public holidays by what people call them → by what the calendar of chinese-days calls them. */
export const holidayNames: Record<string, string> = {
  元旦: '元旦',
  春节: '春节',
  过年: '春节',
  新年: '春节',
  清明: '清明',
  五一: '劳动节',
  劳动节: '劳动节',
  端午: '端午',
  中秋: '中秋',
  国庆: '国庆节',
  十一: '国庆节',
  双节: '国庆节',
}

/** The first working day after the next holiday of that name; undefined beyond the published calendar. */
export function afterHoliday(name: string, today: DateTime): DateTime | undefined {
  const first = nextHoliday(name, today)
  return first && nextWorkday(first)
}

/** The last day before the holiday begins. */
export const beforeHoliday = (name: string, today: DateTime): DateTime | undefined =>
  nextHoliday(name, today)?.minus({ days: 1 })

export const onHoliday = (name: string, today: DateTime): DateTime | undefined => nextHoliday(name, today)

/** `count` working days after this day. */
export function addWorkdays(day: DateTime, count: number): DateTime {
  let at = day
  for (let left = Math.min(count, 260); left > 0; left--) at = nextWorkday(at)
  return at
}

function nextWorkday(day: DateTime): DateTime {
  let at = day.plus({ days: 1 })
  for (let tries = 0; tries < 30 && !isWorkday(at); tries++) at = at.plus({ days: 1 })
  return at
}

export const isWorkday = (day: DateTime): boolean => chineseDays.isWorkday(day.toISODate() as string)

function nextHoliday(name: string, today: DateTime): DateTime | undefined {
  const label = name === '节' ? undefined : holidayNames[name]
  for (let ahead = 0; ahead < 380; ahead++) {
    const day = today.plus({ days: ahead })
    const detail = chineseDays.getDayDetail(day.toISODate() as string)
    if (
      !detail.work &&
      detail.name.includes(',') &&
      (label === undefined || detail.name.includes(`,${label}`))
    )
      return day
  }
  const fixed = label === undefined ? undefined : fixedDays[label]
  if (!fixed) return undefined
  const day = today.set(fixed)
  return day < today ? day.plus({ years: 1 }) : day
}

/** Days that need no lunar calendar, for years whose calendar is not published yet. */
const fixedDays: Record<string, { month: number; day: number }> = {
  元旦: { month: 1, day: 1 },
  劳动节: { month: 5, day: 1 },
  国庆节: { month: 10, day: 1 },
}
