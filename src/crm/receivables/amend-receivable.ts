import type { Receivable, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { heldAccount } from '../accounts/held-account.ts'
import { positiveYuan } from '../amount.ts'
import type { By } from '../by.ts'
import { correct } from '../correct.ts'
import { dateOf } from '../moment.ts'
import { statusOf } from './allocate.ts'
import { settlePromises } from './keep-promises.ts'

/**
 * Mends what an account is to pay; the status follows from what is paid of it, unless it is written off, and what was
 * promised follows from what is still owed. The caller has asked who may. Throws `Refusal` for an amount that is none
 * or less than was paid, and for another amount when money comes in at the same time: they look at it once more.
 */
export async function amendReceivable(tx: Tx, by: By, id: string, amendment: ReceivableAmendment) {
  const owed = await tx.receivable.findUniqueOrThrow({ where: { id } })
  await heldAccount(tx, owed.accountId)
  const { amount, paidAmount, status } = owed
  const expected = amendment.amount === undefined ? {} : { amount, paidAmount, status }
  if (!(await correct(tx, by, 'receivable', id, wantedOf(owed, amendment), expected)))
    throw new Refusal('receivable-changed', '这笔应收刚刚有变动，请再试一次。')
  if (status === 'open' || status === 'partial') await settlePromises(tx, by, owed)
}

export type ReceivableAmendment = {
  title?: string | undefined
  /** Yuan as a decimal string. */
  amount?: string | undefined
  /** `YYYY-MM-DD`. */
  dueOn?: string | undefined
}

/** Only what is given: what somebody else mends at the same time stays mended. */
const wantedOf = (owed: Receivable, { title, amount, dueOn }: ReceivableAmendment) => ({
  title,
  ...(amount === undefined ? {} : amountOf(owed, amount)),
  dueOn: dueOn === undefined ? undefined : dateOf(dueOn),
})

function amountOf(owed: Receivable, written: string): Pick<Receivable, 'amount' | 'status'> {
  const amount = positiveYuan(written)
  if (amount.lt(owed.paidAmount))
    throw new Refusal('less-than-paid', '金额不能比已经收到的少。回款记多了的话，先更正回款。')
  return { amount, status: owed.status === 'written_off' ? owed.status : statusOf({ ...owed, amount }) }
}
