import { DateTime } from 'luxon'
import { z } from 'zod'
import { fitChars } from '../characters.ts'
import { Refusal } from '../errors.ts'

/** A moment, or a whole calendar day (then `at` is its first instant in the company's zone). */
export type Moment = { at: Date; allDay: boolean }

/**
 * Reads `YYYY-MM-DD` as a day and ISO 8601 with an offset as a moment. Throws `Refusal` when it is neither.
 */
export function momentOf(when: string, zone: string): Moment {
  const allDay = /^\d{4}-\d{2}-\d{2}$/.test(when)
  const at = DateTime.fromISO(when, { zone })
  if (!at.isValid)
    throw new Refusal(
      'date-unreadable',
      `没看懂这个时间：${fitChars(when, 40)}。换个说法，比如「下周三」「6月20号」。`,
    )
  return { at: at.toJSDate(), allDay }
}

/** How a moment reads back: `YYYY-MM-DD` for a day, ISO 8601 with the zone's offset otherwise. */
export function whenOf(at: Date | null, allDay: boolean, zone: string): string | null {
  if (!at) return null
  const local = DateTime.fromJSDate(at, { zone })
  return allDay ? local.toISODate() : local.toISO({ suppressMilliseconds: true })
}

/** A moment as the books have it, in JSON. */
export const writtenMoment = z.iso.datetime().transform((at) => new Date(at))

/** A database `date` (midnight UTC) as `YYYY-MM-DD`, and back. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10)
export const dateOf = (day: string): Date => DateTime.fromISO(day, { zone: 'utc' }).toJSDate()

/** The calendar day (`YYYY-MM-DD`) so many days on, or back for less than none. */
export const daysOn = (day: string, days: number): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toISODate() as string
