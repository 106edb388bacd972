import { z } from 'zod'
import { visitMend } from '../../cards/visit-mend.ts'
import { local } from '../clock.ts'
import { whenOf } from '../crm/moment.ts'
import { mendable } from '../crm/visits/mendable.ts'
import { type VisitView, viewVisit } from '../crm/visits/view-visit.ts'
import { Refusal } from '../errors.ts'
import { amendFollowUp } from './amend.ts'
import { Ask } from './ask.ts'
import type { TapHandler } from './command.ts'
import { type Correction, readCorrection } from './correction.ts'
import { yuan } from './money.ts'
import { show, type Turn } from './turn.ts'
import { typedAmount } from './typed.ts'
import { visitCardOf } from './views/visit.ts'
import { momentLabel } from './when.ts'

/** What the buttons do that put right how a follow-up was understood. */
export const mendTaps: Record<string, TapHandler> = {
  async 'visit.fix'(turn, { args }) {
    const view = await ownVisit(turn, args)
    show(turn, visitMend(shown(turn, view)), `visit:${view.id}`)
  },
  async 'visit.keep'(turn, { args }) {
    const { id } = await ownVisit(turn, args)
    show(turn, await visitCardOf(turn, id, { undo: await madeBy(turn, id) }), `visit:${id}`)
  },
  async 'visit.mend'(turn, { args, values }) {
    const view = await ownVisit(turn, args)
    await amendFollowUp(turn, view.id, correctionIn(turn, view, filled.parse(values)), 'card')
  },
  async 'visit.ask-mend'(turn, { args }) {
    const { id, name } = await ownVisit(turn, args)
    throw whatIsWrong(id, `${name} 哪里不对？说一句就行：「金额 8万」「下周四」「是李总」。`)
  },
  /** The answer to that question. */
  async 'visit.mend-said'(turn, { args }) {
    const { id, of } = await ownVisit(turn, args)
    const said = turn.inbound.content.kind === 'text' ? turn.inbound.content.text.trim() : ''
    const correction = [said, `改成${said}`, said.replace(/\s+/u, '改成')]
      .map((words) => readCorrection(words, turn.context, of.id))
      .find((found) => found !== null)
    if (!correction)
      throw whatIsWrong(id, '没看懂要改什么。比如：「金额改成8万」「下周四」「客户改成华联超市」。')
    await amendFollowUp(turn, id, correction, 'card')
  },
}

/** The follow-up of a receipt, if the speaker may (still) mend it. Throws `Refusal`. */
export async function ownVisit(turn: Turn, args: Record<string, string>): Promise<VisitView> {
  const { visit: id } = z.object({ visit: z.uuid() }).parse(args)
  const visit = await mendable(turn.tx, turn, id)
  if (visit.undoneAt) throw new Refusal('visit-changed', '这条跟进已经撤销了，重新记一条吧。')
  return viewVisit(turn.tx, id)
}

const whatIsWrong = (visit: string, text: string): Ask =>
  new Ask({
    intent: 'log_follow_up',
    known: {},
    about: 'content',
    text,
    answers: { act: 'visit.mend-said', args: { visit } },
  })

const shown = (turn: Turn, view: VisitView) => ({
  visitId: view.id,
  account: view.name,
  contact: view.contactName ?? '',
  amount: view.amount ? yuan(view.amount) : '',
  nextOn: dayOfNext(turn, view),
  nextLabel: view.next ? momentLabel(view.next, turn) : '',
  nextTime: view.next && !view.next.allDay ? local(view.next.at, turn.zone).toFormat('HH:mm') : undefined,
  nextAction: view.nextAction ?? '',
  content: view.content,
})

const dayOfNext = ({ zone }: Turn, { next }: VisitView): string =>
  (next && whenOf(next.at, next.allDay, zone))?.slice(0, 10) ?? ''

/** What differs from what the form had shown. What was emptied stays: 撤销 takes things away. */
function correctionIn(turn: Turn, view: VisitView, form: z.infer<typeof filled>): Correction {
  const was = shown(turn, view)
  const changed = (name: keyof typeof form): string | undefined =>
    form[name] && form[name] !== was[name] ? form[name] : undefined
  const [account, contact, amount] = [changed('account'), changed('contact'), changed('amount')]
  const said = amount && typedAmount(amount)
  if (amount && !said) throw new Refusal('no-amount', `没看懂金额「${amount}」，比如「5万」。`)
  return {
    ...(account && readCorrection(`客户改成${account}`, turn.context)),
    ...(contact && readCorrection(`联系人改成${contact}`, turn.context, view.of.id)),
    ...(said && { amount: said }),
    ...given('when', changed('nextOn')),
    ...given('action', changed('nextAction')),
    ...given('content', changed('content')),
  }
}

const given = <K extends string>(name: K, value: string | undefined): Partial<Record<K, string>> =>
  value === undefined ? {} : ({ [name]: value } as Record<K, string>)

async function madeBy({ tx }: Turn, visitId: string): Promise<string | undefined> {
  const made = await tx.audit.findFirst({
    where: { action: { in: ['visit.create', 'visit.amend'] }, entityId: visitId, undoneAt: null },
    orderBy: { id: 'desc' },
    select: { inboundId: true },
  })
  return made?.inboundId ?? undefined
}

const words = z.string().trim().max(1000).default('')
const filled = z.object({
  account: words,
  contact: words,
  // Feishu adds the zone to a picked day.
  nextOn: words.transform((day) => day.slice(0, 10)),
  nextAction: words,
  amount: words,
  content: words,
})
