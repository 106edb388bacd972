import type { Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import type { Moment } from '../moment.ts'
import { readProspect } from '../pool/prospect.ts'
import { resetClock } from '../pool/reset-clock.ts'
import { createTask } from '../tasks/create-task.ts'
import { followedBy } from './followed-by.ts'
import { mendable } from './mendable.ts'

/**
 * Adds the next step to a visit that had none, and plans it as a task. Throws `Refusal` for another's visit or
 * customer.
 */
export async function planNextStep(
  tx: Tx,
  by: By,
  visitId: string,
  step: { next?: Moment | undefined; action?: string | undefined },
): Promise<void> {
  const visit = await mendable(tx, by, visitId)
  const { name } = await readProspect(tx, followedBy(visit))
  if (!step.next) throw new Refusal('no-date', '选个日子，我才好提醒你。')
  const nextAction = step.action ?? visit.nextAction
  const changed = await tx.visit.updateMany({
    where: { id: visitId, nextAt: null, undoneAt: null },
    data: { nextAt: step.next.at, nextAllDay: step.next.allDay, nextAction },
  })
  if (changed.count === 0)
    throw new Refusal('next-step-set', '下一步已经定好了，要改的话去「我的任务」里改期。')
  await record(tx, by, {
    action: 'visit.plan',
    id: visitId,
    before: { nextAction: visit.nextAction },
    after: { nextAt: step.next.at, nextAction },
  })
  await resetClock(tx, by, followedBy(visit))
  await createTask(tx, by, {
    title: nextAction ?? `继续跟进${name}`,
    assigneeId: by.member.id,
    due: step.next,
    accountId: visit.accountId ?? undefined,
    visitId,
  })
}
