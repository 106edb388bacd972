import chineseDays from 'chinese-days'
import { daysOn } from './moment.ts'

/** Whether people work on this day (`YYYY-MM-DD`): the Chinese calendar with its make-up working days. */
export const isWorkday = (day: string): boolean => chineseDays.isWorkday(day)

/** Whether the day lies in a public holiday of more than `days` days without work, weekends included. */
export function isLongHoliday(day: string, days: number): boolean {
  const known = holidayDays.get(day)
  if (known !== undefined) return known > days
  const run = freeRun(day)
  holidayDays.set(day, run.some(isPublicHoliday) ? run.length : 0)
  return isLongHoliday(day, days)
}

/** How many days off the holiday around a day has, 0 outside of holidays: clocks ask for the same days again. */
const holidayDays = new Map<string, number>()

/** The unbroken run of days off around a day off. */
function freeRun(day: string): string[] {
  if (isWorkday(day)) return []
  const run = [day]
  for (let at = daysOn(day, -1); !isWorkday(at); at = daysOn(at, -1)) run.unshift(at)
  for (let at = daysOn(day, 1); !isWorkday(at); at = daysOn(at, 1)) run.push(at)
  return run
}

/** The calendar names holidays as "English,中文,days"; an ordinary weekend has only its weekday. */
const isPublicHoliday = (day: string) => chineseDays.getDayDetail(day).name.includes(',')
