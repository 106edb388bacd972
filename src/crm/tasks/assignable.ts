import type { Member, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { mayLead } from '../accounts/rights.ts'
import type { By } from '../by.ts'

/**
 * How a task may be given to somebody: to oneself, as an order to those one leads, or as a request to
 * colleagues of one's own department, who may decline. Throws `Refusal` for anybody else.
 */
export async function assignable(tx: Tx, by: By, assigneeId: string): Promise<Assignment> {
  if (assigneeId === by.member.id) return { kind: 'own', assignee: await memberOf(tx, assigneeId) }
  const assignee = await memberOf(tx, assigneeId)
  requireHere(assignee)
  if (mayLead(by.member, assigneeId)) return { kind: 'order', assignee }
  if (await areTogether(tx, by.member.id, assigneeId)) return { kind: 'request', assignee }
  throw new Refusal(
    'not-assignable',
    `${assignee.name}不在你的团队，派不了任务。可以请对方的主管来派，或者直接跟对方说。`,
  )
}

/** Throws `Refusal` for somebody who has left: nobody would ever be reminded. */
export function requireHere({ name, status }: Member): void {
  if (status === 'frozen') throw new Refusal('assignee-left', `${name}已经离职了，任务派给别人吧。`)
}

export type Assignment = { kind: 'own' | 'order' | 'request'; assignee: Member }

const memberOf = (tx: Tx, id: string): Promise<Member> => tx.member.findUniqueOrThrow({ where: { id } })

async function areTogether(tx: Tx, one: string, other: string): Promise<boolean> {
  const [mine, theirs] = await Promise.all([departmentsOf(tx, one), departmentsOf(tx, other)])
  return mine.some((id) => theirs.includes(id))
}

async function departmentsOf(tx: Tx, memberId: string): Promise<string[]> {
  const { departmentId, memberships } = await tx.member.findUniqueOrThrow({
    where: { id: memberId },
    include: { memberships: true },
  })
  return [...(departmentId ? [departmentId] : []), ...memberships.map((one) => one.departmentId)]
}
