import type { Tx, Visit } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { correct } from '../correct.ts'
import { addShareOn } from '../leaderboard/sums.ts'
import { dayOf } from '../moment.ts'
import { leave } from './move-follow-up.ts'

/** A follow-up that never was, taken back whenever that shows. The caller has asked who may. Throws `Refusal`. */
export async function takeBackVisit(tx: Tx, by: By, id: string): Promise<void> {
  const { accountId, leadId, content } = await unmakeVisit(tx, by, id)
  await record(tx, by, { action: 'visit.undo', id, before: { accountId, leadId, content } })
}

/**
 * Figures and clock are as if it had not been, and the next step is off, by whichever message it was planned. The
 * row stays, marked. Throws `Refusal` for one that was taken back already.
 */
export async function unmakeVisit(tx: Tx, by: By, id: string): Promise<Visit> {
  const { count } = await tx.visit.updateMany({ where: { id, undoneAt: null }, data: { undoneAt: by.now } })
  if (count === 0) throw new Refusal('undone-already', '这条跟进已经撤销过了。')
  const visit = await tx.visit.findUniqueOrThrow({ where: { id } })
  // The account before the figures, as money and wins have them.
  await leave(tx, by, visit)
  await addShareOn(tx, visit.memberId, dayOf(visit.businessDay), { visits: -1 })
  const planned = await tx.task.findMany({ where: { visitId: id, status: 'open' }, select: { id: true } })
  const ids = [id, ...planned.map((task) => task.id)]
  const written = { entityId: { in: ids }, undoneAt: null, NOT: { action: { endsWith: '.undo' } } }
  // Also what its corrections taught: there is nothing left to take back of their messages.
  await tx.audit.updateMany({
    where: { entityType: { in: ['visit', 'task', 'language'] }, ...written },
    data: { undoneAt: by.now },
  })
  for (const task of planned) await correct(tx, by, 'task', task.id, { status: 'cancelled' })
  return visit
}
