import { createLead as create } from '../../crm/leads/create-lead.ts'
import { Ask } from '../ask.ts'
import type { Command } from '../command.ts'
import { fullName } from '../out-of-reach.ts'
import { say, type Turn } from '../turn.ts'
import { leadCardOf } from '../views/lead.ts'

/** 新线索 苏州富士五金 张伟 13800000001 展会；a pasted card */
export const createLead: Command = {
  intent: 'create_lead',
  async run(turn, known) {
    const company = known.company ?? known.account?.text
    if (!company)
      throw new Ask({ intent: 'create_lead', known, about: 'company', text: '哪家公司？给个全称最好。' })
    const lead = await create(turn.tx, turn, {
      company,
      fullName: fullName(turn, company),
      contact: known.contact?.text,
      phone: known.phone,
      source: known.source,
      region: known.region,
      note: known.note,
    })
    const notice = noticeOf(turn, lead.ownerId)
    say(turn, await leadCardOf(turn, lead.id, { notice, undo: turn.inbound.id }), `lead:${lead.id}`)
  },
}

/** Whose it is now. */
function noticeOf(turn: Turn, ownerId: string | null): string {
  if (ownerId !== turn.member.id)
    return turn.member.role === 'rep' ? '已记下。你名下满了，先放在公海' : '已记下，放进公海了'
  return '已记下，归你跟进'
}
