import { DateTime } from 'luxon'
import type { Rules } from '../../src/crm/settings/rules.ts'
import { isWorkday } from '../../src/crm/workdays.ts'
import type { Member } from '../../src/db/types.ts'
import type { Chance } from './chance.ts'

/** What every part of the story is told with. */
export type Frame = {
  now: Date
  zone: string
  chance: Chance
  rules: Rules
  sellers: Seller[]
  /** By employee number. */
  staff: ReadonlyMap<string, Member>
}

/** Somebody with customers: a rep or the manager of a team. */
export type Seller = { member: Member; side: 'east' | 'south'; manages: boolean; isNew: boolean }

/** A moment in office hours about so many days ago: on a working day, never later than now. */
export const workMoment = (frame: Frame, daysAgo: number): Date => workMomentBefore(frame, frame.now, daysAgo)

/** The same counted back from another moment; always before it. */
export function workMomentBefore({ zone, chance }: Frame, until: Date, days: number): Date {
  let at = DateTime.fromJSDate(until, { zone })
    .minus({ days })
    .set({ hour: chance.int(9, 17), minute: chance.int(0, 59), second: chance.int(0, 59), millisecond: 0 })
  while (!isWorkday(at.toISODate() as string) || at.toJSDate() >= until) at = at.minus({ days: 1 })
  return at.toJSDate()
}

/** The calendar day so many days from today, as a database date. */
export function dateIn({ now, zone }: Frame, days: number): Date {
  const day = DateTime.fromJSDate(now, { zone }).plus({ days }).toISODate() as string
  return DateTime.fromISO(day, { zone: 'utc' }).toJSDate()
}

/** The beginning of the calendar day so many days from today. */
export const dayStartIn = ({ now, zone }: Frame, days: number): Date =>
  DateTime.fromJSDate(now, { zone }).plus({ days }).startOf('day').toJSDate()

/** The calendar day of a moment, as a database date. */
export const dateOfMoment = ({ zone }: Frame, at: Date): Date =>
  DateTime.fromISO(DateTime.fromJSDate(at, { zone }).toISODate() as string, { zone: 'utc' }).toJSDate()

export const daysSince = ({ now }: Frame, at: Date): number =>
  Math.floor((now.getTime() - at.getTime()) / 86_400_000)
