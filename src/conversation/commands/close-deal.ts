import { z } from 'zod'
import type { StageKind } from '../../db/types.ts'
import type { Command, TapHandler } from '../command.ts'
import { moveDeal } from '../move-deal.ts'
import type { Turn } from '../turn.ts'
import type { Arguments } from '../understand/understanding.ts'
import { theDeal } from '../wanted-deal.ts'

/** 赢单 华联超市 28万 */
export const win: Command = { ...closing('win', 'won'), taps: { 'opportunity.win': tapped('win', 'won') } }

/** 输单 华联超市 输给优云，人家便宜 */
export const lose: Command = {
  ...closing('lose', 'lost'),
  taps: { 'opportunity.lose': tapped('lose', 'lost') },
}

function closing(intent: 'win' | 'lose', kind: StageKind): Command {
  return {
    intent,
    async run(turn, known) {
      const dealId = await theDeal(turn, intent, known)
      await moveDeal(
        turn,
        intent,
        { ...known, reason: reasonIn(turn, known) },
        { dealId, stageId: await lastStage(turn, dealId, kind) },
      )
    },
  }
}

function tapped(intent: 'win' | 'lose', kind: StageKind): TapHandler {
  return async (turn, { args }) => {
    const { opportunity, seen } = z.object({ opportunity: z.uuid(), seen: z.uuid().optional() }).parse(args)
    const stageId = await lastStage(turn, opportunity, kind)
    await moveDeal(turn, intent, {}, { dealId: opportunity, stageId, seenIn: seen })
  }
}

/** The stage of the deal's own pipeline in which it is won or lost. */
async function lastStage({ tx }: Turn, opportunityId: string, kind: StageKind): Promise<string> {
  const stage = await tx.stage.findFirst({
    where: { kind, pipeline: { opportunities: { some: { id: opportunityId } } } },
    orderBy: { position: 'asc' },
  })
  // Without a deal there is no such stage; the move then says that the deal is out of reach.
  return stage?.id ?? opportunityId
}

/** The sentence itself is no reason, but a rival named in it is. */
function reasonIn({ inbound }: Turn, { reason, competitor }: Arguments): string | undefined {
  const said = inbound.content.kind === 'text' ? inbound.content.text.trim() : ''
  const isSentence = reason !== undefined && said.endsWith(reason) && /输|丢|黄了|没成/u.test(reason)
  if (reason && (!isSentence || reason.length < said.length / 2)) return reason
  return competitor ? '竞争对手' : undefined
}
