import type { Tx } from '../../db/types.ts'
import { readRules } from '../settings/rules.ts'
import { type Held, heldAccount, heldLead, withOwner } from './prospect.ts'
import { whyDropped } from './why-dropped.ts'

/**
 * Finds what drops within a warning time and marks it as warned, so that each warning is given once. Returns
 * whom to warn of what. Safe to run twice at once.
 */
export async function warnDue(tx: Tx, now: Date, zone: string, limit: number): Promise<Warning[]> {
  const { pool } = await readRules(tx)
  const warnings: Warning[] = []
  // The shortest first: what has one day left is not told that it has three.
  for (const days of [...pool.warnDays].sort((a, b) => a - b)) {
    const held = [
      ...(await markLeads(tx, { now, days, limit })),
      ...(await markAccounts(tx, { now, days, limit })),
    ]
    for (const one of held) warnings.push({ held: one, days, why: whyDropped(one, zone, pool) })
  }
  return warnings
}

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

const unwarned = ({ now, days }: Tier) => ({
  dropsAt: { gt: now, lte: new Date(now.getTime() + days * 86_400_000) },
  OR: [{ warnedDays: null }, { warnedDays: { gt: days } }],
})

type Tier = { now: Date; days: number; limit: number }
