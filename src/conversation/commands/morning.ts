import { morningBrief } from '../../../cards/morning-brief.ts'
import { whoIsTold } from '../../crm/receivables/who-is-told.ts'
import { readBriefs } from '../briefs.ts'
import type { Phrase } from '../phrase.ts'
import { say } from '../turn.ts'
import { figuresOf, isNothing } from '../views/morning.ts'

/** 早报: what the push of the morning says, as of now; where that would say nothing, its figures. */
export const myMorning: Phrase = {
  pattern:
    /^(?:看看?|查看|发|来|给我|发给我)?(?:一下|一份|下)?(?:我的?)?(?:今天|今日)?的?(?:早报|晨报|早间简报)[。！!]?$/u,
  async command(turn) {
    const { tx, member, now, zone, rules } = turn
    const money = await whoIsTold(tx, { now, zone, rules })
    for (const { view, refs, morning } of await readBriefs(tx, [member], { now, zone, rules, money })) {
      turn.memory.lastList = refs
      say(turn, morningBrief(isNothing(view) ? { ...view, counts: figuresOf(morning) } : view))
    }
  },
}
