import { businessDay } from '../../clock.ts'
import type { Tx, Visit, VisitChannel } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { requireContactOf, requireDealOf } from '../accounts/parts.ts'
import { writtenYuan } from '../amount.ts'
import { record } from '../audit.ts'
import { actDay, type By } from '../by.ts'
import { changesOf } from '../changes.ts'
import type { Moment } from '../moment.ts'
import { keyOf } from '../pool/ownership.ts'
import { type Prospect, readProspect } from '../pool/prospect.ts'
import { amendTask } from '../tasks/amend-task.ts'
import { createTask } from '../tasks/create-task.ts'
import { followedBy } from './followed-by.ts'
import { followable } from './log-visit.ts'
import { mendable } from './mendable.ts'
import { moveFollowUp } from './move-follow-up.ts'
import { isThin } from './thin.ts'

/**
 * Mends a follow-up that was taken down wrong: what is given replaces what was there, the next step's task, the
 * clock and, for another customer, that one's clock follow. A program may mend older ones, too. Throws `Refusal`
 * for another's visit, for one that was undone, for a customer out of reach, and where nothing changes.
 */
export async function amendVisit(tx: Tx, by: By, id: string, amendment: VisitAmendment): Promise<void> {
  const visit = await mendable(tx, by, id)
  if (!by.unsigned && businessDay(visit.createdAt, by.zone) < actDay(by))
    throw new Refusal('amend-too-late', '只能改当天记的跟进。要改以前的，请找主管或销管。')
  if (amendment.of) await followable(tx, by, keyOf(amendment.of))
  const changes = changesOf(visit, await wantedOf(tx, visit, amendment))
  if (!changes && by.unsigned) return
  if (!changes) throw new Refusal('nothing-to-amend', '本来就是这么记的，不用改。')
  const { before, after } = changes
  const { count } = await tx.visit.updateMany({ where: { id, undoneAt: null }, data: after })
  if (count === 0) throw new Refusal('visit-changed', '这条跟进已经撤销了，重新记一条吧。')
  const mended = await tx.visit.findUniqueOrThrow({ where: { id } })
  const known = await moveFollowUp(tx, by, visit, mended)
  await record(tx, by, {
    action: 'visit.amend',
    id,
    before,
    after: { ...after, ...(known === undefined ? {} : { knownBefore: known }) },
  })
  await amendNextStep(tx, by, mended, Object.keys(after))
}

export type VisitAmendment = {
  of?: Prospect | undefined
  /** `null`: nobody in particular. */
  contactId?: string | null | undefined
  channel?: VisitChannel | undefined
  content?: string | undefined
  next?: Moment | undefined
  nextAction?: string | undefined
  /** Yuan as a decimal string. */
  amount?: string | undefined
  competitor?: string | null | undefined
  opportunityId?: string | null | undefined
  /** Judged by somebody who has read it; otherwise the words decide. */
  valid?: boolean | undefined
}

type Values = Partial<
  Pick<
    Visit,
    | 'accountId'
    | 'leadId'
    | 'opportunityId'
    | 'contactId'
    | 'channel'
    | 'content'
    | 'valid'
    | 'nextAt'
    | 'nextAllDay'
    | 'nextAction'
    | 'amount'
    | 'competitor'
  >
>

/** A contact or deal of the one customer is none of the other's. */
async function wantedOf(tx: Tx, visit: Visit, { of, next, amount, ...plain }: VisitAmendment) {
  const was = followedBy(visit)
  const moved = of !== undefined && (of.kind !== was.kind || of.id !== was.id)
  const wanted: Values = {
    ...plain,
    ...(plain.content === undefined || plain.valid !== undefined ? {} : { valid: !isThin(plain.content) }),
    ...(next && { nextAt: next.at, nextAllDay: next.allDay }),
    ...(amount && { amount: writtenYuan(amount) }),
    ...(moved && { accountId: null, leadId: null, ...keyOf(of) }),
    ...(moved && { contactId: plain.contactId ?? null, opportunityId: plain.opportunityId ?? null }),
  }
  const accountId = moved ? (wanted.accountId ?? null) : visit.accountId
  if (wanted.contactId) await requireContactOf(tx, accountId, wanted.contactId)
  if (wanted.opportunityId) await requireDealOf(tx, accountId, wanted.opportunityId)
  return wanted
}

/** The task of the next step goes with it; where there is none open, a new one is planned. */
async function amendNextStep(tx: Tx, by: By, visit: Visit, names: string[]): Promise<void> {
  if (!names.some((name) => ['nextAt', 'nextAllDay', 'nextAction', 'accountId'].includes(name))) return
  const task = await tx.task.findFirst({ where: { visitId: visit.id, status: 'open' } })
  const { accountId, nextAction } = visit
  const due = visit.nextAt ? { at: visit.nextAt, allDay: visit.nextAllDay } : undefined
  if (task) {
    const title = names.includes('nextAction') && nextAction ? { title: nextAction } : {}
    await amendTask(tx, by, task.id, { due, accountId, ...title })
  } else if (due && names.some((name) => name.startsWith('nextA'))) {
    const { name } = await readProspect(tx, followedBy(visit))
    const title = nextAction ?? `继续跟进${name}`
    const planned = { title, assigneeId: visit.memberId, due, visitId: visit.id }
    await createTask(tx, by, { ...planned, accountId: accountId ?? undefined })
  }
}
