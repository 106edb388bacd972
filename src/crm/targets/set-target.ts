import { DateTime } from 'luxon'
import type { Target, TargetPeriod, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { positiveYuan } from '../amount.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { dateOf } from '../moment.ts'
import { reaches } from '../organisation/reach.ts'

/**
 * Sets what a member or a department is to reach in the period that `day` lies in. Open to those who lead them
 * and to sales operations, never to oneself, and to programs; throws `Refusal`.
 */
export async function setTarget(tx: Tx, by: By, entry: NewTarget): Promise<Target> {
  if (!maySet(by, entry)) throw notYours()
  const amount = positiveYuan(entry.amount)
  const { period, of } = entry
  const startsOn = firstDay(entry)
  const before = await findTarget(tx, entry)
  const target = before
    ? await tx.target.update({ where: { id: before.id }, data: { amount } })
    : await tx.target.create({ data: { ...of, period, startsOn, amount } })
  await record(tx, by, {
    action: 'target.set',
    id: target.id,
    ...(before ? { before: { amount: before.amount } } : {}),
    after: { ...of, period, startsOn, amount },
  })
  return target
}

/** What is set for that period; `null` for none. */
export const findTarget = (tx: Tx, entry: Omit<NewTarget, 'amount'>): Promise<Target | null> =>
  tx.target.findFirst({ where: { ...entry.of, period: entry.period, startsOn: firstDay(entry) } })

const firstDay = ({ period, day }: Pick<NewTarget, 'period' | 'day'>): Date =>
  dateOf(DateTime.fromISO(day, { zone: 'utc' }).startOf(period).toISODate() as string)

/** Nothing is to be reached in that period any more. Throws `Refusal` like `setTarget`. */
export async function removeTarget(tx: Tx, by: By, id: string): Promise<void> {
  const { memberId, departmentId, period, startsOn, amount } = await tx.target.delete({ where: { id } })
  const of = memberId ? { memberId } : { departmentId: departmentId as string }
  if (!maySet(by, { of })) throw notYours()
  await record(tx, by, { action: 'target.remove', id, before: { ...of, period, startsOn, amount } })
}

export type NewTarget = {
  of: { memberId: string } | { departmentId: string }
  period: TargetPeriod
  /** Any day of the period, `YYYY-MM-DD`. */
  day: string
  /** Yuan as a decimal string. */
  amount: string
}

const notYours = () => new Refusal('not-in-reach', '目标由上级或者销管来定。')

function maySet({ member, unsigned }: By, { of }: Pick<NewTarget, 'of'>): boolean {
  if (member.role === 'sales_ops' || unsigned) return true
  if (member.role !== 'manager' && member.role !== 'director') return false
  if ('memberId' in of) return of.memberId !== member.id && reaches(member.reach, of.memberId)
  return member.reach !== 'all' && member.reach.departmentIds.includes(of.departmentId)
}
