import type { Tx } from '../../db/types.ts'
import { briefedRoles } from '../briefs/readers.ts'
import { type Rules, readRules } from '../settings/rules.ts'
import { type Held, heldAccount, heldLead, withOwner } from './prospect.ts'
import { whyDropped } from './why-dropped.ts'

/**
 * Finds what drops within a warning time and marks it as warned, so that each warning is given once. Returns
 * whom to warn of what. Safe to run twice at once. `but.briefed`: those who get a brief are told in it.
 */
export async function warnDue(
  tx: Tx,
  now: Date,
  zone: string,
  limit: number,
  but: { briefed: boolean } = { briefed: false },
): Promise<Warning[]> {
  const { pool } = await readRules(tx)
  const warnings: Warning[] = []
  // The shortest first: what has one day left is not told that it has three.
  for (const days of [...pool.warnDays].sort((a, b) => a - b)) {
    const held = [
      ...(await markLeads(tx, { now, days, limit, but })),
      ...(await markAccounts(tx, { now, days, limit, but })),
    ]
    for (const one of held) warnings.push({ held: one, days, why: whyDropped(one, zone, pool) })
  }
  return warnings
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

async function markLeads(tx: Tx, tier: Tier): Promise<Held[]> {
  const where = { status: 'owned' as const, ...unwarned(tier) }
  const rows = await tx.lead.findMany({ where, include: withOwner, take: tier.limit })
  const marked = await tx.lead.updateManyAndReturn({
    where: { ...where, id: { in: rows.map(({ id }) => id) } },
    data: { warnedDays: tier.days },
    select: { id: true },
  })
  return rows.filter((row) => marked.some(({ id }) => id === row.id)).map(heldLead)
}

async function markAccounts(tx: Tx, tier: Tier): Promise<Held[]> {
  const where = { ownerId: { not: null }, signedAt: null, ...unwarned(tier) }
  const rows = await tx.account.findMany({ where, include: withOwner, take: tier.limit })
  const marked = await tx.account.updateManyAndReturn({
    where: { ...where, id: { in: rows.map(({ id }) => id) } },
    data: { warnedDays: tier.days },
    select: { id: true },
  })
  return rows.filter((row) => marked.some(({ id }) => id === row.id)).map(heldAccount)
}

const unwarned = ({ now, days, but }: Tier) => ({
  ...(but.briefed ? { owner: { role: { notIn: briefedRoles } } } : {}),
  dropsAt: { gt: now, lte: new Date(now.getTime() + days * 86_400_000) },
  OR: [{ warnedDays: null }, { warnedDays: { gt: days } }],
})

type Tier = { now: Date; days: number; limit: number; but: { briefed: boolean } }
