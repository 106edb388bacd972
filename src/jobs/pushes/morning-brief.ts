import { morningBrief } from '../../../cards/morning-brief.ts'
import { businessDay } from '../../clock.ts'
import { firstShown, isNothing, leadsShown, morningView } from '../../conversation/views/morning.ts'
import { dropBy, type Morning, readMornings } from '../../crm/briefs/morning.ts'
import { briefedRoles } from '../../crm/briefs/readers.ts'
import { offersFor } from '../../crm/pool/offers.ts'
import { markWarned } from '../../crm/pool/warn.ts'
import { whoIsTold } from '../../crm/receivables/who-is-told.ts'
import { readProgresses } from '../../crm/targets/progress.ts'
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
  const ids = idsOf(some)
  const mornings = await readMornings(db, ids, { now, zone, rules, money, limit: firstShown })
  const targets = await readProgresses(db, ids, 'month', businessDay(now, zone))
  // Who leads has no need of more to call: a brief of the pool alone would come every day.
  const reps = idsOf(some.filter(({ role }) => role === 'rep'))
  const offers = await offersFor(db, reps, { now, zone, rules, limit: leadsShown })
  return some.flatMap(({ id, name }) => {
    const morning = mornings.get(id) as Morning
    const read = { morning, target: targets.get(id) ?? null, open: offers.get(id) ?? [] }
    const view = morningView(context, { id, name }, read)
    return isNothing(view)
      ? []
      : [{ memberId: id, message: { card: morningBrief(view) }, options: { urgent: true } }]
  })
}

const idsOf = (some: Someone[]): string[] => some.map(({ id }) => id)

type Someone = Pick<Member, 'id' | 'name' | 'role'>
type Money = Awaited<ReturnType<typeof whoIsTold>>
