import type { Tx } from '../../db/types.ts'

/** Under which ids the books name a member: their own, and those of records that turned out to be them. */
export async function namedAs(tx: Tx, memberId: string): Promise<string[]> {
  const merged = await tx.member.findMany({ where: { mergedIntoId: memberId }, select: { id: true } })
  return [memberId, ...merged.map(({ id }) => id)]
}

/** Of these members, who has turned out to be whom. */
export async function mergedAmong(tx: Tx, ids: string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.member.findMany({
    where: { id: { in: ids }, mergedIntoId: { not: null } },
    select: { id: true, mergedIntoId: true },
  })
  return new Map(rows.map(({ id, mergedIntoId }) => [id, mergedIntoId as string]))
}
