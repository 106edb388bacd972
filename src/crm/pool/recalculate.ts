import type { Tx } from '../../db/types.ts'
import type { By } from '../by.ts'
import { type Rules, readRules } from '../settings/rules.ts'
import { dropsAt, type Plan } from './clock.ts'
import { changeProspect, type Held, heldAccount, heldLead, type Prospect, withOwner } from './prospect.ts'

/**
 * Works out anew when leads or accounts drop, `limit` of them behind the id `after`: rules or the calendar may
 * have changed since. Each row is written only if it still is as it was read. Returns where to go on, `null` at
 * the end.
 */
export async function recalculate(
  tx: Tx,
  at: At,
  kind: Prospect['kind'],
  batch: Batch,
): Promise<string | null> {
  const { pool } = at.rules ?? (await readRules(tx))
  const rows = await owned[kind](tx, batch)
  const plans = await plansFor(tx, kind, rows)
  for (const held of rows) {
    const drop = fairly(dropsAt(held, at.zone, pool, plans.get(held.id)), held, at.now, pool)
    if (drop?.getTime() === held.dropsAt?.getTime()) continue
    const expected = { ownerId: held.ownerId, dropsAt: held.dropsAt, claimedAt: held.claimedAt }
    await changeProspect(tx, held, expected, { dropsAt: drop, warnedDays: null, updatedAt: at.now })
  }
  return rows.length < batch.limit ? null : (rows.at(-1)?.id ?? null)
}

type At = Pick<By, 'now' | 'zone' | 'rules'>
type Batch = { after?: string | undefined; limit: number }

/** Who loses time by a new rule keeps enough of it to be warned; nothing moves further off than it was. */
function fairly(drop: Date | null, { dropsAt }: Held, now: Date, { warnDays }: Rules['pool']): Date | null {
  if (!drop || !dropsAt || drop >= dropsAt) return drop
  const warned = new Date(now.getTime() + Math.max(0, ...warnDays) * 86_400_000)
  const least = warned < dropsAt ? warned : dropsAt
  return drop < least ? least : drop
}

const beyond = (after: string | undefined) => (after ? { id: { gt: after } } : {})

const owned: Record<Prospect['kind'], (tx: Tx, batch: Batch) => Promise<Held[]>> = {
  async lead(tx, { after, limit }) {
    const where = { status: 'owned' as const, ...beyond(after) }
    const rows = await tx.lead.findMany({ where, include: withOwner, orderBy: { id: 'asc' }, take: limit })
    return rows.map(heldLead)
  },
  async account(tx, { after, limit }) {
    const where = { ownerId: { not: null }, signedAt: null, ...beyond(after) }
    const rows = await tx.account.findMany({ where, include: withOwner, orderBy: { id: 'asc' }, take: limit })
    return rows.map(heldAccount)
  },
}

async function plansFor(tx: Tx, kind: Prospect['kind'], rows: Held[]): Promise<Map<string, Plan[]>> {
  const key = kind === 'lead' ? 'leadId' : 'accountId'
  const visits = await tx.visit.findMany({
    where: { [key]: { in: rows.map(({ id }) => id) }, undoneAt: null, nextAt: { not: null } },
    select: { accountId: true, leadId: true, createdAt: true, nextAt: true },
  })
  const plans = new Map<string, Plan[]>()
  for (const visit of visits) {
    const id = visit[key] as string
    plans.set(id, [...(plans.get(id) ?? []), { madeAt: visit.createdAt, for: visit.nextAt as Date }])
  }
  return plans
}
