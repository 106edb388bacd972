import { DateTime } from 'luxon'

/** `plus-1h`, `plus-10d`, `today-18:00`, `tomorrow-08:30` or an ISO time, as a moment; `null` for anything else. */
export function parseMoment(words: string, now: Date, zone: string): Date | null {
  const here = DateTime.fromJSDate(now, { zone })
  const [, amount, unit] = /^plus-(\d{1,3})([hd])$/.exec(words) ?? []
  if (amount) return here.plus({ [unit === 'h' ? 'hours' : 'days']: Number(amount) }).toJSDate()
  const [, day, hour, minute] = /^(today|tomorrow)-(\d\d):(\d\d)$/.exec(words) ?? []
  if (day) {
    const start = here.startOf('day').plus({ days: day === 'tomorrow' ? 1 : 0 })
    return start.set({ hour: Number(hour), minute: Number(minute) }).toJSDate()
  }
  const moment = /^\d{4}-\d\d-\d\dT/.test(words) ? DateTime.fromISO(words, { zone }) : null
  return moment?.isValid ? moment.toJSDate() : null
}
