import type { Member, Role, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { reaches } from '../organisation/reach.ts'
import { changeHands } from './change-hands.ts'
import { heldValues, mayHold } from './claim.ts'
import { hasRoom } from './holdings.ts'
import { type Held, type Prospect, readProspect } from './prospect.ts'

/**
 * Gives a lead or account to a member, out of the pool or out of other hands. Managers assign within their
 * reach, sales operations everywhere; waiting times of the pool do not hold them. Throws `Refusal`.
 */
export async function assign(tx: Tx, by: By, prospect: Prospect, memberId: string): Promise<Held> {
  const before = await readProspect(tx, prospect)
  if (before.status === 'invalid') throw new Refusal('gone', '这条已经撤销了，分不出去。要的话重新建一个。')
  if (!assigns.has(by.member.role)) throw new Refusal('assign-not-your-role', '分配要主管或销管来做。')
  if (!before.inPool && !reaches(by.member.reach, before.ownerId)) throw outOfReach()
  if (!reaches(by.member.reach, memberId)) throw outOfReach()
  if (before.ownerId === memberId) return before
  const to = await receiver(tx, by, memberId, before)
  const assigned =
    before.status !== 'converted' &&
    (await changeHands(tx, by, prospect, { expected: { ownerId: before.ownerId }, to, reason: 'assign' }))
  if (!assigned) throw new Refusal('changed-meanwhile', '刚刚有人动过这一条，看一眼现在在谁名下再分。')
  const after = await readProspect(tx, prospect)
  await record(tx, by, {
    action: `${prospect.kind}.assign`,
    id: prospect.id,
    before: heldValues(before),
    after: heldValues(after),
  })
  return after
}

export const assigns = new Set<Role>(['manager', 'director', 'sales_ops'])
const outOfReach = () => new Refusal('not-in-reach', '只能在你管的人之间分配。')

async function receiver(tx: Tx, by: By, memberId: string, { signedAt }: Held) {
  const to = requireHolder(await tx.member.findUnique({ where: { id: memberId } }))
  if (!signedAt && !(await hasRoom(tx, to.id, by.now)))
    throw new Refusal('capacity', `${to.name} 名下已经满了，先退一家，或者换个人。`)
  return to
}

/** Who may be given customers and what goes with them. Throws `Refusal` for who has left or does not work any. */
export function requireHolder(member: Member | null): Member {
  if (member?.status !== 'active' || !mayHold(member.role))
    throw new Refusal('cannot-hold', '这位同事接不了客户：要在职的销售或主管。')
  return member
}
