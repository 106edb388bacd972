import type { Tx } from '../../db/types.ts'
import { type Bystander, record } from '../audit.ts'
import type { By } from '../by.ts'
import { moveShares } from '../leaderboard/sums.ts'

/**
 * Makes one member of two records of the same person: identities and everything owned go from one to the
 * other, which keeps its name and role; the first stays as a frozen record, so that old entries still tell who, and
 * of whom.
 */
export async function mergeMembers(tx: Tx, by: Merging, fromId: string, toId: string): Promise<void> {
  await hold(tx, [fromId, toId])
  const from = await tx.member.findUniqueOrThrow({ where: { id: fromId } })
  const to = await tx.member.findUniqueOrThrow({ where: { id: toId } })
  await moveSeats(tx, fromId, toId)
  await moveWork(tx, by.now, fromId, toId)
  await moveFigures(tx, fromId, toId)
  const { employeeNo, email, mobile } = from
  await tx.member.update({
    where: { id: fromId },
    data: {
      employeeNo: null,
      email: null,
      mobile: null,
      status: 'frozen',
      frozenAt: by.now,
      mergedIntoId: toId,
      updatedAt: by.now,
    },
  })
  await tx.member.updateMany({ where: { mergedIntoId: fromId }, data: { mergedIntoId: toId } })
  await tx.member.update({
    where: { id: toId },
    data: {
      employeeNo: to.employeeNo ?? employeeNo,
      email: to.email ?? email,
      mobile: to.mobile ?? mobile,
      title: to.title ?? from.title,
      departmentId: to.departmentId ?? from.departmentId,
      reportsToId: to.reportsToId ?? (from.reportsToId === toId ? null : from.reportsToId),
      // Who was shut out under one of their names is shut out under both.
      ...(from.frozenByHand && { status: 'frozen', frozenAt: from.frozenAt, frozenByHand: true }),
      updatedAt: by.now,
    },
  })
  await record(tx, by, {
    action: 'member.merge',
    id: toId,
    before: { from: fromId, name: from.name },
    after: { name: to.name },
  })
}

/** Whatever either is about to take goes along, or is refused them. */
const hold = (tx: Tx, ids: string[]) =>
  tx.$queryRaw`SELECT id FROM "Member" WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`

/** Nobody's act: the directory told. */
export type Merging = By | Bystander

async function moveSeats(tx: Tx, fromId: string, toId: string): Promise<void> {
  const where = { memberId: fromId }
  await tx.identity.updateMany({ where, data: { memberId: toId } })
  const seats = await tx.membership.findMany({ where })
  await tx.membership.createMany({
    data: seats.map(({ departmentId }) => ({ memberId: toId, departmentId })),
    skipDuplicates: true,
  })
  await tx.membership.deleteMany({ where })
  await tx.department.updateMany({ where: { leaderId: fromId }, data: { leaderId: toId } })
  await tx.member.updateMany({ where: { reportsToId: fromId }, data: { reportsToId: toId } })
  await tx.joinCode.deleteMany({ where })
}

async function moveWork(tx: Tx, updatedAt: Date, fromId: string, toId: string): Promise<void> {
  const owned = { where: { ownerId: fromId }, data: { ownerId: toId, updatedAt } }
  await tx.account.updateMany(owned)
  await tx.lead.updateMany(owned)
  await tx.opportunity.updateMany(owned)
  const made = { where: { createdById: fromId }, data: { createdById: toId } }
  await tx.account.updateMany(made)
  await tx.lead.updateMany(made)
  const done = { where: { memberId: fromId }, data: { memberId: toId } }
  await tx.visit.updateMany(done)
  await tx.ownership.updateMany(done)
  await tx.payment.updateMany(done)
  await tx.paymentPromise.updateMany(done)
  await tx.stageChange.updateMany(done)
  await tx.payment.updateMany({ where: { recordedById: fromId }, data: { recordedById: toId } })
  await tx.task.updateMany({ where: { assigneeId: fromId }, data: { assigneeId: toId, updatedAt } })
  await tx.task.updateMany({ where: { creatorId: fromId }, data: { creatorId: toId, updatedAt } })
}

/** Days are added up; a target of the same period is kept as the remaining member has it. */
async function moveFigures(tx: Tx, fromId: string, toId: string): Promise<void> {
  await moveShares(tx, fromId, toId)
  await tx.$executeRaw`
    UPDATE "Target" t SET "memberId" = ${toId}::uuid WHERE "memberId" = ${fromId}::uuid AND NOT EXISTS (
      SELECT 1 FROM "Target" o WHERE o."memberId" = ${toId}::uuid AND o.period = t.period AND o."startsOn" = t."startsOn")`
  await tx.target.deleteMany({ where: { memberId: fromId } })
}
