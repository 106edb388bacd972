import type { Tx } from '../../db/types.ts'
import { recordAll } from '../audit.ts'
import type { Rules } from '../settings/rules.ts'
import { endWithOwners } from '../tasks/follow-owner.ts'
import { heldValues } from './claim.ts'
import { type Held, heldAccount, heldLead, type Prospect, withOwner } from './prospect.ts'
import { postedUntil } from './release.ts'
import { whyDropped } from './why-dropped.ts'

/** Who has anything that has run out of time. */
export async function ownersOfDue(db: Tx, now: Date): Promise<string[]> {
  const owners = await db.$queryRaw<{ id: string }[]>`
    SELECT "ownerId" AS id FROM "Lead" WHERE status = 'owned' AND "dropsAt" <= ${now}
    UNION SELECT "ownerId" FROM "Account" WHERE "ownerId" IS NOT NULL AND "signedAt" IS NULL AND "dropsAt" <= ${now}
    ORDER BY 1`
  return owners.map(({ id }) => id)
}

/**
 * Drops into the pool what of theirs has run out of time, `limit` at most of each kind; fewer than that back means that
 * nothing is left. Safe to run twice at once: each row drops only while it is still due. Returns what it dropped, as it
 * was and as it is, with the reason.
 */
export async function recycleDue(
  tx: Tx,
  { now, zone, rules: { pool } }: DropsAt,
  ownerIds: string[],
  limit: number,
): Promise<Dropped[]> {
  const run = { now, zone, ownerIds, limit, pool }
  return [...(await recycle(tx, run, leads)), ...(await recycle(tx, run, accounts))]
}

export type DropsAt = { now: Date; zone: string; rules: Pick<Rules, 'pool'> }
export type Dropped = { held: Held; now: Held; formerOwnerId: string; why: string; claimableAt: Date }

async function recycle(tx: Tx, run: Run, kind: Kind): Promise<Dropped[]> {
  const due = await kind.due(tx, run)
  const claimableAt = postedUntil(run.now, run.pool)
  const ids = due.map(({ id }) => id)
  const gone = new Map((await kind.drop(tx, run, ids, claimableAt)).map((now) => [now.id, now]))
  const dropped = due.flatMap((held) => {
    const now = gone.get(held.id)
    const why = whyDropped(held, run.zone, run.pool)
    return now ? [{ held, now, formerOwnerId: held.ownerId as string, why, claimableAt }] : []
  })
  await endStretches(tx, run.now, kind.key, dropped)
  // Nobody did it: the rule did.
  await recordAll(tx, { now: run.now }, dropped.map(entryOf))
  const left = dropped.map(({ held: { kind, id }, formerOwnerId: from }) => ({ kind, id, from }))
  await endWithOwners(tx, left, run.now)
  return dropped
}

async function endStretches(tx: Tx, now: Date, key: Kind['key'], dropped: Dropped[]): Promise<void> {
  await tx.ownership.updateMany({
    where: { [key]: { in: dropped.map(({ held }) => held.id) }, endedAt: null },
    data: { endedAt: now, endReason: 'recycle' },
  })
  await tx.ownership.createMany({
    data: dropped.map(({ held, why }) => ({
      [key]: held.id,
      memberId: null,
      reason: 'recycle' as const,
      note: why,
      startedAt: now,
    })),
  })
}

const entryOf = ({ held, why, claimableAt }: Dropped) => ({
  action: `${held.kind}.recycle`,
  id: held.id,
  before: heldValues(held),
  after: { ownerId: null, claimableAt, why },
})

const leads: Kind = {
  key: 'leadId',
  async due(tx, { now, ownerIds, limit }) {
    const rows = await tx.lead.findMany({
      where: { ownerId: { in: ownerIds }, status: 'owned', dropsAt: { lte: now } },
      include: withOwner,
      orderBy: { dropsAt: 'asc' },
      take: limit,
    })
    return rows.map(heldLead)
  },
  async drop(tx, { now }, ids, claimableAt) {
    const rows = await tx.lead.updateManyAndReturn({
      where: { id: { in: ids }, status: 'owned', dropsAt: { lte: now } },
      data: { ...toPool(now, claimableAt), status: 'pool' },
      include: withOwner,
    })
    return rows.map(heldLead)
  },
}

const accounts: Kind = {
  key: 'accountId',
  async due(tx, { now, ownerIds, limit }) {
    const rows = await tx.account.findMany({
      where: { ownerId: { in: ownerIds }, signedAt: null, dropsAt: { lte: now } },
      include: withOwner,
      orderBy: { dropsAt: 'asc' },
      take: limit,
    })
    return rows.map(heldAccount)
  },
  async drop(tx, { now }, ids, claimableAt) {
    const rows = await tx.account.updateManyAndReturn({
      where: { id: { in: ids }, ownerId: { not: null }, signedAt: null, dropsAt: { lte: now } },
      data: toPool(now, claimableAt),
      include: withOwner,
    })
    await tx.opportunity.updateMany({
      where: { accountId: { in: rows.map(({ id }) => id) }, status: 'open' },
      data: { ownerId: null, updatedAt: now },
    })
    return rows.map(heldAccount)
  },
}

const toPool = (now: Date, claimableAt: Date) => ({
  ownerId: null,
  claimedAt: null,
  dropsAt: null,
  warnedDays: null,
  extendedAt: null,
  claimableAt,
  updatedAt: now,
})

type Run = { now: Date; zone: string; ownerIds: string[]; limit: number; pool: Rules['pool'] }
type Kind = {
  key: 'leadId' | 'accountId'
  due(tx: Tx, run: Run): Promise<Held[]>
  /** Returns those that dropped, as they are now. */
  drop(tx: Tx, run: Run, ids: Prospect['id'][], claimableAt: Date): Promise<Held[]>
}
