import { morningBrief } from '../../../cards/morning-brief.ts'
import { businessDay } from '../../clock.ts'
import { type Morning, readMornings } from '../../crm/briefs/morning.ts'
import { offersFor } from '../../crm/pool/offers.ts'
import { whoIsTold } from '../../crm/receivables/who-is-told.ts'
import { readProgresses } from '../../crm/targets/progress.ts'
import type { Phrase } from '../phrase.ts'
import { say, type Turn } from '../turn.ts'
import { figuresOf, firstShown, isNothing, leadsShown, morningView } from '../views/morning.ts'

/** 早报: what the push of the morning says, as of now; where that would say nothing, its figures. */
export const myMorning: Phrase = {
  pattern:
    /^(?:看看?|查看|发|来|给我|发给我)?(?:一下|一份|下)?(?:我的?)?(?:今天|今日)?的?(?:早报|晨报|早间简报)[。！!]?$/u,
  async command(turn) {
    const { id, name } = turn.member
    const read = await readMorning(turn)
    const view = morningView(turn, { id, name }, read)
    say(turn, morningBrief(isNothing(view) ? { ...view, counts: figuresOf(read.morning) } : view))
  },
}

async function readMorning({ tx, member, now, zone, rules }: Turn) {
  const ids = [member.id]
  const money = await whoIsTold(tx, { now, zone, rules })
  const mornings = await readMornings(tx, ids, { now, zone, rules, money, limit: firstShown })
  const targets = await readProgresses(tx, ids, 'month', businessDay(now, zone))
  const offers = await offersFor(tx, member.role === 'rep' ? ids : [], {
    now,
    zone,
    rules,
    limit: leadsShown,
  })
  return {
    morning: mornings.get(member.id) as Morning,
    target: targets.get(member.id) ?? null,
    open: offers.get(member.id) ?? [],
  }
}
