import { businessDay } from '../../clock.ts'
import type { Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import type { By } from '../by.ts'
import { reaches } from '../organisation/reach.ts'
import { type OverdueRow, overdueParts, overdueRow } from './list-overdue.ts'

/** One receivable with its account, age and promise. Throws `Refusal` out of reach, naming nobody. */
export async function viewReceivable(tx: Tx, by: By, id: string): Promise<OverdueRow> {
  const row = await tx.receivable.findUnique({ where: { id }, include: overdueParts })
  const { reach } = by.member
  if (!row || !(reach === 'all' || reaches(reach, row.account.ownerId)))
    throw new Refusal('not-in-reach', '这笔应收不归你管，看不了。')
  if (row.status === 'written_off')
    throw new Refusal('written-off', '这笔已经记成坏账，不再催收。要恢复，请财务撤销。')
  if (row.status === 'paid') throw new Refusal('paid-already', '这笔款已经收齐了。')
  return overdueRow(row, businessDay(by.now, by.zone))
}
