import type { Receivable, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { positiveYuan } from '../amount.ts'
import type { By } from '../by.ts'
import { correct } from '../correct.ts'
import { dateOf } from '../moment.ts'
import { statusOf } from './allocate.ts'

/**
 * Mends what an account is to pay; the status follows from what is paid of it, unless it is written off. The caller
 * has asked who may. Throws `Refusal` for an amount that is none or less than was paid, and when money comes in at
 * the same time.
 */
export async function amendReceivable(tx: Tx, by: By, id: string, amendment: ReceivableAmendment) {
  const owed = await tx.receivable.findUniqueOrThrow({ where: { id } })
  const { amount, paidAmount, status } = owed
  if (!(await correct(tx, by, 'receivable', id, wantedOf(owed, amendment), { amount, paidAmount, status })))
    throw new Refusal('receivable-changed', '这笔应收刚刚有变动，请再试一次。')
}

export type ReceivableAmendment = {
  title?: string | undefined
  /** Yuan as a decimal string. */
  amount?: string | undefined
  /** `YYYY-MM-DD`. */
  dueOn?: string | undefined
}

function wantedOf(owed: Receivable, { title, amount: written, dueOn }: ReceivableAmendment) {
  const amount = written === undefined ? owed.amount : positiveYuan(written)
  if (amount.lt(owed.paidAmount))
    throw new Refusal('less-than-paid', '金额不能比已经收到的少。回款记多了的话，先更正回款。')
  return {
    title: title ?? owed.title,
    amount,
    dueOn: dueOn === undefined ? owed.dueOn : dateOf(dueOn),
    status: owed.status === 'written_off' ? owed.status : statusOf({ ...owed, amount }),
  }
}
