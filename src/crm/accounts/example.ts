import { Prisma, type Tx } from '../../db/types.ts'
import { companyKey } from '../leads/company-name.ts'

/**
 * One account of each of these members for example sentences, so that what is shown can be sent as it stands:
 * one with a deal in hand if there is any, of these the shortest name. Who has no account has no row.
 */
export async function exampleAccounts(tx: Tx, memberIds: string[]): Promise<ExampleAccount[]> {
  if (memberIds.length === 0) return []
  const rows = await tx.$queryRaw<ExampleAccount[]>`
    SELECT DISTINCT ON (a."ownerId")
      a."ownerId" AS "memberId", m."employeeNo", m.name AS member, a.name AS account,
      CASE WHEN c.title LIKE '%总经理%' THEN left(c.name, 1) || '总' ELSE c.name END AS contact
    FROM "Account" a JOIN "Member" m ON m.id = a."ownerId"
      LEFT JOIN LATERAL (
        SELECT name, title FROM "Contact" WHERE "accountId" = a.id
        ORDER BY coalesce(title LIKE '%总经理%', false) DESC, id LIMIT 1
      ) c ON true
    WHERE a."ownerId" IN (${Prisma.join(memberIds.map((id) => Prisma.sql`${id}::uuid`))})
    ORDER BY a."ownerId",
      EXISTS (SELECT 1 FROM "Opportunity" o WHERE o."accountId" = a.id AND o.status = 'open') DESC,
      char_length(a.name), a.name COLLATE "C"`
  return rows.map((row) => ({ ...row, account: companyKey(row.account).core }))
}

/** `account`: the short form of its name, as it is said. `contact`: who decides there, or somebody. */
export type ExampleAccount = {
  memberId: string
  employeeNo: string | null
  member: string
  account: string
  contact: string | null
}

/** The same for everybody who works here, by employee number; the first 500. */
export async function examplesByEmployee(tx: Tx): Promise<Map<string, Example>> {
  const members = await tx.member.findMany({ where: { status: 'active' }, select: { id: true }, take: 500 })
  const ids = members.map(({ id }) => id)
  const found = await exampleAccounts(tx, ids)
  return new Map(
    found.flatMap(({ employeeNo, account, contact }): [string, Example][] =>
      employeeNo ? [[employeeNo, { account, contact: contact ?? '张总' }]] : [],
    ),
  )
}

export type Example = { account: string; contact: string }
