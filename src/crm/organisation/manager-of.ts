import type { Member, Tx } from '../../db/types.ts'

/**
 * Who decides for a member: whom they report to, else the leader of their department or of the nearest one
 * above it. Never themselves, never somebody who has left. `null` at the top.
 */
export const managerOf = async (tx: Tx, memberId: string): Promise<Manager | null> =>
  (await managersOf(tx, [memberId])).get(memberId) ?? null

/** The same for many at once; who has nobody above is missing. */
export async function managersOf(tx: Tx, memberIds: string[]): Promise<Map<string, Manager>> {
  const members = await tx.member.findMany({
    where: { id: { in: memberIds } },
    select: {
      id: true,
      reportsTo: { select: { id: true, name: true, status: true } },
      department: { select: { path: true } },
    },
  })
  const unled = members.filter(({ reportsTo }) => reportsTo?.status !== 'active')
  const departments = await tx.department.findMany({
    where: { id: { in: unled.flatMap(lineOf) }, removedAt: null },
    select: { id: true, leader: { select: { id: true, name: true, status: true } } },
  })
  const leaders = new Map(departments.map(({ id, leader }) => [id, leader]))
  return new Map(
    members.flatMap((member) => {
      const { id, reportsTo } = member
      const upwards = [reportsTo, ...lineOf(member).map((one) => leaders.get(one))]
      const manager = upwards.find((one) => one && one.id !== id && one.status === 'active')
      return manager ? [[id, { id: manager.id, name: manager.name }] as const] : []
    }),
  )
}

export type Manager = Pick<Member, 'id' | 'name'>

/** The departments that a member sits in, the nearest first. */
const lineOf = ({ department }: { department: { path: string } | null }): string[] =>
  (department?.path ?? '').split('/').filter(isUuid).reverse()

const isUuid = (part: string): boolean => /^[0-9a-f-]{36}$/i.test(part)
