import { businessDay } from '../../clock.ts'
import { Prisma, type Tx } from '../../db/types.ts'
import { together } from '../together.ts'

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

/**
 * The same for a known business day (`YYYY-MM-DD`), e.g. the day a payment came in. Its month gets the same, and
 * the day is marked as to be counted again in the night.
 */
export const addShareOn = (tx: Tx, memberId: string, day: string, share: Share): Promise<void> =>
  together(tx, sharesOn(memberId, day, share))

/** The same as statements, to be written together with others. */
export function sharesOn(memberId: string, day: string, share: Share): Prisma.Sql[] {
  const figures = Prisma.sql`${share.amount ?? zero}::numeric, ${share.payments ?? zero}::numeric,
    ${share.newAccounts ?? 0}::int, ${share.visits ?? 0}::int, ${share.leads ?? 0}::int`
  return [
    Prisma.sql`INSERT INTO "MemberMonth" ("memberId", "month", ${columns})
      VALUES (${memberId}::uuid, date_trunc('month', ${day}::date)::date, ${figures})
      ON CONFLICT ("memberId", "month") DO UPDATE SET ${added('MemberMonth')}`,
    Prisma.sql`INSERT INTO "MemberDay" ("memberId", "day", ${columns}) VALUES (${memberId}::uuid, ${day}::date, ${figures})
      ON CONFLICT ("memberId", "day") DO UPDATE SET ${added('MemberDay')}, "dirty" = true`,
  ]
}

/**
 * Gives one member's figures to another, day by day and month by month. What is given is what is taken away: nothing
 * that is added meanwhile is lost.
 */
export async function moveShares(tx: Tx, fromId: string, toId: string): Promise<void> {
  await tx.$executeRaw`
    WITH gone AS (DELETE FROM "MemberDay" WHERE "memberId" = ${fromId}::uuid RETURNING *)
    INSERT INTO "MemberDay" ("memberId", "day", ${columns}) SELECT ${toId}::uuid, "day", ${columns} FROM gone
    ON CONFLICT ("memberId", "day") DO UPDATE SET ${added('MemberDay')}, "dirty" = true`
  await tx.$executeRaw`
    WITH gone AS (DELETE FROM "MemberMonth" WHERE "memberId" = ${fromId}::uuid RETURNING *)
    INSERT INTO "MemberMonth" ("memberId", "month", ${columns}) SELECT ${toId}::uuid, "month", ${columns} FROM gone
    ON CONFLICT ("memberId", "month") DO UPDATE SET ${added('MemberMonth')}`
}

const names = ['amount', 'payments', 'newAccounts', 'visits', 'leads']
export const columns = Prisma.raw(names.map((name) => `"${name}"`).join(', '))
/** For the update of an insert that met a row: what is new is added to what is there. */
export const added = (table: 'MemberDay' | 'MemberMonth'): Prisma.Sql =>
  Prisma.raw(names.map((name) => `"${name}" = "${table}"."${name}" + excluded."${name}"`).join(', '))

const zero = new Prisma.Decimal(0)
