import type { Member, Tx } from '../../db/types.ts'

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
  const [found] = await tx.$queryRaw<{ departmentIds: string[]; memberIds: string[] }[]>`
    WITH led AS (
      SELECT path FROM "Department" WHERE "leaderId" = ${member.id}::uuid AND "removedAt" IS NULL
    ), own AS (
      SELECT path FROM led
      UNION ALL
      SELECT d.path FROM "Department" d JOIN "Membership" s ON s."departmentId" = d.id
      WHERE ${member.role === 'director'} AND NOT EXISTS (SELECT 1 FROM led)
        AND s."memberId" = ${member.id}::uuid AND d."removedAt" IS NULL
      UNION ALL
      SELECT path FROM "Department"
      WHERE ${member.role === 'director'} AND "parentId" IS NULL AND "removedAt" IS NULL
        AND NOT EXISTS (SELECT 1 FROM led)
        AND NOT EXISTS (SELECT 1 FROM "Membership" s WHERE s."memberId" = ${member.id}::uuid)
    ), below AS (
      SELECT DISTINCT d.id FROM "Department" d JOIN own ON starts_with(d.path, own.path) WHERE d."removedAt" IS NULL
    ), people AS (
      SELECT m.id FROM "Member" m JOIN below ON m."departmentId" = below.id
      UNION
      SELECT s."memberId" FROM "Membership" s JOIN below ON s."departmentId" = below.id
    )
    SELECT coalesce((SELECT array_agg(id) FROM below), '{}') AS "departmentIds",
           coalesce((SELECT array_agg(id) FROM people), '{}') AS "memberIds"`
  const { departmentIds = [], memberIds = [] } = found ?? {}
  return { memberIds: [...new Set([member.id, ...memberIds])], departmentIds }
}

/** Rows with an owner: the owner must be within reach. Public pool rows (no owner) are open to everybody. */
export const reaches = (reach: Reach, ownerId: string | null): boolean =>
  reach === 'all' || (ownerId !== null && reach.memberIds.includes(ownerId))

/** A `where` for tables with `ownerId`. */
export const ownedWithin = (reach: Reach): { ownerId?: { in: string[] } } =>
  reach === 'all' ? {} : { ownerId: { in: reach.memberIds } }

// Finance follows money, sales operations and marketing follow sources, everywhere in the company.
const seesAll = new Set<Member['role']>(['finance', 'sales_ops', 'marketing', 'customer_success'])
