import { DateTime } from 'luxon'
import { businessDay, local } from '../clock.ts'
import { isWorkday } from '../crm/workdays.ts'
import type { Tx } from '../db/types.ts'

/** When something is due: its moments in `after < moment ≤ upTo`, ascending. Business time is `zone`'s. */
export type When = (tx: Tx, range: Range) => Promise<Date[]> | Date[]
export type Range = { after: Date; upTo: Date; zone: string }

/** Every day at these times of the business zone, `HH:mm` in ascending order. */
export const dailyAt =
  (...times: string[]): When =>
  (_tx, range) =>
    momentsOf(daysOf(range), times, range)

/** The same on working days of the Chinese calendar. */
export const workdaysAt =
  (...times: string[]): When =>
  (_tx, range) =>
    momentsOf(daysOf(range).filter(isWorkday), times, range)

/** Both rules' moments; one that both name counts once. */
export const either =
  (one: When, other: When): When =>
  async (tx, range) => {
    const moments = [...(await one(tx, range)), ...(await other(tx, range))].map((at) => at.getTime())
    return [...new Set(moments)].sort((a, b) => a - b).map((at) => new Date(at))
  }

/** The business days that the range touches. */
function daysOf({ after, upTo, zone }: Range): string[] {
  const last = businessDay(upTo, zone)
  const days: string[] = []
  for (let at = local(after, zone).startOf('day'); ; at = at.plus({ days: 1 })) {
    const day = at.toISODate() as string
    if (day > last) return days
    days.push(day)
  }
}

const momentsOf = (days: string[], times: string[], { after, upTo, zone }: Range): Date[] =>
  days
    .flatMap((day) => times.map((time) => DateTime.fromISO(`${day}T${time}`, { zone }).toJSDate()))
    .filter((at) => at > after && at <= upTo)
    // Where midnight is left out, what was due in that hour comes after what is due in the next.
    .sort((one, other) => one.getTime() - other.getTime())
