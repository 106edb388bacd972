import { morningBrief } from '../../../cards/morning-brief.ts'
import { readBriefs } from '../../conversation/briefs.ts'
import { isNothing } from '../../conversation/views/morning.ts'
import { dropBy } from '../../crm/briefs/morning.ts'
import { briefedRoles } from '../../crm/briefs/readers.ts'
import { markWarned } from '../../crm/pool/warn.ts'
import { whoIsTold } from '../../crm/receivables/who-is-told.ts'
import type { Member } from '../../db/types.ts'
import { type MemberPost, type Push, type PushContext, tellInGroups } from './push.ts'

/**
 * What the working day of those who sell and lead begins with, the one message of the morning: whatever else would
 * come by itself before ten is in it (`carriedByBrief`). Who has nothing to do and nothing to gain is left in peace.
 */
export const morningBriefPush: Push = {
  name: 'morning-brief',
  async run(context) {
    const { db, now, zone, rules } = context
    const readers = await db.member.findMany({
      where: { role: { in: briefedRoles }, status: 'active' },
      select: { id: true, name: true, role: true },
      orderBy: { id: 'asc' },
    })
    const money = await whoIsTold(db, context)
    await tellInGroups(context, readers, (some) => postsOf(context, some, money), {
      // Warned here: nothing of it is told again in the course of the day.
      also: (tx, some) => markWarned(tx, idsOf(some), { now, by: dropBy({ now, zone, rules }), rules }),
    })
  },
}

async function postsOf(context: PushContext, some: Someone[], money: Money): Promise<MemberPost[]> {
  const { db, now, zone, rules } = context
  const briefs = await readBriefs(db, some, { now, zone, rules, money })
  return briefs
    .filter(({ view }) => !isNothing(view))
    .map(({ memberId, view, refs }) => ({
      memberId,
      message: { card: morningBrief(view) },
      options: { urgent: true, rows: refs },
    }))
}

const idsOf = (some: Someone[]): string[] => some.map(({ id }) => id)

type Someone = Pick<Member, 'id' | 'name' | 'role'>
type Money = Awaited<ReturnType<typeof whoIsTold>>
