import type { Card } from '../chat/card.ts'
import { actDay } from '../crm/by.ts'
import { type LastRecord, lastRecord } from '../crm/last-record.ts'
import { dayOf, momentOf, whenOf } from '../crm/moment.ts'
import { amendOpportunity } from '../crm/opportunities/amend-opportunity.ts'
import type { Prospect } from '../crm/pool/prospect.ts'
import { amendPayment as mendPayment } from '../crm/receivables/amend-payment.ts'
import { viewPayment } from '../crm/receivables/view-payment.ts'
import { amendTask } from '../crm/tasks/amend-task.ts'
import { amendVisit } from '../crm/visits/amend-visit.ts'
import { viewVisit } from '../crm/visits/view-visit.ts'
import { Refusal } from '../errors.ts'
import { notePromise } from './commands/promise-payment.ts'
import { showMended } from './commands/record-payment.ts'
import { type Correction, readCorrection } from './correction.ts'
import { keepExample, type Mended } from './mended-example.ts'
import { say, show, showEverywhere, type Turn } from './turn.ts'
import type { Named, Ref } from './understand/understanding.ts'
import { dealCardOf } from './views/deal.ts'
import { taskCardOf } from './views/task.ts'
import { visitCard } from './views/visit.ts'
import { visitChanges } from './views/visit-changes.ts'
import { isProspect, stillALead } from './wanted.ts'

/**
 * Mends what the speaker wrote down last, if the sentence says so and that was minutes ago. `null` when there is
 * nothing to mend, or nothing that the sentence mends.
 */
export async function amendmentIn(turn: Turn, sentence: string): Promise<(() => Promise<void>) | null> {
  // Most sentences mend nothing: the books are not asked for them.
  if (!readCorrection(sentence, turn.context)) return null
  const last = await lastRecord(turn.tx, turn, amendableMinutes)
  if (!last) return null
  const accountId = last.kind === 'visit' ? (await viewVisit(turn.tx, last.id)).of.id : undefined
  const correction = readCorrection(sentence, turn.context, accountId)
  return correction && (() => amend(turn, last, correction))
}

export const nothingToAmend = () =>
  new Refusal(
    'nothing-to-amend',
    `最近 ${amendableMinutes} 分钟里，没有你刚记的东西可以改。重新说一遍完整的就行，比如「拜访 华联超市 谈了报价，下周四再去」。`,
  )

const amendableMinutes = 30

function amend(turn: Turn, last: LastRecord, correction: Correction): Promise<void> {
  switch (last.kind) {
    case 'visit':
      return amendFollowUp(turn, last.id, correction)
    case 'task':
      return amendOwnTask(turn, last.id, correction)
    case 'opportunity':
      return amendDeal(turn, last.id, correction)
    case 'payment':
      return amendPayment(turn, last.id, correction)
    case 'promise':
      return amendPromised(turn, last.id, correction)
    case 'lead':
    case 'contact':
      throw takeBackFirst(last.kind === 'lead' ? '线索' : '联系人')
  }
}

/** Mends a follow-up and shows its receipt again, with what has changed. */
export async function amendFollowUp(
  turn: Turn,
  id: string,
  correction: Correction,
  how: Mended['how'] = 'sentence',
): Promise<void> {
  const before = await viewVisit(turn.tx, id)
  const { action, amount, channel, competitor } = correction
  const when = whenMeant(turn, correction, before.next?.at)
  const of = correction.account && prospectOf(correction.account)
  await amendVisit(turn.tx, turn, id, {
    of,
    ...people(correction, before.content),
    next: when ? momentOf(when, turn.zone) : undefined,
    nextAction: action,
    amount,
    channel,
    competitor,
  })
  const after = await viewVisit(turn.tx, id)
  await keepExample(turn, { before, after, how })
  if (after.of.kind === 'account') turn.memory.account = { id: after.of.id, at: turn.now }
  const card = visitCard(turn, after, { changes: visitChanges(before, after, turn) })
  showAgain(turn, `visit:${id}`, card)
}

/** 不是张总是李总: the person, and the name in the words. */
function people({ contact, content, wrong, right }: Correction, said: string) {
  const reworded =
    content ?? (contact && wrong && right && said.includes(wrong) ? said.replaceAll(wrong, right) : undefined)
  if (!contact) return { content: reworded }
  if (contact.candidates) throw new Refusal('which-contact', `叫「${contact.text}」的有好几位，请说全名。`)
  if (!contact.record && !reworded)
    throw new Refusal(
      'no-such-contact',
      `这个客户还没有叫「${contact.text}」的联系人。先发「联系人 ${contact.text} 电话 职位」存一下，再改。`,
    )
  return { content: reworded, contactId: contact.record?.id ?? null }
}

