import { Prisma, type Tx } from '../../db/types.ts'
import { factsOf } from './facts.ts'
import { added, addShareOn, columns, type Share } from './sums.ts'

/** The first business day in `after < day < before` that was written since it was last counted; `null` for none. */
export async function nextDirtyDay(tx: Tx, after: string, before: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ day: string | null }[]>`
    SELECT min("day")::text AS day FROM "MemberDay"
    WHERE "dirty" AND "day" > ${after}::date AND "day" < ${before}::date`
  return row?.day ?? null
}

/**
 * Counts one business day of these members from its facts and sets right what differs. Returns how many members'
 * sums were wrong. Facts and sums are written in one transaction, so one statement sees both or neither; the mark
 * goes first, so that whoever writes meanwhile sets it again.
 */
export async function recountDay(tx: Tx, zone: string, day: string, memberIds: string[]): Promise<number> {
  await tx.$executeRaw`
    UPDATE "MemberDay" SET "dirty" = false
    WHERE "day" = ${day}::date AND "dirty" AND "memberId" = ANY(${memberIds}::uuid[])`
  const wrong = await differences(
    tx,
    Prisma.sql`SELECT "memberId", ${columns} FROM (${factsOf({ zone, span: { from: day, to: day }, memberIds })}) f`,
    Prisma.sql`SELECT "memberId", ${columns} FROM "MemberDay"
      WHERE "day" = ${day}::date AND "memberId" = ANY(${memberIds}::uuid[])`,
  )
  for (const { memberId, ...share } of wrong) await addShareOn(tx, memberId, day, share)
  return wrong.length
}

/** The same for a calendar month (its first day), counted from its days. */
export async function recountMonth(tx: Tx, month: string, memberIds: string[]): Promise<number> {
  const wrong = await differences(
    tx,
    Prisma.sql`SELECT "memberId", ${columns} FROM "MemberDay" WHERE "memberId" = ANY(${memberIds}::uuid[])
      AND "day" >= ${month}::date AND "day" < ${month}::date + interval '1 month'`,
    Prisma.sql`SELECT "memberId", ${columns} FROM "MemberMonth"
      WHERE "month" = ${month}::date AND "memberId" = ANY(${memberIds}::uuid[])`,
  )
  for (const { memberId, amount, payments, newAccounts, visits, leads } of wrong)
    await tx.$executeRaw`
      INSERT INTO "MemberMonth" ("memberId", "month", ${columns})
      VALUES (${memberId}::uuid, ${month}::date, ${amount}, ${payments}, ${newAccounts}, ${visits}, ${leads})
      ON CONFLICT ("memberId", "month") DO UPDATE SET ${added('MemberMonth')}`
  return wrong.length
}

/** Sums of everything, for a company that was filled in from elsewhere. The tables of sums are empty before. */
export async function sumEverything(tx: Tx, zone: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "MemberDay" ("memberId", "day", ${columns})
    SELECT "memberId", day, ${summed} FROM (${factsOf({ zone })}) f GROUP BY 1, 2`
  await tx.$executeRaw`
    INSERT INTO "MemberMonth" ("memberId", "month", ${columns})
    SELECT "memberId", date_trunc('month', "day")::date, ${summed} FROM "MemberDay" GROUP BY 1, 2`
}

/** What is missing, for each member, from the sums to what was counted; members without a difference are left out. */
const differences = (tx: Tx, counted: Prisma.Sql, sums: Prisma.Sql): Promise<Difference[]> =>
  tx.$queryRaw<Difference[]>`
    SELECT * FROM (
      SELECT "memberId", ${summed} FROM (
        ${counted} UNION ALL
        SELECT "memberId", -amount, -payments, -"newAccounts", -visits, -leads FROM (${sums}) s
      ) both_sides GROUP BY "memberId") d
    WHERE amount <> 0 OR payments <> 0 OR "newAccounts" <> 0 OR visits <> 0 OR leads <> 0
    ORDER BY "memberId"`

type Difference = { memberId: string } & Required<Share>

const summed = Prisma.sql`sum("amount") AS amount, sum("payments") AS payments,
  sum("newAccounts")::int AS "newAccounts", sum("visits")::int AS visits, sum("leads")::int AS leads`
