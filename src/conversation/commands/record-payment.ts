import { z } from 'zod'
import { paymentRecorded } from '../../../cards/payment-recorded.ts'
import { undoneCard } from '../../../cards/undone.ts'
import type { Act } from '../../chat/card.ts'
import { heldAccount } from '../../crm/accounts/held-account.ts'
import { dateOf, momentOf } from '../../crm/moment.ts'
import { dayPaid, type NewPayment, recordPayment } from '../../crm/receivables/record-payment.ts'
import { requireCollector } from '../../crm/receivables/rights.ts'
import { type PaymentView, viewPayment } from '../../crm/receivables/view-payment.ts'
import { Ask, type Asked } from '../ask.ts'
import { hasCard } from '../changed.ts'
import type { Command } from '../command.ts'
import { yuan } from '../money.ts'
import { hideEverywhere, say, sayLine, showEverywhere, type Turn, tell } from '../turn.ts'
import { theAmount } from '../typed.ts'
import { ask } from '../understand/questions.ts'
import type { Arguments } from '../understand/understanding.ts'
import { theAccount } from '../wanted.ts'
import { dayLabel, momentLabel, startOf } from '../when.ts'

/** 华联 回款 3万 */
export const recordPaymentCommand: Command = {
  intent: 'record_payment',
  async run(turn, known) {
    const accountId = await theAccount(turn, 'record_payment', known)
    const amount = theAmount(known.amount, {
      intent: 'record_payment',
      known,
      about: 'amount',
      text: ask('record_payment', 'amount').text,
    })
    await settleOnce(turn, { accountId, amount, paidOn: dayOfSaid(turn, known) }, known)
  },
  taps: {
    async 'payment.ask'(_turn, { args }) {
      throw new Ask(howMuch(of.parse(args)))
    },
    async 'payment.record'(turn, { args, known }) {
      const { account, receivable } = of.parse(args)
      const amount = theAmount(known?.amount, howMuch({ account, receivable }))
      const paidOn = dayOfSaid(turn, known ?? {})
      const entry = { accountId: account, amount, paidOn, receivableId: receivable }
      await settleOnce(turn, entry, known ?? { amount }, howMuch({ account, receivable }).answers)
    },
  },
}

const of = z.object({ account: z.uuid(), receivable: z.uuid().optional() })

const howMuch = ({ account, receivable }: z.infer<typeof of>): Asked => ({
  intent: 'record_payment',
  known: {},
  about: 'amount',
  text: '到账多少？比如「3万」，不是今天到的就加上日期。',
  answers: { act: 'payment.record', args: { account, ...(receivable ? { receivable } : {}) } },
})

const dayOfSaid = (turn: Turn, { paidOn }: Arguments): string | undefined =>
  paidOn && momentOf(paidOn, turn.zone) && paidOn.slice(0, 10)

/** 同一笔，不记; or a plain no to 是另一笔吗. */
const isTheSame = /(?<!不是)同一|不是另|重复|不[用要]?记|^(?:不是|没有)的?[。！!]*$/u

/**
 * The same sum of the same customer on the same day, noted within a day, is asked about once. Throws `Ask`, and
 * `Refusal` for who may not note it.
 */
async function settleOnce(turn: Turn, entry: NewPayment, known: Arguments, answers?: Act): Promise<void> {
  if (known.another) {
    if (isTheSame.test(known.another)) return sayLine(turn, '好的，没有再记。')
    return settlePayment(turn, entry)
  }
  const twin = await twinOf(turn, entry)
  if (!twin) return settlePayment(turn, entry)
  const who = twin.recordedById && (await turn.tx.member.findUnique({ where: { id: twin.recordedById } }))
  const at = momentLabel({ at: twin.createdAt, allDay: false }, turn)
  throw new Ask({
    intent: 'record_payment',
    known,
    about: 'another',
    text: `${who ? who.name : '系统'} ${at} 已登记 ${yuan(twin.amount)}，是另一笔吗？`,
    options: ['是另一笔', '同一笔，不记'],
    ...(answers ? { answers } : {}),
  })
}

/** The account is held: of two who note the same at once, the second is asked. */
async function twinOf(turn: Turn, { accountId, amount, paidOn }: NewPayment) {
  const { ownerId } = await heldAccount(turn.tx, accountId)
  requireCollector(turn.member, ownerId)
  return turn.tx.payment.findFirst({
    where: {
      accountId,
      amount,
      paidOn: dateOf(dayPaid(turn, paidOn)),
      undoneAt: null,
      createdAt: { gt: new Date(turn.now.getTime() - 86_400_000) },
    },
    orderBy: { createdAt: 'desc' },
  })
}

/** Writes it down and shows what it paid, also to whoever has the account. */
async function settlePayment(turn: Turn, entry: Parameters<typeof recordPayment>[2]): Promise<void> {
  const { id } = await recordPayment(turn.tx, turn, entry)
  await showPayment(turn, id)
}

/** What a payment has paid, as it stands now; the owner is shown it, who may see what else is owed. */
export async function showPayment(turn: Turn, id: string): Promise<void> {
  const view = await viewPayment(turn.tx, turn, id)
  const { ownerId } = view
  turn.memory.account = { id: view.accountId, at: turn.now }
  say(turn, receipt(turn, view, turn.inbound.id), `payment:${id}`)
  if (ownerId && ownerId !== turn.member.id) tell(turn, ownerId, receipt(turn, view, null), `payment:${id}`)
}

/**
 * The same of one that was mended; `before`: as it was. The cards that others have show it, too; if it has turned out
 * to be another customer's they are void, and who had it is told no more than that.
 */
export async function showMended(turn: Turn, before: PaymentView): Promise<void> {
  const subject = `payment:${before.id}`
  const after = await viewPayment(turn.tx, turn, before.id)
  if (after.accountId === before.accountId) {
    turn.memory.account = { id: after.accountId, at: turn.now }
    say(turn, receipt(turn, after, turn.inbound.id), subject)
    showEverywhere(turn, subject, receipt(turn, after, null))
    const { ownerId } = after
    if (ownerId && ownerId !== turn.member.id && !(await hasCard(turn, subject, ownerId)))
      tell(turn, ownerId, receipt(turn, after, null), subject)
    return
  }
  const gone = undoneCard({
    acts: [`${before.accountName} 到账 ${yuan(before.amount)}：记错了客户`],
    by: turn.member.name,
  })
  hideEverywhere(turn, [subject], gone)
  if (before.ownerId && before.ownerId !== after.ownerId && before.ownerId !== turn.member.id)
    tell(turn, before.ownerId, gone)
  await showPayment(turn, before.id)
}

const receipt = (turn: Turn, view: PaymentView, inboundId: string | null) =>
  paymentRecorded({
    accountId: view.accountId,
    account: view.accountName,
    amount: yuan(view.amount),
    paidOn: dayLabel(startOf(view.paidOn, turn.zone), turn),
    paid: view.paid.map(({ title, amount, rest }) => ({
      title,
      amount: yuan(amount),
      rest: rest.gt(0) ? yuan(rest) : null,
    })),
    surplus: view.surplus.gt(0) ? yuan(view.surplus) : null,
    // Who never owed anything has settled nothing.
    open: view.money.open.gt(0) ? yuan(view.money.open) : view.paid.length > 0 ? '已全部结清' : null,
    overdue: view.money.overdue.gt(0) ? yuan(view.money.overdue) : null,
    keptPromise: view.keptPromise,
    inboundId,
  })
