import { DateTime } from 'luxon'
import { businessDay } from '../../clock.ts'
import { briefedRoles } from '../../crm/briefs/readers.ts'
import { isWorkday } from '../../crm/workdays.ts'
import type { Tx } from '../../db/types.ts'
import type { PushContext } from './push.ts'

export const briefTime = '08:30'

/** When the day's brief is due, whether or not it has one. */
export const briefOf = ({ now, zone }: Pick<PushContext, 'now' | 'zone'>): Date =>
  DateTime.fromISO(`${businessDay(now, zone)}T${briefTime}`, { zone }).toJSDate()

/**
 * Whether those who get a brief have what this run would tell them in today's: it has gone out, or it is on its way. A
 * run that somebody asks for tells everything.
 */
export async function carriedByBrief({ db, now, zone, byHand }: When): Promise<boolean> {
  if (byHand || !isWorkday(businessDay(now, zone))) return false
  const slot = briefOf({ now, zone })
  if (now < slot) return true
  const run = await db.scheduleRun.findUnique({
    where: { schedule_slot: { schedule: 'morning-brief', slot } },
  })
  return run?.status === 'queued' || run?.status === 'done'
}

/** Those of these people who get a brief. */
export async function briefedAmong(db: Tx, memberIds: Iterable<string>): Promise<Set<string>> {
  const briefed = await db.member.findMany({
    where: { id: { in: [...memberIds] }, role: { in: briefedRoles }, status: 'active' },
    select: { id: true },
  })
  return new Set(briefed.map(({ id }) => id))
}

type When = Pick<PushContext, 'db' | 'now' | 'zone' | 'byHand'>
