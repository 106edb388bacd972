import { businessDay } from '../../clock.ts'
import { Prisma, type Task, type Tx, type Visit, type VisitChannel } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { addShare } from '../leaderboard/sums.ts'
import { dateOf, type Moment } from '../moment.ts'
import { reaches } from '../organisation/reach.ts'
import { restartClock } from '../pool/clock.ts'
import { createTask } from '../tasks/create-task.ts'
import { isThin } from './thin.ts'

/**
 * Logs a follow-up of an account: the visit, the next step as a task, the account's clock and the member's
 * figures, all in the caller's transaction. A thin log is kept but does not move the clock (DOMAIN.md,
 * Follow-ups). Throws `Refusal` when the account is out of reach.
 */
export async function logVisit(tx: Tx, by: By, entry: NewVisit): Promise<Logged> {
  const account = await tx.account.findUniqueOrThrow({ where: { id: entry.accountId } })
  if (!reaches(by.member.reach, account.ownerId)) throw notYours()
  const visit = await tx.visit.create({
    data: {
      accountId: account.id,
      memberId: by.member.id,
      contactId: entry.contactId ?? null,
      opportunityId: entry.opportunityId ?? null,
      channel: entry.channel,
      content: entry.content,
      nextAt: entry.next?.at ?? null,
      nextAllDay: entry.next?.allDay ?? true,
      nextAction: entry.nextAction ?? null,
      competitor: entry.competitor ?? null,
      amount: entry.amount ? new Prisma.Decimal(entry.amount) : null,
      valid: !isThin(entry.content),
      businessDay: dateOf(businessDay(by.now, by.zone)),
      createdAt: by.now,
    },
  })
  const { channel, content, nextAt, nextAction, valid } = visit
  await record(tx, by, {
    action: 'visit.create',
    id: visit.id,
    before: { followedUpAt: account.followedUpAt, dropsAt: account.dropsAt },
    after: { accountId: account.id, channel, content, nextAt, nextAction, valid },
  })
  await addShare(tx, by.member.id, by.now, by.zone, { visits: 1 })
  if (valid) await restartClock(tx, by, account)
  const task = entry.next ? await planNext(tx, by, visit, account.name, entry.next) : null
  return { visit, task, accountName: account.name }
}

export type NewVisit = {
  accountId: string
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
export type Logged = { visit: Visit; task: Task | null; accountName: string }

const planNext = (tx: Tx, by: By, visit: Visit, accountName: string, next: Moment) =>
  createTask(tx, by, {
    title: visit.nextAction ?? `继续跟进${accountName}`,
    assigneeId: by.member.id,
    due: next,
    accountId: visit.accountId ?? undefined,
    visitId: visit.id,
  })

const notYours = () =>
  new Refusal('not-in-reach', '这个客户不在你的名下，记不了跟进。想跟的话，先看看它在不在公海。')
