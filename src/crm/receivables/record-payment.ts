import type { Payment, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { heldAccount } from '../accounts/held-account.ts'
import { positiveYuan } from '../amount.ts'
import { record } from '../audit.ts'
import { actDay, type By, signerOf } from '../by.ts'
import { dateOf } from '../moment.ts'
import { requireCollector } from './rights.ts'
import { owedBy, settle } from './settle.ts'

/**
 * Writes down money that came in and pays what is owed with it: the oldest due first, or the one receivable
 * that it is meant for. A surplus stays on the payment. Counts for the account's owner on the day it was paid.
 * Throws `Refusal` for who may not, a future day, or an amount that is none.
 */
export async function recordPayment(tx: Tx, by: By, entry: NewPayment): Promise<Payment> {
  const account = await heldAccount(tx, entry.accountId)
  requireCollector(by.member, account.ownerId)
  const amount = positiveYuan(entry.amount)
  const paidOn = dayPaid(by, entry.paidOn)
  const owed = await owedBy(tx, entry)
  const payment = await tx.payment.create({
    data: {
      accountId: account.id,
      amount,
      paidOn: dateOf(paidOn),
      memberId: account.ownerId,
      recordedById: signerOf(by),
      note: entry.note ?? null,
      createdAt: by.now,
    },
  })
  const settled = await settle(tx, by, payment, owed)
  await record(tx, by, {
    action: 'payment.create',
    id: payment.id,
    after: { accountId: account.id, amount, paidOn, memberId: account.ownerId, ...settled },
  })
  return payment
}

export type NewPayment = {
  accountId: string
  /** Yuan as a decimal string. */
  amount: string
  /** `YYYY-MM-DD` in the company's zone; today if left out. */
  paidOn?: string | undefined
  /** Meant for this receivable and no other. */
  receivableId?: string | undefined
  note?: string | undefined
}

/** The day money came in, today if left out. Throws `Refusal` for one that is still to come. */
export function dayPaid(by: By, given: string | undefined): string {
  const today = actDay(by)
  const day = given ?? today
  if (day > today)
    throw new Refusal('paid-in-future', '到账日期不能晚于今天。还没到账的，说「答应周五付款」来记承诺。')
  return day
}
