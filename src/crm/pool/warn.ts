import type { Tx } from '../../db/types.ts'
import { briefedRoles } from '../briefs/readers.ts'
import type { Rules } from '../settings/rules.ts'
import { type Held, heldAccount, heldLead, withOwner } from './prospect.ts'
import type { DropsAt } from './recycle.ts'
import { whyDropped } from './why-dropped.ts'

/** Who has anything of which they are to be warned now. `but.briefed`: those who get a brief are told in it. */
export async function ownersToWarn(
  db: Tx,
  { now, rules }: Pick<DropsAt, 'now' | 'rules'>,
  but: { briefed: boolean } = { briefed: false },
): Promise<string[]> {
  const tiers = { OR: rules.pool.warnDays.map((days) => unwarned(now, days)) }
  const owner = but.briefed ? { owner: { role: { notIn: briefedRoles } } } : {}
  const leads = await db.lead.groupBy({ by: ['ownerId'], where: { status: 'owned', ...owner, ...tiers } })
  const accounts = await db.account.groupBy({
    by: ['ownerId'],
    where: { ownerId: { not: null }, signedAt: null, ...owner, ...tiers },
  })
  return [...new Set([...leads, ...accounts].flatMap(({ ownerId }) => ownerId ?? []))].sort()
}

/**
 * Marks what of theirs drops within a warning time as warned of, so that each warning is given once, `limit` at most of
 * each kind and time; fewer than that back means that nothing is left. Returns whom to warn of what, the next to drop
 * first. Safe to run twice at once.
 */
export async function warnDue(
  tx: Tx,
  { now, zone, rules: { pool } }: DropsAt,
  ownerIds: string[],
  limit: number,
): Promise<Warning[]> {
  const warnings: Warning[] = []
  // The shortest first: what has one day left is not told that it has three.
  for (const days of [...pool.warnDays].sort((a, b) => a - b)) {
    const mark = { data: { warnedDays: days }, include: withOwner, limit }
    const where = { ownerId: { in: ownerIds }, ...unwarned(now, days) }
    const leads = await tx.lead.updateManyAndReturn({ where: { ...where, status: 'owned' }, ...mark })
    const accounts = await tx.account.updateManyAndReturn({ where: { ...where, signedAt: null }, ...mark })
    for (const held of [...leads.map(heldLead), ...accounts.map(heldAccount)])
      warnings.push({ held, days, why: whyDropped(held, zone, pool) })
  }
  return warnings.sort((a, b) => Number(a.held.dropsAt) - Number(b.held.dropsAt))
}

/**
 * These owners have been told of everything of theirs that drops by then: as far as a warning time has begun or
 * begins before, it is given.
 */
export async function markWarned(tx: Tx, ownerIds: string[], told: Told): Promise<void> {
  const days = [...told.rules.pool.warnDays].sort((a, b) => a - b)
  const longest = Math.max(0, ...days)
  for (const one of days) {
    const by = new Date(told.by.getTime() - (longest - one) * 86_400_000)
    const where = {
      ownerId: { in: ownerIds },
      dropsAt: { gt: told.now, lte: by },
      OR: [{ warnedDays: null }, { warnedDays: { gt: one } }],
    }
    await tx.lead.updateMany({ where: { ...where, status: 'owned' }, data: { warnedDays: one } })
    await tx.account.updateMany({ where: { ...where, signedAt: null }, data: { warnedDays: one } })
  }
}

/** What a member loses by then, the next first, and how many there are. */
export async function droppingOf(
  tx: Tx,
  ownerId: string,
  by: Date,
  limit: number,
): Promise<{ held: Held[]; count: number }> {
  const where = { ownerId, dropsAt: { lte: by } }
  const first = { include: withOwner, orderBy: { dropsAt: 'asc' as const }, take: limit }
  const leads = await tx.lead.findMany({ where: { ...where, status: 'owned' }, ...first })
  const accounts = await tx.account.findMany({ where: { ...where, signedAt: null }, ...first })
  const held = [...leads.map(heldLead), ...accounts.map(heldAccount)]
    .sort((a, b) => Number(a.dropsAt) - Number(b.dropsAt))
    .slice(0, limit)
  const count =
    (await tx.lead.count({ where: { ...where, status: 'owned' } })) +
    (await tx.account.count({ where: { ...where, signedAt: null } }))
  return { held, count }
}

type Told = { now: Date; by: Date; rules: Pick<Rules, 'pool'> }

export type Warning = {
  held: Held /** Days left, rounded up to the warning time. */
  days: number
  why: string
}

const unwarned = (now: Date, days: number) => ({
  dropsAt: { gt: now, lte: new Date(now.getTime() + days * 86_400_000) },
  OR: [{ warnedDays: null }, { warnedDays: { gt: days } }],
})
