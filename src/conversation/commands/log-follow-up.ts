import { z } from 'zod'
import { visitLogged } from '../../../cards/visit-logged.ts'
import { momentOf } from '../../crm/moment.ts'
import { logVisit } from '../../crm/visits/log-visit.ts'
import { planNextStep } from '../../crm/visits/plan-next-step.ts'
import { type VisitView, viewVisit } from '../../crm/visits/view-visit.ts'
import { Ask } from '../ask.ts'
import type { Command } from '../command.ts'
import { yuan } from '../money.ts'
import { say, show, type Turn } from '../turn.ts'
import type { Arguments } from '../understand/understanding.ts'
import { theAccount } from '../wanted.ts'
import { dayLabel, momentLabel } from '../when.ts'

/** 拜访 华联超市 谈了报价，周五再联系张总 */
export const logFollowUp: Command = {
  intent: 'log_follow_up',
  async run(turn, known) {
    const accountId = await theAccount(turn, 'log_follow_up', known)
    if (!known.content)
      throw new Ask({ intent: 'log_follow_up', known, about: 'content', text: '聊了什么？一句话就行。' })
    const { visit } = await logVisit(turn.tx, turn, {
      accountId,
      ...facts(turn, known),
      content: known.content,
    })
    turn.memory.account = { id: accountId, at: turn.now }
    say(turn, receipt(turn, await viewVisit(turn.tx, visit.id)), `visit:${visit.id}`)
  },
  taps: {
    /** The form under the receipt: the next step. */
    async 'visit.more'(turn, { args, values }) {
      const { visit } = z.object({ visit: z.uuid() }).parse(args)
      const { nextOn, nextAction } = more.parse(values)
      const next = nextOn ? momentOf(nextOn, turn.zone) : undefined
      await planNextStep(turn.tx, turn, visit, { next, action: nextAction || undefined })
      show(turn, receipt(turn, await viewVisit(turn.tx, visit)), `visit:${visit}`)
    },
    async 'visit.ask-more'(turn, { args }) {
      const { visit } = z.object({ visit: z.uuid() }).parse(args)
      const { accountId, accountName } = await viewVisit(turn.tx, visit)
      const account = {
        text: accountName,
        record: { kind: 'account' as const, id: accountId, name: accountName },
      }
      throw new Ask({
        intent: 'log_follow_up',
        known: { account },
        about: 'content',
        text: `${accountName} 下一步什么时候、做什么？`,
      })
    },
  },
}

const more = z.object({ nextOn: z.string().default(''), nextAction: z.string().max(100).default('') })

const facts = (turn: Turn, known: Arguments) => ({
  channel: known.channel ?? ('other' as const),
  contactId: known.contact?.record?.id,
  next: known.nextAt ? momentOf(known.nextAt, turn.zone) : undefined,
  nextAction: known.nextAction,
  competitor: known.competitor,
  amount: known.amount,
})

const receipt = (turn: Turn, view: VisitView) =>
  visitLogged({
    visitId: view.id,
    accountId: view.accountId,
    inboundId: turn.inbound.id,
    account: view.accountName,
    channel: channelLabels[view.channel],
    content: view.content,
    valid: view.valid,
    contact: view.contactName,
    next: view.next && { when: momentLabel(view.next, turn), action: view.nextAction ?? '继续跟进' },
    amount: view.amount && yuan(view.amount),
    competitor: view.competitor,
    dropsOn: view.dropsAt && dayLabel(view.dropsAt, turn),
  })

const channelLabels: Record<VisitView['channel'], string> = {
  visit: '拜访',
  call: '电话',
  message: '微信',
  meeting: '会议',
  demo: '演示',
  other: '跟进',
}
