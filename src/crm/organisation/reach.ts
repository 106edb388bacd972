import type { Member, Tx } from '../../db/types.ts'

/**
 * What a member may see: everything, or what belongs to certain people and departments.
 * Data is open downwards, closed upwards and sideways (DOMAIN.md, People).
 */
export type Reach = 'all' | { memberIds: string[]; departmentIds: string[] }

/** Works out the reach of a member from their role and the departments they lead, with all below. */
export async function reachOf(tx: Tx, member: Pick<Member, 'id' | 'role'>): Promise<Reach> {
  if (seesAll.has(member.role)) return 'all'
  const departmentIds = await departmentsLedBy(tx, member.id)
  if (departmentIds.length === 0) return { memberIds: [member.id], departmentIds: [] }
  const members = await tx.member.findMany({
    where: {
      OR: [
        { departmentId: { in: departmentIds } },
        { memberships: { some: { departmentId: { in: departmentIds } } } },
      ],
    },
    select: { id: true },
  })
  return { memberIds: [...new Set([member.id, ...members.map((one) => one.id)])], departmentIds }
}

/** The departments that a member leads, with everything below them. */
export async function departmentsLedBy(tx: Tx, memberId: string): Promise<string[]> {
  const led = await tx.department.findMany({
    where: { leaderId: memberId, removedAt: null },
    select: { path: true },
  })
  if (led.length === 0) return []
  const below = await tx.department.findMany({
    where: { OR: led.map(({ path }) => ({ path: { startsWith: path } })), removedAt: null },
    select: { id: true },
  })
  return below.map((department) => department.id)
}

/** Rows with an owner: the owner must be within reach. Public pool rows (no owner) are open to everybody. */
export const reaches = (reach: Reach, ownerId: string | null): boolean =>
  reach === 'all' || (ownerId !== null && reach.memberIds.includes(ownerId))

/** A `where` for tables with `ownerId`. */
export const ownedWithin = (reach: Reach): { ownerId?: { in: string[] } } =>
  reach === 'all' ? {} : { ownerId: { in: reach.memberIds } }

// Finance follows money, sales operations and marketing follow sources, everywhere in the company.
const seesAll = new Set<Member['role']>(['finance', 'sales_ops', 'marketing', 'customer_success'])
