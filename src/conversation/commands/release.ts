import { leadReleased } from '../../../cards/lead-released.ts'
import { tasksEnded } from '../../../cards/tasks-ended.ts'
import { timeLabel } from '../../crm/pool/labels.ts'
import { type Prospect, readProspect } from '../../crm/pool/prospect.ts'
import { release as giveBack } from '../../crm/pool/release.ts'
import { endedFor } from '../../crm/tasks/follow-owner.ts'
import type { Command } from '../command.ts'
import { extensionTaps } from '../extension-taps.ts'
import { forBoth, subjectOf, subjectsOf } from '../prospects.ts'
import { hideEverywhere, say, show, type Turn, tell, toast } from '../turn.ts'
import { stateCard } from '../views/lead.ts'
import { isMine, theProspect } from '../wanted.ts'

/** 退回 华联超市 没预算 */
export const release: Command = {
  intent: 'release',
  async run(turn, known) {
    const prospect = await theProspect(turn, {
      intent: 'release',
      known,
      about: 'account',
      question: '退哪一家？说名字就行。',
      fits: isMine,
    })
    await takeBack(turn, prospect, known.reason)
  },
  taps: {
    ...forBoth('release', (turn, prospect) => takeBack(turn, prospect)),
    ...extensionTaps,
  },
}

async function takeBack(turn: Turn, prospect: Prospect, reason?: string): Promise<void> {
  const { ownerId: former } = await readProspect(turn.tx, prospect)
  const held = await giveBack(turn.tx, turn, prospect, reason)
  hideEverywhere(turn, subjectsOf(prospect), stateCard(turn, held))
  const card = leadReleased({
    name: held.name,
    inboundId: turn.inbound.id,
    reason: reason ?? null,
    claimableAt: timeLabel(held.claimableAt, turn.now, turn.zone),
    barredDays: turn.rules.pool.formerOwnerDays,
  })
  if (turn.inbound.content.kind === 'tap') {
    show(turn, card, subjectOf(prospect))
    toast(turn, 'success', `已退回：${held.name}`)
  } else say(turn, card, subjectOf(prospect))
  if (prospect.kind === 'account')
    for (const [giver, rows] of await endedFor(turn.tx, [prospect.id], turn.now))
      if (giver !== turn.member.id) tell(turn, giver, tasksEnded({ rows }))
  // A manager may give back what a rep holds: the rep hears of it.
  if (former && former !== turn.member.id) tell(turn, former, stateCard(turn, held))
}
