import type { Tx } from '../../db/types.ts'
import type { By } from '../by.ts'
import { type Rules, readRules } from '../settings/rules.ts'
import { dropsAt } from './clock.ts'
import { plansFor } from './plans.ts'
import { type Held, heldAccount, heldLead, type Prospect, tables, withOwner } from './prospect.ts'

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
  const changed = rows
    .map((held) => ({
      held,
      drop: fairly(dropsAt(held, at.zone, pool, plans.get(held.id)), held, at.now, pool),
    }))
    .filter(({ held, drop }) => drop?.getTime() !== held.dropsAt?.getTime())
  await setDrops(tx, at.now, kind, changed)
  return rows.length < batch.limit ? null : (rows.at(-1)?.id ?? null)
}

async function setDrops(
  tx: Tx,
  now: Date,
  kind: Prospect['kind'],
  changed: { held: Held; drop: Date | null }[],
) {
  if (changed.length === 0) return
  const rows = changed.map(({ held: { id, ownerId, claimedAt, dropsAt }, drop }) => ({
    ...{ id, owner: ownerId, claimed: claimedAt, was: dropsAt, drop },
  }))
  await tx.$executeRaw`
    UPDATE ${tables[kind]} p SET "dropsAt" = c.drop, "warnedDays" = NULL, "updatedAt" = ${now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS c(id uuid, owner uuid, claimed timestamptz, was timestamptz, "drop" timestamptz)
    WHERE p.id = c.id AND p."ownerId" = c.owner AND p."claimedAt" IS NOT DISTINCT FROM c.claimed
      AND p."dropsAt" IS NOT DISTINCT FROM c.was`
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
