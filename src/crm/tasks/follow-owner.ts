import type { Prisma, Tx } from '../../db/types.ts'
import type { Prospect } from '../pool/prospect.ts'

/**
 * Open tasks of a lead or account go with it: whoever takes it over has them to do. What its owner had to do for it
 * ends when it goes back to the pool. Tasks of others (finance, a colleague who helps) stay theirs.
 */
export async function followOwner(
  tx: Tx,
  { kind, id }: Prospect,
  { from, to, at }: { from: string; to: string | null; at: Date },
): Promise<void> {
  if (!to) return endWithOwners(tx, [{ kind, id, from }], at)
  await tx.task.updateMany({
    where: { ...tasksOf({ kind, id }), assigneeId: from, status: 'open' },
    data: { assigneeId: to, updatedAt: at },
  })
}

/** Of what goes back to the pool, what their owners had to do for it. */
export async function endWithOwners(tx: Tx, left: (Prospect & { from: string })[], at: Date): Promise<void> {
  if (left.length === 0) return
  await tx.$executeRaw`
    UPDATE "Task" t SET status = 'cancelled', "updatedAt" = ${at}
    FROM jsonb_to_recordset(${JSON.stringify(left)}::jsonb) AS l(kind text, id uuid, "from" uuid)
    WHERE t."assigneeId" = l."from" AND t.status = 'open' AND CASE l.kind WHEN 'account' THEN t."accountId" = l.id
      ELSE EXISTS (SELECT FROM "Visit" v WHERE v.id = t."visitId" AND v."leadId" = l.id) END`
}

/** Takes the end of them back: what ended at that moment is open again. */
export async function reopenEnded(tx: Tx, of: Prospect, assigneeId: string, at: Date, now: Date) {
  await tx.task.updateMany({
    where: { ...tasksOf(of), assigneeId, status: 'cancelled', updatedAt: at },
    data: { status: 'open', updatedAt: now },
  })
}

/** What is to do for a lead is the next step of one of its follow-ups. */
const tasksOf = ({ kind, id }: Prospect): Prisma.TaskWhereInput =>
  kind === 'account' ? { accountId: id } : { visit: { leadId: id } }

/**
 * Whether the lead or account has left since then whoever has the task, and they have it no more: what is opened
 * again now would be theirs without it.
 */
export async function hasLeftBehind(tx: Tx, taskId: string, since: Date): Promise<boolean> {
  const { accountId, assigneeId, visit } = await tx.task.findUniqueOrThrow({
    where: { id: taskId },
    include: { visit: { select: { leadId: true } } },
  })
  const leadId = visit?.leadId
  if (!accountId && !leadId) return false
  const stretches = await tx.ownership.findMany({
    where: {
      ...(accountId ? { accountId } : { leadId }),
      memberId: assigneeId,
      OR: [{ endedAt: null }, { endedAt: { gte: since } }],
    },
    select: { endedAt: true },
  })
  return stretches.length > 0 && stretches.every(({ endedAt }) => endedAt !== null)
}

/** What ended with these accounts at that moment and had been given by somebody else, by giver. */
export async function endedFor(tx: Tx, accountIds: string[], at: Date): Promise<Map<string, Ended[]>> {
  const tasks = await tx.task.findMany({
    where: { accountId: { in: accountIds }, status: 'cancelled', updatedAt: at, creatorId: { not: null } },
    include: { assignee: { select: { name: true } }, account: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
  const given = tasks.filter(({ creatorId, assigneeId }) => creatorId !== assigneeId)
  return Map.groupBy(
    given.map(({ id, title, creatorId, assignee, account }) => ({
      id,
      title,
      giverId: creatorId as string,
      assignee: assignee.name,
      account: account?.name ?? '',
    })),
    ({ giverId }) => giverId,
  )
}

export type Ended = { id: string; title: string; giverId: string; assignee: string; account: string }
