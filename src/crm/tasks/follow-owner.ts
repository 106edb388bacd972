import type { Tx } from '../../db/types.ts'

/**
 * Open tasks of an account go with it: whoever takes it over has them to do. What its owner had to do for it ends
 * when it goes back to the pool. Tasks of others (finance, a colleague who helps) stay theirs.
 */
export async function followOwner(
  tx: Tx,
  accountId: string,
  { from, to, at }: { from: string; to: string | null; at: Date },
): Promise<void> {
  if (!to) return endWithOwners(tx, [{ accountId, from }], at)
  await tx.task.updateMany({
    where: { accountId, assigneeId: from, status: 'open' },
    data: { assigneeId: to, updatedAt: at },
  })
}

/** Of accounts that go back to the pool, what their owners had to do for them. */
export async function endWithOwners(
  tx: Tx,
  left: { accountId: string; from: string }[],
  at: Date,
): Promise<void> {
  if (left.length === 0) return
  await tx.$executeRaw`
    UPDATE "Task" t SET status = 'cancelled', "updatedAt" = ${at}
    FROM jsonb_to_recordset(${JSON.stringify(left)}::jsonb) AS l("accountId" uuid, "from" uuid)
    WHERE t."accountId" = l."accountId" AND t."assigneeId" = l."from" AND t.status = 'open'`
}

/** Takes the end of them back: what ended at that moment is open again. */
export async function reopenEnded(tx: Tx, accountId: string, assigneeId: string, at: Date, now: Date) {
  await tx.task.updateMany({
    where: { accountId, assigneeId, status: 'cancelled', updatedAt: at },
    data: { status: 'open', updatedAt: now },
  })
}

/**
 * Whether the account has left since then whoever has the task, and they have it no more: what is opened again now
 * would be theirs without it.
 */
export async function hasLeftBehind(tx: Tx, taskId: string, since: Date): Promise<boolean> {
  const { accountId, assigneeId } = await tx.task.findUniqueOrThrow({ where: { id: taskId } })
  if (!accountId) return false
  const stretches = await tx.ownership.findMany({
    where: { accountId, memberId: assigneeId, OR: [{ endedAt: null }, { endedAt: { gte: since } }] },
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
