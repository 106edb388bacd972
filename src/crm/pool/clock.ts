import { DateTime } from 'luxon'
import type { Account, Tx } from '../../db/types.ts'
import type { By } from '../by.ts'
import { type Rules, readRules } from '../settings/rules.ts'
import { isLongHoliday } from '../workdays.ts'

/**
 * When an owned account falls back into the pool if nothing happens: the earlier of the idle limit and the
 * limit for a first signature. Days of long holidays do not count. `null`: no clock (no owner, or signed).
 * Rule: DOMAIN.md, Leads and the public pool, "Clock".
 */
export function dropsAt(account: Clocked, zone: string, rules: Rules['pool']): Date | null {
  if (!account.ownerId || !account.claimedAt || account.signedAt) return null
  const start = latest(account.claimedAt, account.followedUpAt)
  const idle = afterDays(start, rules.idleDays[account.level], zone, rules)
  const unsignedDays = account.level === 'key' ? rules.unsignedDaysKey : rules.unsignedDays
  const unsigned = afterDays(account.claimedAt, unsignedDays, zone, rules)
  return DateTime.min(DateTime.fromJSDate(idle), DateTime.fromJSDate(unsigned)).toJSDate()
}

/** A valid follow-up: the clock starts anew at `by.now`. */
export async function restartClock(tx: Tx, by: By, account: Account): Promise<void> {
  const { pool } = await readRules(tx)
  const moved = { ...account, followedUpAt: by.now }
  await tx.account.update({
    where: { id: account.id },
    data: {
      followedUpAt: by.now,
      dropsAt: dropsAt(moved, by.zone, pool),
      warnedDays: null,
      updatedAt: by.now,
    },
  })
}

/** The same time of day after so many counted days in the company's zone. */
export function afterDays(start: Date, days: number, zone: string, rules: Rules['pool']): Date {
  let at = DateTime.fromJSDate(start, { zone })
  for (let counted = 0; counted < days; ) {
    at = at.plus({ days: 1 })
    if (!isLongHoliday(at.toISODate() as string, rules.longHolidayDays)) counted++
  }
  return at.toJSDate()
}

export type Clocked = Pick<Account, 'ownerId' | 'claimedAt' | 'followedUpAt' | 'signedAt' | 'level'>

const latest = (a: Date, b: Date | null): Date => (b && b > a ? b : a)
