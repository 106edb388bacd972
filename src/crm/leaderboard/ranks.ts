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

/** Everybody's places in the company when a day was closed; `null` where there was nothing to rank. */
export type Ranks = Record<Metric, number | null>
