import type { Member, Tx } from '../db/types.ts'
import { reaches, reachOf } from './organisation/reach.ts'

/**
 * Whether somebody may see a record as it is now: cards about it stay with people who have had it once. Of what is
 * gone, and of kinds whose cards say no more than who has it, everybody active may.
 */
export async function maySee(tx: Tx, member: Reader, record: { kind: string; id: string }): Promise<boolean> {
  if (member.status !== 'active') return false
  const holders = (await holdersOf[record.kind]?.(tx, record.id)) ?? null
  if (!holders || holders.others.includes(member.id)) return true
  return reaches(await reachOf(tx, member), holders.owner)
}

type Reader = Pick<Member, 'id' | 'role' | 'status'>

/** `owner`: whoever leads them may see it, too. */
type Holders = { owner: string | null; others: (string | null)[] }

const holdersOf: Readonly<Record<string, (tx: Tx, id: string) => Promise<Holders | null>>> = {
  async opportunity(tx, id) {
    const deal = await tx.opportunity.findUnique({ where: { id }, select: { ownerId: true } })
    return deal && { owner: deal.ownerId, others: [] }
  },
  async task(tx, id) {
    const task = await tx.task.findUnique({ where: { id }, select: { assigneeId: true, creatorId: true } })
    return task && { owner: task.assigneeId, others: [task.creatorId] }
  },
  async visit(tx, id) {
    const owned = { select: { ownerId: true } }
    const visit = await tx.visit.findUnique({ where: { id }, select: { account: owned, lead: owned } })
    return visit && { owner: (visit.account ?? visit.lead)?.ownerId ?? null, others: [] }
  },
  async receivable(tx, id) {
    const owed = await tx.receivable.findUnique({
      where: { id },
      select: { account: { select: { ownerId: true } } },
    })
    return owed && { owner: owed.account.ownerId, others: [] }
  },
}
