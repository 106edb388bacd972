import { z } from 'zod'
import { type Audit, Prisma } from '../../db/types.ts'
import { yuan } from '../money.ts'
import { isInGroup, type Turn } from '../turn.ts'
import { dayLabel, momentLabel, startOf } from '../when.ts'

/** What was taken back, of what and, where that was a correction, what stands now; in a group only what. */
export async function undoneLine(turn: Turn, act: Audit): Promise<string> {
  if (isInGroup(turn)) return actLabel(act)
  const isMended = act.action.endsWith('.amend')
  const named = isMended ? '' : nameNoted(turn, act)
  const { name, stands } = named ? { name: named, stands: '' } : await stored(turn, act)
  return [name ? `${actLabel(act)}：${name}` : actLabel(act), isMended && stands].filter(Boolean).join('，')
}

/** The record's name, as its audit entry or the book of names has it. */
function nameNoted({ context }: Turn, { entityType, before, after }: Audit): string {
  const { title, name, company, amount, accountId, leadId } = noted.parse({
    ...valuesOf(before),
    ...valuesOf(after),
  })
  const customer =
    context.names.get('account', accountId ?? '')?.name ?? context.names.get('lead', leadId ?? '')?.name
  const money = entityType === 'payment' && amount ? yuan(new Prisma.Decimal(amount)) : ''
  // 赢单 and the like note the stage only; a deal goes by its own name.
  const own = title ?? name ?? company ?? (entityType === 'opportunity' ? '' : customer)
  return [own, money].filter(Boolean).join(' ')
}

/** The record as it is kept now: its name, and what a correction could have changed. */
async function stored(turn: Turn, { entityType, entityId: id }: Audit): Promise<Stored> {
  const { tx, zone } = turn
  const account = { select: { name: true } }
  switch (entityType) {
    case 'opportunity': {
      const deal = await tx.opportunity.findUniqueOrThrow({ where: { id }, include: { account } })
      return {
        name: `${deal.account.name} · ${deal.name}`,
        stands: deal.amount && `仍按 ${yuan(deal.amount)} 记`,
      }
    }
    case 'task': {
      const { title, dueAt: at, dueAllDay: allDay } = await tx.task.findUniqueOrThrow({ where: { id } })
      return { name: title, stands: at && `时间还是 ${momentLabel({ at, allDay }, turn)}` }
    }
    case 'payment': {
      const paid = await tx.payment.findUniqueOrThrow({ where: { id }, include: { account } })
      const day = dayLabel(startOf(paid.paidOn, zone), turn)
      return { name: paid.account.name, stands: `仍按 ${yuan(paid.amount)} 记，${day} 到账` }
    }
    case 'visit': {
      const visit = await tx.visit.findUniqueOrThrow({ where: { id }, include: { account, lead: true } })
      return { name: visit.account?.name ?? visit.lead?.company ?? '', stands: null }
    }
    default:
      return { name: '', stands: null }
  }
}

type Stored = { name: string; stands: string | null }

const word = z.string().nullish().catch(null)
const noted = z.object({
  title: word,
  name: word,
  company: word,
  amount: word,
  accountId: word,
  leadId: word,
})

const valuesOf = (json: unknown): object => (typeof json === 'object' && json !== null ? json : {})

export const actLabel = ({ action }: Pick<Audit, 'action'>): string => labels[action] ?? '一步操作'

const labels: Readonly<Record<string, string>> = {
  'visit.create': '跟进记录',
  'visit.plan': '补上的下一步',
  'visit.contact': '跟进里的联系人',
  'visit.amend': '更正跟进',
  'task.amend': '更正任务',
  'opportunity.amend': '更正商机',
  'contact.create': '新联系人',
  'task.create': '新任务',
  'task.complete': '完成任务',
  'task.postpone': '任务改期',
  'task.decline': '推辞任务',
  'opportunity.create': '新商机',
  'opportunity.advance': '商机推进',
  'opportunity.back': '商机退回',
  'opportunity.win': '赢单',
  'opportunity.lose': '输单',
  'opportunity.reopen': '重开商机',
  'account.create': '新客户',
  'account.claim': '领取客户',
  'account.release': '退回客户',
  'lead.create': '新线索',
  'lead.claim': '领取线索',
  'lead.release': '退回线索',
  'lead.convert': '线索转客户',
  'payment.create': '回款登记',
  'payment.amend': '更正回款',
  'channel.bind': '绑定群',
  'channel.unbind': '解绑群',
  'lead.extend': '同意延期',
  'account.extend': '同意延期',
  'lead.decline-extension': '没同意延期',
  'account.decline-extension': '没同意延期',
  'lead.ask-extension': '延期申请',
  'account.ask-extension': '延期申请',
  'member.mute': '免打扰',
  'promise.create': '付款承诺',
  'receivable.write-off': '坏账',
}
