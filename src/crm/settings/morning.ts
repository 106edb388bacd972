import { DateTime } from 'luxon'
import { businessDay } from '../../clock.ts'
import { daysOn } from '../moment.ts'
import type { Rules } from './rules.ts'

/** When the quiet of the night is over on a business day (`YYYY-MM-DD`). */
export const morningOf = (day: string, zone: string, quiet: Rules['quiet']): Date =>
  DateTime.fromISO(`${day}T${quiet.to}`, { zone }).toJSDate()

/** The same on the business day after that of `now`. */
export const nextMorning = (now: Date, zone: string, quiet: Rules['quiet']): Date =>
  morningOf(daysOn(businessDay(now, zone), 1), zone, quiet)
