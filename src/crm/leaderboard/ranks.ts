import type { Tx } from '../../db/types.ts'
import type { Metric } from './figures.ts'

/**
 * Keeps where everybody stood when a business day (`YYYY-MM-DD`) was closed. The first time counts: what is
 * mended afterwards changes no rank that people have seen.
 */
export async function closeDay(tx: Tx, day: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "RankSnapshot" ("day", "memberId", "amount", "payments", "newAccounts", "visits", "leads")
    SELECT "day", "memberId",
      CASE WHEN "amount" > 0 THEN rank() OVER (ORDER BY "amount" DESC) END,
      CASE WHEN "payments" > 0 THEN rank() OVER (ORDER BY "payments" DESC) END,
      CASE WHEN "newAccounts" > 0 THEN rank() OVER (ORDER BY "newAccounts" DESC) END,
      CASE WHEN "visits" > 0 THEN rank() OVER (ORDER BY "visits" DESC) END,
      CASE WHEN "leads" > 0 THEN rank() OVER (ORDER BY "leads" DESC) END
    FROM "MemberDay" WHERE "day" = ${day}::date AND NOT EXISTS
      (SELECT 1 FROM "RankSnapshot" WHERE "day" = ${day}::date)
    ON CONFLICT DO NOTHING`
}

/** Everybody's places in the company on a day that was closed; `null` for a day that was not. */
export async function readRanks(tx: Tx, day: string): Promise<Map<string, Ranks> | null> {
  const [found] = await tx.$queryRaw<{ rows: Row[] | null }[]>`
    SELECT json_agg(json_build_array("memberId", "amount", "payments", "newAccounts", "visits", "leads")) AS rows
    FROM "RankSnapshot" WHERE "day" = ${day}::date`
  if (!found?.rows) return null
  return new Map(
    found.rows.map(([memberId, amount, payments, new_accounts, visits, leads]) => [
      memberId,
      { amount, payments, new_accounts, visits, leads },
    ]),
  )
}

/** One value for the thousand rows of a large company, which Prisma would read one by one. */
type Row = [memberId: string, Place, Place, Place, Place, Place]
type Place = number | null

/** `null` where there was nothing to rank. */
export type Ranks = Record<Metric, Place>

export const unranked: Ranks = { amount: null, payments: null, new_accounts: null, visits: null, leads: null }
