import { businessDay } from '../../clock.ts'
import type { Tx } from '../../db/types.ts'
import { managerOf } from '../organisation/manager-of.ts'
import type { Rules } from '../settings/rules.ts'
import { dueDaysReached } from './ladder.ts'
import { type OverdueRow, overdueParts, overdueRow } from './list-overdue.ts'

/**
 * Who hears of which of the receivables that reach a step of the ladder today: the owner of each, and by its age
 * those above. Longest overdue first.
 */
export async function whoIsTold(tx: Tx, at: LadderAt): Promise<Map<string, OverdueRow[]>> {
  const { managerFromDays, directorFromDays } = at.rules.overdue
  const told = new Map<string, OverdueRow[]>()
  const above = new Map<string, Superiors>()
  for (const row of await reached(tx, at)) {
    if (!row.ownerId) continue
    const hear = new Set([row.ownerId])
    if (row.days >= Math.min(managerFromDays, directorFromDays)) {
      const superiors = above.get(row.ownerId) ?? (await superiorsOf(tx, row.ownerId))
      above.set(row.ownerId, superiors)
      if (row.days >= managerFromDays && superiors.manager) hear.add(superiors.manager)
      if (row.days >= directorFromDays && superiors.director) hear.add(superiors.director)
    }
    for (const memberId of hear) told.set(memberId, [...(told.get(memberId) ?? []), row])
  }
  return told
}

export type LadderAt = { now: Date; zone: string; rules: Pick<Rules, 'overdue'> }

/** The receivables that reach a step today. */
async function reached(tx: Tx, { now, zone, rules }: LadderAt): Promise<OverdueRow[]> {
  const today = businessDay(now, zone)
  const rows: OverdueRow[] = []
  // Day by day: on the embedded database everybody waits while a statement runs.
  for (const dueOn of dueDaysReached(today, rules.overdue.ladder)) {
    const ofDay = await tx.receivable.findMany({
      where: { status: { in: ['open', 'partial'] }, dueOn },
      include: overdueParts,
    })
    rows.push(...ofDay.map((row) => overdueRow(row, today)))
  }
  return rows.sort((a, b) => b.days - a.days || b.rest.cmp(a.rest) || (a.id < b.id ? -1 : 1))
}

type Superiors = { manager: string | null; director: string | null }

/** The next one up, and the first director above; where there is none, whoever is above the manager. */
async function superiorsOf(tx: Tx, memberId: string): Promise<Superiors> {
  const line: string[] = []
  for (let at = await managerOf(tx, memberId); at && !line.includes(at.id); at = await managerOf(tx, at.id))
    line.push(at.id)
  const directors = await tx.member.findMany({ where: { id: { in: line }, role: 'director' } })
  const director = line.find((id) => directors.some((one) => one.id === id)) ?? line[1] ?? null
  return { manager: line[0] ?? null, director }
}
