import type { Tx } from '../../src/db/types.ts'

/** Every member's figures of every day, counted from the facts. */
export async function sumDays(tx: Tx, zone: string): Promise<void> {
  await tx.$executeRaw`
    WITH facts AS (
      SELECT "memberId", "businessDay" AS day, 0::numeric AS amount, 0::numeric AS payments, 0 AS accounts, 1 AS visits, 0 AS leads
        FROM "Visit" WHERE "undoneAt" IS NULL
      UNION ALL SELECT "memberId", "paidOn", 0, amount, 0, 0, 0
        FROM "Payment" WHERE "undoneAt" IS NULL AND "memberId" IS NOT NULL
      UNION ALL SELECT "ownerId", ("closedAt" AT TIME ZONE ${zone})::date, amount, 0, 0, 0, 0
        FROM "Opportunity" WHERE status = 'won' AND "ownerId" IS NOT NULL
      UNION ALL SELECT "ownerId", ("closedAt" AT TIME ZONE ${zone})::date, 0, 0, 1, 0, 0
        FROM (SELECT DISTINCT ON ("accountId") "ownerId", "closedAt" FROM "Opportunity" WHERE status = 'won'
              ORDER BY "accountId", "closedAt", id) AS first WHERE "ownerId" IS NOT NULL
      UNION ALL SELECT "memberId", ("startedAt" AT TIME ZONE ${zone})::date, 0, 0, 0, 0, 1
        FROM "Ownership" WHERE "memberId" IS NOT NULL AND (reason = 'claim' OR (reason = 'create' AND "leadId" IS NOT NULL))
    )
    INSERT INTO "MemberDay" ("memberId", day, amount, payments, "newAccounts", visits, leads)
    SELECT "memberId", day, sum(amount), sum(payments), sum(accounts), sum(visits), sum(leads)
      FROM facts GROUP BY "memberId", day`
}
