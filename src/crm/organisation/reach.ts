import { type Member, Prisma, type Tx } from '../../db/types.ts'

/**
 * What a member may see: everything, or what belongs to certain people and departments.
 * Data is open downwards, closed upwards and sideways (DOMAIN.md, People).
 */
export type Reach = 'all' | { memberIds: string[]; departmentIds: string[] }

/**
 * The reach of a member: themself, and everybody in the departments that they lead, with all below. A director
 * whom the directory gives no department to lead has the ones they sit in; one above all departments has all.
 */
export async function reachOf(tx: Tx, member: Pick<Member, 'id' | 'role'>): Promise<Reach> {
  if (seesAll.has(member.role)) return 'all'
  const below = belowSql(Prisma.sql`${member.id}::uuid`, Prisma.sql`${member.role === 'director'}`)
  const [found] = await tx.$queryRaw<{ below: Below }[]>`SELECT ${below} AS below`
  return reachWith(member, found?.below ?? null)
}

/** The same, where a statement that read more has brought along what is below. */
export function reachWith(member: Pick<Member, 'id' | 'role'>, below: Below | null): Reach {
  if (seesAll.has(member.role)) return 'all'
  const { departmentIds = [], memberIds = [] } = below ?? {}
  return { memberIds: [...new Set([member.id, ...memberIds])], departmentIds }
}

export type Below = { departmentIds: string[]; memberIds: string[] }

/** The departments that a member leads with all below, and the people there, as JSON (`Below`). */
export const belowSql = (memberId: Prisma.Sql, isDirector: Prisma.Sql): Prisma.Sql => Prisma.sql`(
    WITH led AS (
      SELECT path FROM "Department" WHERE "leaderId" = ${memberId} AND "removedAt" IS NULL
    ), own AS (
      SELECT path FROM led
      UNION ALL
      SELECT d.path FROM "Department" d JOIN "Membership" s ON s."departmentId" = d.id
      WHERE ${isDirector} AND NOT EXISTS (SELECT 1 FROM led)
        AND s."memberId" = ${memberId} AND d."removedAt" IS NULL
      UNION ALL
      SELECT path FROM "Department"
      WHERE ${isDirector} AND "parentId" IS NULL AND "removedAt" IS NULL
        AND NOT EXISTS (SELECT 1 FROM led)
        AND NOT EXISTS (SELECT 1 FROM "Membership" s WHERE s."memberId" = ${memberId})
    ), below AS (
      SELECT DISTINCT d.id FROM "Department" d JOIN own ON starts_with(d.path, own.path) WHERE d."removedAt" IS NULL
    ), people AS (
      SELECT p.id FROM "Member" p JOIN below ON p."departmentId" = below.id
      UNION
      SELECT s."memberId" FROM "Membership" s JOIN below ON s."departmentId" = below.id
    )
    SELECT jsonb_build_object(
      'departmentIds', coalesce((SELECT jsonb_agg(id) FROM below), '[]'),
      'memberIds', coalesce((SELECT jsonb_agg(id) FROM people), '[]')))`

/** Rows with an owner: the owner must be within reach. Public pool rows (no owner) are open to everybody. */
export const reaches = (reach: Reach, ownerId: string | null): boolean =>
  reach === 'all' || (ownerId !== null && reach.memberIds.includes(ownerId))

// Finance follows money, sales operations and marketing follow sources, everywhere in the company.
const seesAll = new Set<Member['role']>(['finance', 'sales_ops', 'marketing', 'customer_success'])
