import { local } from '../../clock.ts'
import type { Tx } from '../../db/types.ts'
import { coveragesOf, covers } from '../organisation/regions.ts'
import type { Rules } from '../settings/rules.ts'
import { type PoolEntry, topOfPool } from './browse-pool.ts'
import { type ClaimFacts, claimBarrier } from './claim-rules.ts'
import { joinedAt, type Met } from './holdings.ts'

/**
 * What each of these members could claim this very moment, the most promising first, `limit` at most: no rule
 * stands against any of it. A few statements for all of them.
 */
export async function offersFor(
  tx: Tx,
  memberIds: string[],
  at: OffersAt,
): Promise<Map<string, PoolEntry[]>> {
  const coverages = await coveragesOf(tx, memberIds)
  const keyOf = (id: string) => coverages.get(id)?.names.join() ?? ''
  const tops = new Map<string, PoolEntry[]>()
  for (const id of memberIds) {
    const search = { coverage: coverages.get(id) ?? null, at: at.now, limit: at.limit + spare }
    if (!tops.has(keyOf(id))) tops.set(keyOf(id), await topOfPool(tx, search))
  }
  const facts = await factsOf(tx, memberIds, at)
  const pasts = await pastsOf(tx, [...new Set([...tops.values()].flat().map(({ id }) => id))], memberIds)
  return new Map(
    memberIds.map((id) => {
      const free = (tops.get(keyOf(id)) ?? []).filter((entry) => {
        const past = pasts.get(entry.id)
        const barrier = claimBarrier(
          {
            ...(facts.get(id) as MemberFacts),
            claimableAt: entry.claimableAt,
            droppedAt: past?.droppedAt ?? null,
            past: past?.last === id ? 'last' : past?.had.has(id) ? 'earlier' : 'never',
            outside: covers(coverages.get(id) ?? null, entry.region) ? null : { region: '', covered: [] },
          },
          at.rules.pool,
        )
        return barrier === null
      })
      return [id, free.slice(0, at.limit)]
    }),
  )
}

export type OffersAt = { now: Date; zone: string; rules: Pick<Rules, 'pool'>; limit: number }

/** Some of the best are barred to some: their former owners. */
const spare = 12

type MemberFacts = Pick<ClaimFacts, 'now' | 'zone' | 'memberSince' | 'held' | 'claims'>

async function factsOf(tx: Tx, memberIds: string[], at: OffersAt): Promise<Map<string, MemberFacts>> {
  const monday = local(at.now, at.zone).startOf('week').toJSDate()
  const rows = await tx.$queryRaw<(Met & { id: string; held: number; claims: Date[] })[]>`
    SELECT m.id, m."createdAt" AS met, (SELECT min("createdAt") FROM "Member") AS "firstMet",
      ((SELECT count(*) FROM "Lead" WHERE "ownerId" = m.id AND status = 'owned')
        + (SELECT count(*) FROM "Account" WHERE "ownerId" = m.id AND "signedAt" IS NULL))::int AS held,
      ARRAY(SELECT "startedAt" FROM "Ownership"
        WHERE "memberId" = m.id AND reason = 'claim' AND "startedAt" >= ${monday}) AS claims
    FROM "Member" m WHERE m.id = ANY(${memberIds}::uuid[])`
  return new Map(
    rows.map(({ id, held, claims, ...met }) => [
      id,
      {
        now: at.now,
        zone: at.zone,
        memberSince: joinedAt(met),
        held,
        claims: claims.map((one) => new Date(one)),
      },
    ]),
  )
}

type Past = { droppedAt: Date; last: string | null; had: Set<string> }

/** Who of them has had these before, and who had each last; stretches that were undone are no past. */
async function pastsOf(tx: Tx, prospectIds: string[], memberIds: string[]): Promise<Map<string, Past>> {
  const rows = await tx.$queryRaw<{ id: string; droppedAt: Date; last: string | null; had: string[] }[]>`
    SELECT coalesce("accountId", "leadId") AS id, max("endedAt") AS "droppedAt",
      (array_agg("memberId" ORDER BY "endedAt" DESC))[1] AS last,
      coalesce(array_agg(DISTINCT "memberId") FILTER (WHERE "memberId" = ANY(${memberIds}::uuid[])), '{}') AS had
    FROM "Ownership"
    WHERE ("accountId" = ANY(${prospectIds}::uuid[]) OR "leadId" = ANY(${prospectIds}::uuid[]))
      AND "memberId" IS NOT NULL AND "endedAt" IS NOT NULL AND "endReason" <> 'undo'
    GROUP BY 1`
  return new Map(rows.map(({ id, had, ...past }) => [id, { ...past, had: new Set(had) }]))
}
