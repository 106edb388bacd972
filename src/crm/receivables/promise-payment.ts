import type { PaymentPromise, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { heldAccount } from '../accounts/held-account.ts'
import { positiveYuan } from '../amount.ts'
import { record } from '../audit.ts'
import { actDay, type By } from '../by.ts'
import { dateOf } from '../moment.ts'
import { requireCollector } from './rights.ts'

/**
 * Writes down that a customer said when they will pay. A newer word for the same money replaces the one before.
 * Throws `Refusal` for who may not, for a day that is over, and for what is not owed any more.
 */
export async function promisePayment(tx: Tx, by: By, entry: NewPromise): Promise<Promised> {
  const account = await heldAccount(tx, entry.accountId)
  requireCollector(by.member, account.ownerId)
  if (entry.dueOn < actDay(by))
    throw new Refusal('promise-in-past', '承诺的日子已经过了。款到了说「回款」，没到就再问一个日子。')
  const amount = entry.amount ? positiveYuan(entry.amount) : null
  const receivableId = entry.receivableId ?? null
  if (receivableId) await requireOwed(tx, account.id, receivableId)
  const replaced = await replaceOpen(tx, { accountId: account.id, receivableId })
  const promise = await tx.paymentPromise.create({
    data: {
      accountId: account.id,
      receivableId,
      amount,
      dueOn: dateOf(entry.dueOn),
      memberId: by.member.id,
      createdAt: by.now,
    },
  })
  await record(tx, by, {
    action: 'promise.create',
    id: promise.id,
    after: { accountId: account.id, receivableId, amount, dueOn: entry.dueOn, replaced },
  })
  return { promise, replaced: replaced.length > 0 }
}

export type Promised = { promise: PaymentPromise /** An earlier word no longer counts. */; replaced: boolean }

export type NewPromise = {
  accountId: string
  /** `YYYY-MM-DD`. */
  dueOn: string
  /** Yuan as a decimal string; without it, everything that is due by then. */
  amount?: string | undefined
  receivableId?: string | undefined
}

/** The card it is said on may be an old one. */
async function requireOwed(tx: Tx, accountId: string, id: string): Promise<void> {
  const receivable = await tx.receivable.findUnique({ where: { id } })
  if (receivable?.accountId !== accountId)
    throw new Refusal('other-account', '这笔应收不是这家客户的，打开客户的应收再记。')
  if (receivable.status === 'paid') throw new Refusal('paid-already', '这笔款已经收齐了，不用再记承诺。')
  if (receivable.status === 'written_off')
    throw new Refusal('written-off', '这笔已经记成坏账，不再催收。客户又肯付的话，请财务先撤销坏账。')
}

async function replaceOpen(
  tx: Tx,
  of: { accountId: string; receivableId: string | null },
): Promise<string[]> {
  const replaced = await tx.paymentPromise.updateManyAndReturn({
    where: { ...of, status: 'open' },
    data: { status: 'cancelled' },
    select: { id: true },
  })
  return replaced.map(({ id }) => id)
}

/** Counts the promises whose day is over without the money. `today` is the business day. Safe to repeat. */
export const breakPromises = (tx: Tx, today: string): Promise<{ id: string; memberId: string }[]> =>
  tx.paymentPromise.updateManyAndReturn({
    where: { status: 'open', dueOn: { lt: dateOf(today) } },
    data: { status: 'broken' },
    select: { id: true, memberId: true },
  })
