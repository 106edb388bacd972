import { businessDay } from '../../clock.ts'
import type { Prisma, Tx } from '../../db/types.ts'

/** What an account still owes, how much of it is overdue today, and what it paid this calendar year. Yuan. */
export async function accountMoney(
  tx: Tx,
  accountId: string,
  now: Date,
  zone: string,
): Promise<AccountMoney> {
  const today = businessDay(now, zone)
  const yearStart = `${today.slice(0, 4)}-01-01`
  const [money] = await tx.$queryRaw<[AccountMoney]>`
    SELECT coalesce(sum(amount - "paidAmount"), 0) AS open,
      coalesce(sum(amount - "paidAmount") FILTER (WHERE "dueOn" < ${today}::date), 0) AS overdue,
      (SELECT coalesce(sum(amount), 0) FROM "Payment"
        WHERE "accountId" = ${accountId}::uuid AND "undoneAt" IS NULL AND "paidOn" >= ${yearStart}::date) AS "paidThisYear"
    FROM "Receivable" WHERE "accountId" = ${accountId}::uuid AND status IN ('open', 'partial')`
  return money
}

export type AccountMoney = { open: Prisma.Decimal; overdue: Prisma.Decimal; paidThisYear: Prisma.Decimal }
