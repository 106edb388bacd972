import type { Tx } from '../../db/types.ts'
import { record } from '../audit.ts'
import { type Rules, readRules } from '../settings/rules.ts'
import { followOwner } from '../tasks/follow-owner.ts'
import { heldValues } from './claim.ts'
import { type Held, heldAccount, heldLead, type Prospect, withOwner } from './prospect.ts'
import { postedUntil } from './release.ts'
import { whyDropped } from './why-dropped.ts'

/**
 * Drops into the pool what has run out of time, `limit` at most of each kind; fewer than that back means that
 * nothing is left. Safe to run twice at once: each row drops only while it is still due. Returns what it
 * dropped, as it was, with the reason.
 */
export async function recycleDue(tx: Tx, now: Date, zone: string, limit: number): Promise<Dropped[]> {
  const { pool } = await readRules(tx)
  const run = { now, zone, limit, pool }
  return [...(await recycle(tx, run, leads)), ...(await recycle(tx, run, accounts))]
}

export type Dropped = { held: Held; formerOwnerId: string; why: string; claimableAt: Date }

async function recycle(tx: Tx, run: Run, kind: Kind): Promise<Dropped[]> {
  const due = await kind.due(tx, run)
  const claimableAt = postedUntil(run.now, run.pool)
  const gone = new Set(
    await kind.drop(
      tx,
      run,
      due.map(({ id }) => id),
      claimableAt,
    ),
  )
  const dropped = due
    .filter(({ id }) => gone.has(id))
    .map((held) => ({
      held,
      formerOwnerId: held.ownerId as string,
      why: whyDropped(held, run.zone, run.pool),
      claimableAt,
    }))
  await endStretches(tx, run.now, kind.key, dropped)
  for (const one of dropped) {
    await recordDrop(tx, run.now, one)
    if (one.held.kind === 'account')
      await followOwner(tx, one.held.id, { from: one.formerOwnerId, to: null, at: run.now })
  }
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

/** Nobody did it: the rule did. */
const recordDrop = (tx: Tx, now: Date, { held, why, claimableAt }: Dropped) =>
  record(
    tx,
    { now },
    {
      action: `${held.kind}.recycle`,
      id: held.id,
      before: heldValues(held),
      after: { ownerId: null, claimableAt, why },
    },
  )

const leads: Kind = {
  key: 'leadId',
  async due(tx, { now, limit }) {
    const rows = await tx.lead.findMany({
      where: { status: 'owned', dropsAt: { lte: now } },
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
      select: { id: true },
    })
    return rows.map(({ id }) => id)
  },
}

const accounts: Kind = {
  key: 'accountId',
  async due(tx, { now, limit }) {
    const rows = await tx.account.findMany({
      where: { ownerId: { not: null }, signedAt: null, dropsAt: { lte: now } },
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
      select: { id: true },
    })
    const gone = rows.map(({ id }) => id)
    await tx.opportunity.updateMany({
      where: { accountId: { in: gone }, status: 'open' },
      data: { ownerId: null, updatedAt: now },
    })
    return gone
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

type Run = { now: Date; zone: string; limit: number; pool: Rules['pool'] }
type Kind = {
  key: 'leadId' | 'accountId'
  due(tx: Tx, run: Run): Promise<Held[]>
  /** Returns the ids of those that dropped. */
  drop(tx: Tx, run: Run, ids: Prospect['id'][], claimableAt: Date): Promise<string[]>
}
