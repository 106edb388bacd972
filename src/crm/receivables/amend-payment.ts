import { z } from 'zod'
import { type Payment, Prisma, type Receivable, type Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { dateOf, dayOf } from '../moment.ts'
import type { Reversal } from '../undo/reversal.ts'
import { positiveYuan } from './amount.ts'
import { dayPaid } from './record-payment.ts'
import { requireCollector } from './rights.ts'
import { lockOwed, settle, unsettle } from './settle.ts'

/**
 * Mends a payment that was written down wrong. What it has paid depends on all of it, so it is taken back and
 * spread anew: over what it paid before, then over what was due first, or over the one that it is meant for. Of
 * another customer, it counts for that one's owner. Throws `Refusal` for who may not, for one that was taken
 * back, and for a day or amount that is none.
 */
export async function amendPayment(tx: Tx, by: By, id: string, amendment: PaymentAmendment): Promise<void> {
  const payment = await standing(tx, id)
  requireCollector(by.member, payment.account.ownerId)
  const { accountId, amount, paidOn, note, receivableId } = amendment
  const wanted = {
    ...(await whose(tx, by, payment, accountId)),
    amount: amount === undefined ? payment.amount : positiveYuan(amount),
    paidOn: paidOn === undefined ? payment.paidOn : dateOf(dayPaid(by, paidOn)),
    note: note === undefined ? payment.note : note,
  }
  const before = valuesOf(payment)
  const isSame = JSON.stringify(valuesOf({ ...payment, ...wanted })) === JSON.stringify(before)
  if (isSame && !receivableId) return
  const settled = await settleAnew(tx, by, payment, wanted, receivableId)
  const after = valuesOf({ ...payment, ...wanted })
  await record(tx, by, { action: 'payment.amend', id, before, after: { ...after, ...settled } })
}

export type PaymentAmendment = {
  accountId?: string | undefined
  /** Yuan as a decimal string. */
  amount?: string | undefined
  /** `YYYY-MM-DD` in the company's zone. */
  paidOn?: string | undefined
  note?: string | null | undefined
  receivableId?: string | undefined
}

/** A payment written down by mistake, taken back whenever that shows: the caller has asked who may. */
export async function takeBackPayment(tx: Tx, by: By, id: string): Promise<void> {
  const payment = await standing(tx, id)
  await unsettle(tx, by, id)
  const written = { entityType: 'payment', entityId: id, undoneAt: null }
  await tx.audit.updateMany({
    where: { ...written, action: { not: 'payment.undo' } },
    data: { undoneAt: by.now },
  })
  await record(tx, by, { action: 'payment.undo', id, before: valuesOf(payment) })
}

/** As it was written down before it was mended. */
export const unamendPayment: Reversal = async (tx, by, { id, entityId, before }) => {
  const payment = await standing(tx, entityId)
  const newer = { entityId, action: 'payment.amend', id: { gt: id }, undoneAt: null }
  if ((await tx.audit.count({ where: newer })) > 0)
    throw new Refusal('newer-change', '这笔回款后来又更正过，先撤销后面那一步。')
  await settleAnew(tx, by, payment, written.parse(before))
}

/** Whose money it is, and for whom it counts. */
async function whose(tx: Tx, by: By, payment: Payment, id = payment.accountId) {
  if (id === payment.accountId) return { accountId: id, memberId: payment.memberId }
  const { ownerId } = await tx.account.findUniqueOrThrow({ where: { id } })
  requireCollector(by.member, ownerId)
  return { accountId: id, memberId: ownerId }
}

async function settleAnew(tx: Tx, by: By, payment: Payment, values: Partial<Values>, receivableId?: string) {
  const paidBefore = await tx.allocation.findMany({ where: { paymentId: payment.id, undoneAt: null } })
  await unsettle(tx, by, payment.id)
  const mended = await tx.payment.update({ where: { id: payment.id }, data: { ...values, undoneAt: null } })
  const owed = await lockOwed(tx, { accountId: mended.accountId, receivableId })
  const isKnown = ({ id }: Receivable) => paidBefore.some((share) => share.receivableId === id)
  return settle(tx, by, mended, [...owed.filter(isKnown), ...owed.filter((one) => !isKnown(one))])
}

async function standing(tx: Tx, id: string) {
  await tx.$queryRaw`SELECT "id" FROM "Payment" WHERE "id" = ${id}::uuid FOR UPDATE`
  const payment = await tx.payment.findUniqueOrThrow({
    where: { id },
    include: { account: { select: { ownerId: true } } },
  })
  if (payment.undoneAt) throw new Refusal('undone-already', '这笔回款已经撤销过了。')
  return payment
}

const valuesOf = ({ accountId, memberId, amount, paidOn, note }: Values) => ({
  ...{ accountId, memberId, amount, note },
  paidOn: dayOf(paidOn),
})

type Values = Pick<Payment, 'accountId' | 'memberId' | 'amount' | 'paidOn' | 'note'>
const written = z.object({
  // Entries from before a payment could change its customer have neither.
  accountId: z.uuid().optional(),
  memberId: z.uuid().nullable().optional(),
  amount: z.string().transform((amount) => new Prisma.Decimal(amount)),
  paidOn: z.iso.date().transform(dateOf),
  note: z.string().nullable(),
})
