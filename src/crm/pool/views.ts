import { businessDay } from '../../clock.ts'
import type { Role, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import type { By } from '../by.ts'
import { dateOf } from '../moment.ts'
import { readRules } from '../settings/rules.ts'
import { lockMember } from './holdings.ts'
import { type Prospect, readProspect } from './prospect.ts'

/**
 * Counts what a rep is about to be shown of the pool, and leaves out what is beyond the day's views: the pool is
 * to be worked, not copied. What was seen today may be seen again. Throws `Refusal` where nothing is left. Rule:
 * DOMAIN.md, Leads and the public pool, "50 pool views a day".
 */
export async function withinViews<T extends { id: string }>(tx: Tx, by: By, entries: T[]): Promise<T[]> {
  if (!counted.has(by.member.role) || entries.length === 0) return entries
  await lockMember(tx, by.member.id)
  const day = dateOf(businessDay(by.now, by.zone))
  const { viewsPerDay } = (by.rules ?? (await readRules(tx))).pool
  const seen = await tx.poolView.findMany({ where: { memberId: by.member.id, day }, take: viewsPerDay + 1 })
  const known = new Set(seen.map(({ prospectId }) => prospectId))
  const fresh = entries.filter(({ id }) => !known.has(id)).slice(0, Math.max(0, viewsPerDay - seen.length))
  const shown = entries.filter((entry) => known.has(entry.id) || fresh.includes(entry))
  if (shown.length === 0)
    throw new Refusal(
      'pool-views',
      `今天已经看了 ${seen.length} 条公海，一天最多 ${viewsPerDay} 条，明天再来。看过的还能领：发「领取 公司名」。`,
    )
  await tx.poolView.createMany({
    data: fresh.map(({ id }) => ({ memberId: by.member.id, day, prospectId: id })),
    skipDuplicates: true,
  })
  return shown
}

/** The same for one record that is opened, where it lies in the pool. */
export async function viewOne(tx: Tx, by: By, prospect: Prospect): Promise<void> {
  if (!counted.has(by.member.role)) return
  const { inPool } = await readProspect(tx, prospect)
  if (inPool) await withinViews(tx, by, [prospect])
}

/** Who manages the pool or fills it has to see all of it. */
const counted = new Set<Role>(['rep'])
