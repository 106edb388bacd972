import type { Member, Tx } from '../db/types.ts'
import { type Reach, reaches, reachOf, reachWith } from './organisation/reach.ts'
import { mayTouch } from './tasks/change-task.ts'

/**
 * Whether somebody may see a record as it is now: cards about it stay with people who have had it once. Of what is
 * gone everybody active may; of a kind that no rule is written for, nobody.
 */
export async function maySee(tx: Tx, member: Reader, record: { kind: string; id: string }): Promise<boolean> {
  if (member.status !== 'active') return false
  if (toldToAll.has(record.kind)) return true
  const readRule = rules[record.kind]
  if (!readRule) return false
  const rule = await readRule(tx, record.id)
  // Whom somebody leads need not be asked where it is their own.
  return !rule || rule({ ...member, reach: reachWith(member, null) }) || rule(await reading(tx, member))
}

type Reader = Pick<Member, 'id' | 'role' | 'status'>
type Reading = Reader & { reach: Reach }

const reading = async (tx: Tx, member: Reader): Promise<Reading> => ({
  ...member,
  reach: await reachOf(tx, member),
})

/** Cards of these kinds, changed for everybody, say no more than who has it, or that it is gone; of a win, that it is none. */
const toldToAll = new Set(['lead', 'pool', 'account', 'win'])

type Rule = (reader: Reading) => boolean

/** `null`: it is gone. */
const rules: Readonly<Record<string, (tx: Tx, id: string) => Promise<Rule | null>>> = {
  async opportunity(tx, id) {
    const deal = await tx.opportunity.findUnique({ where: { id }, select: { ownerId: true } })
    return deal && within(deal.ownerId)
  },
  async task(tx, id) {
    const task = await tx.task.findUnique({ where: { id }, select: { assigneeId: true, creatorId: true } })
    return task && ((reader) => mayTouch(reader, task))
  },
  async visit(tx, id) {
    const visit = await tx.visit.findUnique({ where: { id }, select: { account: owned, lead: owned } })
    return visit && within((visit.account ?? visit.lead)?.ownerId ?? null)
  },
  async receivable(tx, id) {
    const owed = await tx.receivable.findUnique({ where: { id }, select: { account: owned } })
    return owed && within(owed.account.ownerId)
  },
  async payment(tx, id) {
    const paid = await tx.payment.findUnique({ where: { id }, select: { account: owned } })
    return paid && within(paid.account.ownerId)
  },
  async promise(tx, id) {
    const promised = await tx.paymentPromise.findUnique({ where: { id }, select: { account: owned } })
    return promised && within(promised.account.ownerId)
  },
}

const owned = { select: { ownerId: true } } as const

/** The owner's, and whoever's reach the owner is in. */
const within =
  (ownerId: string | null): Rule =>
  ({ reach }) =>
    reaches(reach, ownerId)