/** Of several that are called so, a lead is not meant: it has no payments and no tasks of its own. */
function accountOf(account: Named): string {
  const customers = account.candidates?.filter(({ kind }) => kind === 'account') ?? []
  const of = prospectOf(customers.length > 0 ? { ...account, candidates: customers } : account)
  if (of.kind === 'lead') throw stillALead(of.name, '再来改')
  return of.id
}

function prospectOf(account: Named): Ref & Prospect {
  const fitting = account.record ? [account.record] : (account.candidates ?? []).filter(isProspect)
  const [only] = fitting
  if (only && fitting.length === 1 && isProspect(only)) return only
  const text = only
    ? `「${account.text}」有好几家：${fitting
        .map(({ name }) => name)
        .slice(0, 4)
        .join('、')}。请说全称。`
    : `没找到叫「${account.text}」的客户，没有改。换个叫法试试。`
  throw new Refusal('which-account', text)
}

/** 改到下午三点: the day that was noted, at that time, unless that is over. */
function whenMeant(turn: Turn, { when, keepsDay }: Correction, noted: Date | null | undefined) {
  const day = noted && whenOf(noted, true, turn.zone)
  if (!when || !keepsDay || !day) return when
  const moved = `${day}${when.slice(day.length)}`
  return momentOf(moved, turn.zone).at > turn.now ? moved : when
}

async function amendOwnTask(turn: Turn, id: string, correction: Correction) {
  const { action, account } = correction
  const accountId = account && accountOf(account)
  const { dueAt } = await turn.tx.task.findUniqueOrThrow({ where: { id }, select: { dueAt: true } })
  const when = whenMeant(turn, correction, dueAt)
  if (!when && !action && !accountId) throw cannot('任务能改时间、事项和客户')
  await amendTask(turn.tx, turn, id, {
    due: when ? momentOf(when, turn.zone) : undefined,
    title: action,
    accountId,
  })
  const card = await taskCardOf(turn, id, { heading: '已更正', undo: turn.inbound.id })
  showAgain(turn, `task:${id}`, card)
}

async function amendDeal(turn: Turn, id: string, { amount, when, keepsDay }: Correction): Promise<void> {
  if (!amount && (!when || keepsDay)) throw cannot('商机能改金额和预计签约日期')
  const { status } = await turn.tx.opportunity.findUniqueOrThrow({ where: { id }, select: { status: true } })
  if (status !== 'open') throw takeBackFirst(status === 'won' ? '赢单' : '输单')
  await amendOpportunity(turn.tx, turn, id, { amount, closeOn: when?.slice(0, 10) })
  const card = await dealCardOf(turn, id, { notice: '已更正。', undo: turn.inbound.id })
  showAgain(turn, `opportunity:${id}`, card)
}

async function amendPayment(turn: Turn, id: string, { amount, when, account }: Correction) {
  if (!amount && !when && !account) throw cannot('回款能改金额、到账日期和客户')
  const before = await viewPayment(turn.tx, turn, id)
  await mendPayment(turn.tx, turn, id, {
    accountId: account && accountOf(account),
    amount,
    paidOn: when && notAfter(when.slice(0, 10), actDay(turn)),
  })
  return showMended(turn, before)
}

/** Another word for the same money: it takes the place of the one before, and 撤销 brings that back. */
async function amendPromised(turn: Turn, id: string, { amount, when }: Correction) {
  if (!amount && !when) throw cannot('付款承诺能改日子和金额')
  const said = await turn.tx.paymentPromise.findUniqueOrThrow({ where: { id } })
  if (said.status !== 'open') throw takeBackFirst('付款承诺')
  await notePromise(turn, {
    accountId: said.accountId,
    receivableId: said.receivableId ?? undefined,
    dueOn: when?.slice(0, 10) ?? dayOf(said.dueOn),
    amount: amount ?? said.amount?.toFixed(2),
  })
}

/** 6月8号 of money that came in is the last one, not the next. */
const notAfter = (day: string, today: string): string =>
  day > today && Number(day.slice(0, 4)) > Number(today.slice(0, 4))
    ? `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`
    : day

const cannot = (what: string) => new Refusal('cannot-amend', `刚记的${what}；别的发「撤销」，再重新说一遍。`)

const takeBackFirst = (what: string) =>
  new Refusal('cannot-amend', `刚记的${what}不能这样改：发「撤销」，再重新说一遍。`)

function showAgain(turn: Turn, subject: string, card: Card): void {
  if (turn.inbound.content.kind === 'tap') show(turn, card, subject)
  else say(turn, card, subject)
  showEverywhere(turn, subject, card)
}
