import type { Member, Tx } from '../../db/types.ts'

/**
 * Who decides for a member: whom they report to, else the leader of their department or of the nearest one
 * above it. Never themselves, never somebody who has left. `null` at the top.
 */
export async function managerOf(tx: Tx, memberId: string): Promise<Pick<Member, 'id' | 'name'> | null> {
  const member = await tx.member.findUniqueOrThrow({
    where: { id: memberId },
    include: { reportsTo: true, department: { select: { path: true } } },
  })
  if (member.reportsTo?.status === 'active') return member.reportsTo
  const departmentIds = member.department?.path.split('/').filter(Boolean) ?? []
  const departments = await tx.department.findMany({
    where: { id: { in: departmentIds.filter(isUuid) }, removedAt: null },
    include: { leader: true },
  })
  const upwards = departments.sort((a, b) => b.path.length - a.path.length)
  return upwards.map(({ leader }) => leader).find((leader) => leads(leader, memberId)) ?? null
}

const leads = (leader: Member | null, memberId: string): boolean =>
  leader !== null && leader.id !== memberId && leader.status === 'active'

const isUuid = (part: string): boolean => /^[0-9a-f-]{36}$/i.test(part)
