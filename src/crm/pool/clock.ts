import { DateTime } from 'luxon'
import { local } from '../../clock.ts'
import type { Account } from '../../db/types.ts'
import type { Rules } from '../settings/rules.ts'
import { isLongHoliday } from '../workdays.ts'

/**
 * When an owned account or lead falls back into the pool if nothing happens: the earlier of the idle limit and
 * the limit for a first signature. `null`: no clock (no owner, or signed). Leads have no level and no second
 * limit. Rule: DOMAIN.md, Leads and the public pool, "Clock".
 */
export const dropsAt = (held: Clocked, zone: string, rules: PoolRules, plans: Plan[] = []): Date | null =>
  dropOf(held, zone, rules, plans)?.at ?? null

/** The same with its reason, for 为什么: which limit, how many days, counted from when. */
export function dropOf(held: Clocked, zone: string, rules: PoolRules, plans: Plan[] = []): Drop | null {
  if (!held.ownerId || !held.claimedAt || held.signedAt) return null
  const idle = idleDrop({ ...held, claimedAt: held.claimedAt }, zone, rules, plans)
  const unsigned = unsignedDrop({ ...held, claimedAt: held.claimedAt }, zone, rules)
  return unsigned && unsigned.at < idle.at ? unsigned : idle
}

/** Days that a manager's extension adds: half of the level's, rounded up. */
export const extensionDays = (held: Pick<Clocked, 'level'>, rules: PoolRules): number =>
  Math.ceil(idleDays(held, rules) / 2)

export const idleDays = ({ level }: Pick<Clocked, 'level'>, rules: PoolRules): number =>
  level ? rules.idleDays[level] : rules.leadIdleDays

/** The same time of day after so many counted days in the company's zone. Long holidays do not count. */
export function afterDays(start: Date, days: number, zone: string, rules: PoolRules): Date {
  const from = DateTime.fromJSDate(start, { zone })
  return from.plus({ days: daysPassing(from.toISODate() as string, days, rules.longHolidayDays) }).toJSDate()
}

/** How many days go by until so many have counted. Clocks that start on one day ask for the same. */
function daysPassing(from: string, days: number, longHolidayDays: number): number {
  const asked = `${from} ${days} ${longHolidayDays}`
  const known = passing.get(asked)
  if (known !== undefined) return known
  let day = DateTime.fromISO(from, { zone: 'utc' })
  let passed = 0
  for (let counted = 0; counted < days; passed++) {
    day = day.plus({ days: 1 })
    if (!isLongHoliday(day.toISODate() as string, longHolidayDays)) counted++
  }
  if (passing.size >= most) passing.clear()
  passing.set(asked, passed)
  return passed
}

const passing = new Map<string, number>()
const most = 10_000

function idleDrop(held: Running, zone: string, rules: PoolRules, plans: Plan[]): Drop {
  const since = windowStart(held)
  const days = idleDays(held, rules)
  const extended = held.extendedAt && held.extendedAt >= since ? extensionDays(held, rules) : 0
  const at = afterDays(since, days + extended, zone, rules)
  const from = since > held.claimedAt ? 'follow-up' : 'claim'
  const drop = { rule: 'idle', days: days + extended, since, from, at } as const
  if (plans.length === 0) return drop
  const furthest = afterDays(since, 2 * days + extended, zone, rules)
  return { ...drop, at: delaying(plans, { since, at, furthest }, zone) ?? at }
}

/** Key accounts have longer for the first signature; leads have no such limit. */
function unsignedDrop(held: Running, zone: string, rules: PoolRules): Drop | null {
  if (!held.level) return null
  const limit = held.level === 'key' ? rules.unsignedDaysKey : rules.unsignedDays
  const days = limit + (held.extendedAt ? extensionDays(held, rules) : 0)
  const at = afterDays(held.claimedAt, days, zone, rules)
  return { rule: 'unsigned', days, since: held.claimedAt, from: 'claim', at }
}

/**
 * The first plan made while the clock ran whose day ends after the drop: it delays once, to the end of that
 * day. A plan further off than one more window is no plan, it is parking, and delays nothing.
 */
function delaying(
  plans: Plan[],
  window: { since: Date; at: Date; furthest: Date },
  zone: string,
): Date | null {
  const delays = plans
    .filter((plan) => plan.madeAt >= window.since && plan.madeAt <= window.at && plan.for <= window.furthest)
    .filter((plan) => endOfDay(plan.for, zone) > window.at)
    .sort((a, b) => a.madeAt.getTime() - b.madeAt.getTime())
  return delays[0] ? endOfDay(delays[0].for, zone) : null
}

/** The later of the claim and the last valid follow-up. */
export function windowStart<H extends Pick<Clocked, 'claimedAt' | 'followedUpAt'>>(
  held: H,
): H['claimedAt'] extends Date ? Date : Date | null
export function windowStart({
  claimedAt,
  followedUpAt,
}: Pick<Clocked, 'claimedAt' | 'followedUpAt'>): Date | null {
  return claimedAt && followedUpAt && followedUpAt > claimedAt ? followedUpAt : claimedAt
}

const endOfDay = (at: Date, zone: string): Date => local(at, zone).endOf('day').toJSDate()

export type Clocked = Pick<Account, 'ownerId' | 'claimedAt' | 'followedUpAt'> & {
  /** `null` for leads. */
  level: Account['level'] | null
  signedAt?: Date | null
  extendedAt?: Date | null
}
/** A next step: when it was made, and for when. */
export type Plan = { madeAt: Date; for: Date }
export type Drop = {
  rule: 'idle' | 'unsigned'
  days: number
  since: Date
  from: 'claim' | 'follow-up'
  at: Date
}

type Running = Clocked & { claimedAt: Date }
type PoolRules = Rules['pool']
