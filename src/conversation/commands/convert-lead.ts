import { leadConverted } from '../../../cards/lead-converted.ts'
import { convertLead as convert } from '../../crm/leads/convert-lead.ts'
import { readProspect } from '../../crm/pool/prospect.ts'
import { Refusal } from '../../errors.ts'
import type { Command } from '../command.ts'
import { prospectIn, subjectOf } from '../prospects.ts'
import { say, showEverywhere, type Turn, toast } from '../turn.ts'
import { stateCard } from '../views/lead.ts'
import { isMine, theProspect } from '../wanted.ts'

/** 转客户 知行律所；a button on the lead's card */
export const convertLead: Command = {
  intent: 'convert_lead',
  async run(turn, known) {
    const { kind, id } = await theProspect(turn, {
      intent: 'convert_lead',
      known,
      about: 'target',
      question: '哪条线索转客户？说名字就行。',
      fits: (turn, one) => one.kind === 'lead' && isMine(turn, one),
    })
    if (kind !== 'lead') throw new Refusal('account-already', '这家已经是客户了，不用再转。')
    await turnOver(turn, id)
  },
  taps: {
    'lead.convert': (turn, { args }) => turnOver(turn, prospectIn(args).id),
  },
}

async function turnOver(turn: Turn, leadId: string): Promise<void> {
  const { accountId, name, contactName, opportunity } = await convert(turn.tx, turn, leadId)
  const lead = { kind: 'lead' as const, id: leadId }
  showEverywhere(turn, subjectOf(lead), stateCard(turn, await readProspect(turn.tx, lead)))
  const stage = await turn.tx.stage.findUniqueOrThrow({ where: { id: opportunity.stageId } })
  const card = leadConverted({
    accountId,
    opportunityId: opportunity.id,
    inboundId: turn.inbound.id,
    name,
    contact: contactName,
    deal: opportunity.name,
    stage: stage.name,
  })
  say(turn, card, `account:${accountId}`)
  turn.memory.account = { id: accountId, at: turn.now }
  if (turn.inbound.content.kind === 'tap') toast(turn, 'success', `已转客户：${name}`)
}
