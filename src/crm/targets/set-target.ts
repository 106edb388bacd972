import { DateTime } from 'luxon'
import type { Target, TargetPeriod, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { dateOf } from '../moment.ts'
import { reaches } from '../organisation/reach.ts'
import { positiveYuan } from '../receivables/amount.ts'

/**
 * Sets what a member or a department is to reach in the period that `day` lies in. Open to those who lead them
 * and to sales operations, never to oneself; throws `Refusal`.
 */
export async function setTarget(tx: Tx, by: By, entry: NewTarget): Promise<Target> {
  if (!maySet(by, entry)) throw new Refusal('not-in-reach', '目标由上级或者销管来定。')
  const amount = positiveYuan(entry.amount)
  const { period, of } = entry
  const startsOn = dateOf(DateTime.fromISO(entry.day, { zone: 'utc' }).startOf(period).toISODate() as string)
  const before = await tx.target.findFirst({ where: { ...of, period, startsOn } })
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

export type NewTarget = {
  of: { memberId: string } | { departmentId: string }
  period: TargetPeriod
  /** Any day of the period, `YYYY-MM-DD`. */
  day: string
  /** Yuan as a decimal string. */
  amount: string
}

function maySet({ member }: By, { of }: NewTarget): boolean {
  if (member.role === 'sales_ops') return true
  if (member.role !== 'manager' && member.role !== 'director') return false
  if ('memberId' in of) return of.memberId !== member.id && reaches(member.reach, of.memberId)
  return member.reach !== 'all' && member.reach.departmentIds.includes(of.departmentId)
}
