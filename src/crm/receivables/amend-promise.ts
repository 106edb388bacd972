import type { PaymentPromise, Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { holdAccountBehind } from '../accounts/held-account.ts'
import { positiveYuan } from '../amount.ts'
import { record } from '../audit.ts'
import { actDay, type By } from '../by.ts'
import { dateOf, dayOf } from '../moment.ts'
import { undoActs } from '../undo/undo-inbound.ts'
import { hasCome } from './keep-promises.ts'
import { requireCollector } from './rights.ts'

/**
 * Mends a promise that was written down wrong. One that counted as broken is open again where its day is still to
 * come, and one whose money is there already is kept. Throws `Refusal` for who may not, for a day that is over, and
 * for a promise that no longer counts.
 */
export async function amendPromise(tx: Tx, by: By, id: string, amendment: PromiseAmendment): Promise<void> {
  const promise = await standing(tx, id)
  requireCollector(by.member, promise.account.ownerId)
  const { amount, dueOn } = amendment
  const wanted = {
    amount: amount ? positiveYuan(amount) : amount === null ? null : promise.amount,
    dueOn: dueOn === undefined ? promise.dueOn : dateOf(dueOn),
  }
  const before = valuesOf(promise)
  if (JSON.stringify(valuesOf({ ...promise, ...wanted })) === JSON.stringify(before)) return
  if (dayOf(wanted.dueOn) < actDay(by))
    throw new Refusal('promise-in-past', '承诺的日子已经过了。款到了说「回款」，没到就再问一个日子。')
  if (promise.status === 'broken') await requireNewest(tx, promise)
  const status = (await hasCome(tx, by, { ...promise, ...wanted })) ? 'kept' : 'open'
  await tx.paymentPromise.update({ where: { id }, data: { ...wanted, status } })
  const after = valuesOf({ ...promise, ...wanted, status })
  await record(tx, by, { action: 'promise.amend', id, before, after })
}

export type PromiseAmendment = {
  /** Yuan as a decimal string; `null` for everything that is due by then. */
  amount?: string | null | undefined
  /** `YYYY-MM-DD`. */
  dueOn?: string | undefined
}

/** A promise that was none: the one that it replaced counts again. The caller has asked who may. Throws `Refusal`. */
export async function takeBackPromise(tx: Tx, by: By, id: string): Promise<void> {
  const promise = await standing(tx, id)
  const made = await tx.audit.findFirst({ where: { entityId: id, action: 'promise.create', undoneAt: null } })
  if (made) return undoActs(tx, by, [made])
  // Older than the books.
  await tx.paymentPromise.update({ where: { id }, data: { status: 'cancelled' } })
  await record(tx, by, { action: 'promise.undo', id, before: valuesOf(promise) })
}

/** Its account is held: a payment at the same time may keep it. */
async function standing(tx: Tx, id: string) {
  await holdAccountBehind(tx, 'PaymentPromise', id)
  const promise = await tx.paymentPromise.findUniqueOrThrow({
    where: { id },
    include: { account: { select: { ownerId: true } }, receivable: true },
  })
  if (promise.status === 'kept') throw new Refusal('promise-kept-already', '这个承诺已经兑现了，不用再改。')
  if (promise.status === 'cancelled')
    throw new Refusal('promise-replaced-already', '这个承诺已经不算了，后来又答应过或者撤销了。')
  return promise
}

/** Of two words for the same money only the later one counts. */
async function requireNewest(tx: Tx, { accountId, receivableId }: PaymentPromise): Promise<void> {
  const newer = await tx.paymentPromise.count({ where: { accountId, receivableId, status: 'open' } })
  if (newer > 0) throw new Refusal('promise-replaced-already', '后来又答应过一个日子，改那一条。')
}

const valuesOf = ({ amount, dueOn, status }: Pick<PaymentPromise, 'amount' | 'dueOn' | 'status'>) => ({
  amount,
  dueOn: dayOf(dueOn),
  status,
})
