import type { Prisma } from '../../src/db/types.ts'
import type { Account } from './accounts.ts'
import { dayStartIn, type Frame, workMoment } from './frame.ts'
import { assignedTasks, ownTasks } from './sayings.ts'
import type { VisitRow } from './visits.ts'

type TaskRow = Prisma.TaskCreateManyInput

/** What was planned after talks, what people noted for themselves, and what managers gave their people. */
export function inventTasks(frame: Frame, visits: VisitRow[], accounts: Account[]): TaskRow[] {
  return [
    ...visits.filter((visit) => visit.nextAt).map((visit) => planned(frame, visit)),
    ...frame.sellers.flatMap((seller) => notes(frame, seller.member.id, accounts)),
    ...frame.sellers.filter((seller) => !seller.manages).map((seller) => assigned(frame, seller.member)),
  ]
}

/** What lies behind us is mostly done. */
function planned(frame: Frame, visit: VisitRow): TaskRow {
  const dueAt = visit.nextAt as Date
  const isDone = dueAt < dayStartIn(frame, -3) || (dueAt < dayStartIn(frame, 0) && frame.chance.happens(0.4))
  return {
    id: frame.chance.idAt(visit.createdAt),
    title: visit.nextAction ?? '继续跟进',
    assigneeId: visit.memberId,
    creatorId: visit.memberId,
    dueAt,
    dueAllDay: true,
    accountId: visit.accountId ?? null,
    opportunityId: visit.opportunityId ?? null,
    visitId: visit.id,
    status: isDone ? 'done' : 'open',
    doneAt: isDone ? later(frame, dueAt) : null,
    createdAt: visit.createdAt,
    updatedAt: visit.createdAt,
  }
}

const later = ({ now }: Frame, dueAt: Date): Date =>
  new Date(Math.min(now.getTime(), dueAt.getTime() + 10 * 3_600_000))

function notes(frame: Frame, memberId: string, accounts: Account[]): TaskRow[] {
  const { chance } = frame
  const own = accounts.filter((account) => account.owner?.member.id === memberId)
  return Array.from({ length: chance.int(1, 3) }, () => {
    const createdAt = workMoment(frame, chance.int(0, 6))
    return {
      id: chance.idAt(createdAt),
      title: chance.pick(ownTasks),
      assigneeId: memberId,
      creatorId: memberId,
      dueAt: dayStartIn(frame, chance.int(-1, 6)),
      accountId: own.length > 0 && chance.happens(0.7) ? chance.pick(own).id : null,
      createdAt,
      updatedAt: createdAt,
    }
  })
}

function assigned(frame: Frame, member: { id: string; reportsToId: string | null }): TaskRow {
  const { chance } = frame
  const createdAt = workMoment(frame, chance.int(0, 4))
  return {
    id: chance.idAt(createdAt),
    title: chance.pick(assignedTasks),
    assigneeId: member.id,
    creatorId: member.reportsToId ?? member.id,
    dueAt: dayStartIn(frame, chance.int(-1, 4)),
    createdAt,
    updatedAt: createdAt,
  }
}
