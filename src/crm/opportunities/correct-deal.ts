import type { Opportunity, Tx } from '../../db/types.ts'
import type { By } from '../by.ts'
import { correct } from '../correct.ts'
import { addWin, credit, firstWin, holdAccountOf } from './board.ts'

/** Changes plain fields of a deal. Of a won one, the boards follow: what it brought, and for whom. */
export async function correctDeal(tx: Tx, by: By, id: string, values: Partial<Opportunity>): Promise<void> {
  await holdAccountOf(tx, id)
  const before = await tx.opportunity.findUniqueOrThrow({ where: { id } })
  await correct(tx, by, 'opportunity', id, values)
  if (before.status !== 'won') return
  const after = await tx.opportunity.findUniqueOrThrow({ where: { id } })
  await addWin(tx, by.zone, before, -1)
  await addWin(tx, by.zone, after, 1)
  if ((await firstWin(tx, before.accountId))?.id !== id) return
  await credit(tx, by.zone, before, -1)
  await credit(tx, by.zone, after, 1)
}
