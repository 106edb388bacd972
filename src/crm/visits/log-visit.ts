import { Prisma, type Role, type Task, type Tx, type Visit, type VisitChannel } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { newId } from '../../ids.ts'
import { requireDealOf } from '../accounts/parts.ts'
import { mayFollowUp, mayWork } from '../accounts/rights.ts'
import { writtenYuan } from '../amount.ts'
import { recordOf } from '../audit.ts'
import { type Actor, actDay, type By } from '../by.ts'
import { sharesOn } from '../leaderboard/sums.ts'
import { dateOf, dayOf, type Moment } from '../moment.ts'
import { type Held, holdProspect, type Prospect, readProspect } from '../pool/prospect.ts'
import { resetClock, restarted, restartOf } from '../pool/reset-clock.ts'
import { createTask } from '../tasks/create-task.ts'
import { together } from '../together.ts'
import { isThin } from './thin.ts'
import { type VisitView, viewOf } from './view-visit.ts'

/**
 * Logs a follow-up of an account or a lead: the visit, the next step as a task, the clock and the member's
 * figures, all in the caller's transaction and nearly all in one statement. A thin log is kept but does not move
 * the clock (DOMAIN.md, Follow-ups). Throws `Refusal` when the account or lead is out of reach, and for another's deal.
 */
export async function logVisit(tx: Tx, by: By, entry: NewVisit): Promise<Logged> {
  const held = await followable(tx, by, entry)
  const contact = await knownContact(tx, held, entry.contactId)
  const visit = { ...rowOf(by, held, entry), contactId: contact?.id ?? null }
  if (visit.opportunityId) await requireDealOf(tx, visit.accountId, visit.opportunityId)
  const { channel, content, nextAt, nextAction, valid, accountId, leadId } = visit
  // Whose clock is worked out below: before the figures, as money and wins have them.
  if (!valid && nextAt) await holdProspect(tx, held)
  const drop = valid ? await restarted(tx, by, held, nextAt) : held.dropsAt
  await together(tx, [
    insertOf(visit),
    recordOf(by, {
      action: 'visit.create',
      id: visit.id,
      before: { followedUpAt: held.followedUpAt, dropsAt: held.dropsAt },
      after: { accountId, leadId, channel, content, nextAt, nextAction, valid },
    }),
    ...sharesOn(by.member.id, actDay(by), { visits: 1 }),
    ...(valid ? [restartOf(by, held, drop)] : []),
  ])
  const dropsAt = !valid && nextAt ? await resetClock(tx, by, held) : drop
  const task = entry.next ? await planNext(tx, by, visit, held.name, entry.next) : null
  const { name, ownerId } = held
  return { visit, task, view: viewOf(visit, { name, ownerId, dropsAt, contactName: contact?.name }) }
}

/** An account, or a lead. */
type Followed = { accountId?: string | undefined; leadId?: string | undefined }

/** Of an account, or of a lead. */
export type NewVisit = (
  | { accountId: string; leadId?: undefined }
  | { leadId: string; accountId?: undefined }
) & {
  channel: VisitChannel
  content: string
  contactId?: string | undefined
  opportunityId?: string | undefined
  next?: Moment | undefined
  nextAction?: string | undefined
  competitor?: string | undefined
  /** Yuan as a decimal string. */
  amount?: string | undefined
}
export type Logged = { visit: Visit; task: Task | null; view: VisitView }

/**
 * The account or lead, if this member may log a follow-up of it. A lead is held: when it is converted, what is logged
 * of it goes along. Throws `Refusal` otherwise.
 */
export async function followable(tx: Tx, by: By, { accountId, leadId }: Followed): Promise<Held> {
  const prospect: Prospect = leadId
    ? { kind: 'lead', id: leadId }
    : { kind: 'account', id: accountId as string }
  if (leadId) await holdProspect(tx, prospect)
  const held = await readProspect(tx, prospect)
  if (held.status === 'converted')
    throw new Refusal('lead-converted', '这条线索已经转成客户了，记在客户上就行。')
  if (held.inPool)
    throw new Refusal('in-pool', `${held.name} 还在公海，先领取再记跟进：发「领取 ${held.name}」。`)
  const may = held.kind === 'account' ? mayFollowUp : mayWork
  if (!may(by.member, held.ownerId)) throw notYours(by.member)
  return held
}

const rowOf = (by: By, held: Held, entry: NewVisit): Omit<Visit, 'contactId'> => ({
  id: newId(),
  accountId: held.kind === 'account' ? held.id : null,
  leadId: held.kind === 'lead' ? held.id : null,
  memberId: by.member.id,
  opportunityId: entry.opportunityId ?? null,
  channel: entry.channel,
  content: entry.content,
  nextAt: entry.next?.at ?? null,
  nextAllDay: entry.next?.allDay ?? true,
  nextAction: entry.nextAction ?? null,
  competitor: entry.competitor ?? null,
  amount: entry.amount ? writtenYuan(entry.amount) : null,
  valid: !isThin(entry.content),
  businessDay: dateOf(actDay(by)),
  undoneAt: null,
  createdAt: by.now,
})

const insertOf = (visit: Visit): Prisma.Sql => Prisma.sql`
  INSERT INTO "Visit" (id, "accountId", "leadId", "opportunityId", "contactId", "memberId", channel, content, "nextAt",
    "nextAllDay", "nextAction", competitor, amount, valid, "businessDay", "createdAt")
  VALUES (${visit.id}::uuid, ${visit.accountId}::uuid, ${visit.leadId}::uuid, ${visit.opportunityId}::uuid,
    ${visit.contactId}::uuid, ${visit.memberId}::uuid, ${visit.channel}::"VisitChannel", ${visit.content}, ${visit.nextAt},
    ${visit.nextAllDay}, ${visit.nextAction}, ${visit.competitor}, ${visit.amount}::numeric, ${visit.valid},
    ${dayOf(visit.businessDay)}::date, ${visit.createdAt})`

/** One of this account: names are alike, and one whose making was undone may still be remembered. */
async function knownContact(tx: Tx, { kind, id: accountId }: Held, id?: string) {
  if (!id || kind === 'lead') return null
  return tx.contact.findFirst({ where: { id, accountId }, select: { id: true, name: true } })
}

const planNext = (tx: Tx, by: By, visit: Visit, name: string, next: Moment) =>
  createTask(tx, by, {
    title: visit.nextAction ?? `继续跟进${name}`,
    assigneeId: by.member.id,
    due: next,
    accountId: visit.accountId ?? undefined,
    visitId: visit.id,
  })

const notYours = ({ role }: Actor): Refusal =>
  new Refusal(
    ...(refusals[role] ?? ['not-in-reach', '这家不在你的名下，记不了跟进。想跟的话，先看看它在不在公海。']),
  )

const refusals: Partial<Record<Role, [rule: string, text: string]>> = {
  finance: ['log-not-your-role', '跟进由销售来记。到账和客户答应的付款日子，你直接告诉我就行。'],
  marketing: ['log-not-your-role', '跟进由销售来记。新来的线索发「新线索 公司 联系人 电话」，我放进公海。'],
}
