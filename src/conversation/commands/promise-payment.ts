import { z } from 'zod'
import { promiseRecorded } from '../../../cards/promise-recorded.ts'
import { fitChars } from '../../characters.ts'
import { accountMoney } from '../../crm/accounts/money.ts'
import { type NewPromise, promisePayment } from '../../crm/receivables/promise-payment.ts'
import { Ask, type Asked } from '../ask.ts'
import type { Command } from '../command.ts'
import { yuan } from '../money.ts'
import { say, type Turn } from '../turn.ts'
import { theDay } from '../typed.ts'
import { theAccount } from '../wanted.ts'
import { dayLabel, startOf } from '../when.ts'

/** 华联答应周五付款 */
export const promisePaymentCommand: Command = {
  intent: 'promise_payment',
  async run(turn, known) {
    const accountId = await theAccount(turn, 'promise_payment', known)
    const question: Asked = { intent: 'promise_payment', known, about: 'dueOn', text: '客户答应哪天付？' }
    const dueOn = theDay(known.dueOn, turn, question)
    await notePromise(turn, { accountId, dueOn, amount: known.amount }, known.note)
  },
  taps: {
    async 'promise.ask'(_turn, { args }) {
      throw new Ask(whichDay(of.parse(args)))
    },
    async 'promise.record'(turn, { args, known }) {
      const { account, receivable } = of.parse(args)
      const dueOn = theDay(known?.dueOn, turn, whichDay({ account, receivable }))
      await notePromise(turn, { accountId: account, receivableId: receivable, dueOn, amount: known?.amount })
    },
  },
}

const of = z.object({ account: z.uuid(), receivable: z.uuid().optional() })

const whichDay = ({ account, receivable }: z.infer<typeof of>): Asked => ({
  intent: 'promise_payment',
  known: {},
  about: 'dueOn',
  text: '客户说哪天付？比如「周五」「6月20号」。',
  answers: { act: 'promise.record', args: { account, ...(receivable ? { receivable } : {}) } },
})

/** `left`: what was said of a further payment, which is not written down. */
export async function notePromise(turn: Turn, entry: NewPromise, left?: string): Promise<void> {
  const { promise, replaced } = await promisePayment(turn.tx, turn, entry)
  const account = await turn.tx.account.findUniqueOrThrow({ where: { id: promise.accountId } })
  const { open } = await accountMoney(turn.tx, account.id, turn.now, turn.zone)
  turn.memory.account = { id: account.id, at: turn.now }
  const card = promiseRecorded({
    accountId: account.id,
    account: account.name,
    dueOn: dayLabel(startOf(promise.dueOn, turn.zone), turn),
    amount: promise.amount && yuan(promise.amount),
    open: open.gt(0) ? yuan(open) : null,
    replaced,
    left: left === undefined ? null : fitChars(left, 40),
    inboundId: turn.inbound.id,
  })
  say(turn, card, `promise:${promise.id}`)
}
