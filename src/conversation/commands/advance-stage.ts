import { z } from 'zod'
import { dealInHand } from '../../crm/opportunities/plan-move.ts'
import { openDeals } from '../../crm/opportunities/view-opportunity.ts'
import { Refusal } from '../../errors.ts'
import { Ask } from '../ask.ts'
import type { Command } from '../command.ts'
import { moveDeal } from '../move-deal.ts'
import { say, type Turn } from '../turn.ts'
import type { Arguments } from '../understand/understanding.ts'
import { dealCardOf } from '../views/deal.ts'
import { theDeal } from '../wanted-deal.ts'

/** 推进 华联超市 商务谈判 */
export const advance: Command = {
  intent: 'advance_stage',
  async run(turn, known) {
    const dealId = await theDeal(turn, 'advance_stage', known)
    const stageId = await stageNamed(turn, dealId, known)
    await moveDeal(turn, 'advance_stage', known, { dealId, stageId })
  },
  taps: {
    async 'opportunity.show'(turn, { args }) {
      const { opportunity } = deal.parse(args)
      say(turn, await dealCardOf(turn, opportunity), `opportunity:${opportunity}`)
    },
    /** 推进 on an account's card: its one deal, or which one. */
    async 'opportunity.pick'(turn, { args }) {
      const { account } = z.object({ account: z.uuid() }).parse(args)
      const deals = await openDeals(turn.tx, turn, account)
      if (deals.length === 0)
        throw new Refusal('no-open-deal', '这个客户现在没有在谈的商机，先点「新商机」。')
      for (const { id } of deals.slice(0, 3)) say(turn, await dealCardOf(turn, id), `opportunity:${id}`)
    },
    async 'opportunity.move'(turn, { args, values }) {
      const { opportunity, seen } = deal.parse(args)
      const { stage } = z.object({ stage: z.uuid() }).parse(values)
      await moveDeal(
        turn,
        await intentOf(turn, stage),
        {},
        {
          dealId: opportunity,
          stageId: stage,
          seenIn: seen,
        },
      )
    },
  },
}

const deal = z.object({ opportunity: z.uuid(), seen: z.uuid().optional() })

/**
 * A stage by its name in the deal's own pipeline. Throws `Refusal` for a deal that the speaker may not move, `Ask`
 * with the stages as buttons.
 */
async function stageNamed(turn: Turn, dealId: string, known: Arguments): Promise<string> {
  const { stage: current, pipelineId } = await dealInHand(turn.tx, turn, dealId)
  const stages = await turn.tx.stage.findMany({ where: { pipelineId }, orderBy: { position: 'asc' } })
  const said = known.stage?.trim()
  const meant = said
    ? (stages.find(({ name }) => name === said) ?? single(stages.filter(({ name }) => name.includes(said))))
    : undefined
  if (meant) return meant.id
  throw new Ask({
    intent: 'advance_stage',
    known: { ...known, stage: undefined },
    about: 'stage',
    text: said ? `没有「${said}」这个阶段。推进到哪一步？` : `现在在「${current.name}」，推进到哪一步？`,
    options: stages.filter(({ position }) => position > current.position).map(({ name }) => name),
  })
}

/** What a question on the way is resumed as: winning and losing ask in their own words. */
async function intentOf(turn: Turn, stageId: string) {
  const stage = await turn.tx.stage.findUnique({ where: { id: stageId } })
  if (stage?.kind === 'won') return 'win' as const
  return stage?.kind === 'lost' ? ('lose' as const) : ('advance_stage' as const)
}

const single = <T>(found: T[]): T | undefined => (found.length === 1 ? found[0] : undefined)
