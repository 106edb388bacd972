import type { MorningBriefView } from '../../cards/morning-brief.ts'
import { businessDay } from '../clock.ts'
import { type Morning, readMornings } from '../crm/briefs/morning.ts'
import { offersFor } from '../crm/pool/offers.ts'
import type { whoIsTold } from '../crm/receivables/who-is-told.ts'
import type { Rules } from '../crm/settings/rules.ts'
import { readProgresses } from '../crm/targets/progress.ts'
import type { Member, Tx } from '../db/types.ts'
import type { Ref } from './understand/understanding.ts'
import { firstShown, leadsShown, morningView } from './views/morning.ts'

/** What the working day of these people begins with, read for all of them together. `money`: `whoIsTold`. */
export async function readBriefs(tx: Tx, people: Person[], context: Context): Promise<Brief[]> {
  const { now, zone, rules } = context
  const ids = people.map(({ id }) => id)
  const mornings = await readMornings(tx, ids, { ...context, limit: firstShown })
  const targets = await readProgresses(tx, ids, 'month', businessDay(now, zone))
  // Who leads has no need of more to call: a brief of the pool alone would come every day.
  const reps = people.filter(({ role }) => role === 'rep').map(({ id }) => id)
  const offers = await offersFor(tx, reps, { now, zone, rules, limit: leadsShown })
  return people.map(({ id, name }) => {
    const morning = mornings.get(id) as Morning
    const read = { morning, target: targets.get(id) ?? null, open: offers.get(id) ?? [] }
    return { memberId: id, morning, ...morningView(context, { id, name }, read) }
  })
}

type Person = Pick<Member, 'id' | 'name' | 'role'>
type Context = { now: Date; zone: string; rules: Rules; money: Awaited<ReturnType<typeof whoIsTold>> }
export type Brief = { memberId: string; morning: Morning; view: MorningBriefView; refs: Ref[] }
