import { businessDay } from '../../clock.ts'
import { Prisma, type Tx } from '../../db/types.ts'

/** What a fact adds to one member's day; negative values take it back. Amounts are yuan. */
export type Share = {
  amount?: Prisma.Decimal
  payments?: Prisma.Decimal
  newAccounts?: number
  visits?: number
  leads?: number
}

/** Adds to a member's figures of the business day of `at`, in the transaction that writes the fact. */
export const addShare = (tx: Tx, memberId: string, at: Date, zone: string, share: Share): Promise<void> =>
  addShareOn(tx, memberId, businessDay(at, zone), share)

/** The same for a known business day (`YYYY-MM-DD`), e.g. the day a payment came in. */
export async function addShareOn(tx: Tx, memberId: string, day: string, share: Share): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "MemberDay" ("memberId", "day", "amount", "payments", "newAccounts", "visits", "leads")
    VALUES (${memberId}::uuid, ${day}::date, ${share.amount ?? zero}::numeric, ${share.payments ?? zero}::numeric,
            ${share.newAccounts ?? 0}::int, ${share.visits ?? 0}::int, ${share.leads ?? 0}::int)
    ON CONFLICT ("memberId", "day") DO UPDATE SET
      "amount" = "MemberDay"."amount" + excluded."amount",
      "payments" = "MemberDay"."payments" + excluded."payments",
      "newAccounts" = "MemberDay"."newAccounts" + excluded."newAccounts",
      "visits" = "MemberDay"."visits" + excluded."visits",
      "leads" = "MemberDay"."leads" + excluded."leads"`
}

const zero = new Prisma.Decimal(0)
