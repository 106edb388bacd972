import { z } from 'zod'
import { type Payment, Prisma, type Receivable, type Tx } from '../../db/types.ts'
import { Refusal } from '../../errors.ts'
import { heldAccount, holdAccounts } from '../accounts/held-account.ts'
import { positiveYuan } from '../amount.ts'
import { record } from '../audit.ts'
import type { By } from '../by.ts'
import { dateOf, dayOf } from '../moment.ts'
import { isChangedSince } from '../undo/changed-since.ts'
import type { Reversal } from '../undo/reversal.ts'
import type { Share } from './allocate.ts'
import { dayPaid } from './record-payment.ts'
import { requireCollector } from './rights.ts'
import { owedBy, settle, unsettle } from './settle.ts'

/**
 * Mends a payment that was written down wrong. Of another amount it is spread anew: over what it paid before, then
 * over what was due first, or over the one that it is meant for; otherwise it pays what it paid. Of another
 * customer, it pays what that one owes and counts for their owner. Throws `Refusal` for who may not, for one that
 * was taken back, and for a day or amount that is none.
 */
export async function amendPayment(tx: Tx, by: By, id: string, amendment: PaymentAmendment): Promise<void> {
  const payment = await standing(tx, id, amendment.accountId)
  requireCollector(by.member, payment.account.ownerId)
  const { accountId, amount, paidOn, note, receivableId } = amendment
  const wanted = {
    ...(await whose(tx, by, payment, accountId)),
    amount: amount === undefined ? payment.amount : positiveYuan(amount),
    paidOn: paidOn === undefined ? payment.paidOn : dateOf(dayPaid(by, paidOn)),
    note: note === undefined ? payment.note : note,
  }
  const [before, after] = [valuesOf(payment), valuesOf({ ...payment, ...wanted })]
  if (JSON.stringify(after) === JSON.stringify(before) && !receivableId) return
  const shares = sharesOf(payment)
  const paysTheSame =
    !receivableId && wanted.accountId === payment.accountId && wanted.amount.eq(payment.amount)
  const how = { receivableId, again: paysTheSame ? shares : undefined }
  const settled = await settleAnew(tx, by, payment, wanted, how)
  const entry = { before: { ...before, shares }, after: { ...after, ...settled } }
  await record(tx, by, { action: 'payment.amend', id, ...entry })
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

/** As it was written down before it was mended, and paying what it paid then. */
export const unamendPayment: Reversal = async (tx, by, entry) => {
  const { shares, ...values } = written.parse(entry.before)
  const payment = await standing(tx, entry.entityId, values.accountId)
  if (await isChangedSince(tx, entry))
    throw new Refusal('newer-change', '这笔回款后来又更正过，先撤销后面那一步。')
  const { ended } = mended.parse(entry.after)
  await settleAnew(tx, by, payment, values, { again: shares, ended })
}

/** Whose money it is, and for whom it counts. */
async function whose(tx: Tx, by: By, payment: Payment, id = payment.accountId) {
  if (id === payment.accountId) return { accountId: id, memberId: payment.memberId }
  const { ownerId } = await heldAccount(tx, id)
  requireCollector(by.member, ownerId)
  return { accountId: id, memberId: ownerId }
}

async function settleAnew(tx: Tx, by: By, payment: Standing, values: Partial<Values>, how: How) {
  const { receivableId, again } = how
  if (again && moneyOf({ ...payment, ...values }, again) === moneyOf(payment, sharesOf(payment))) {
    // Only the note is another: what it paid may be written off by now, and no promise turns on it.
    await tx.payment.update({ where: { id: payment.id }, data: values })
    return { shares: again }
  }
  const ended = [...(how.ended ?? []), ...(await unsettle(tx, by, payment.id))]
  const is = await tx.payment.update({ where: { id: payment.id }, data: { ...values, undoneAt: null } })
  const owed = await owedBy(tx, { accountId: is.accountId, receivableId })
  const isKnown = ({ id }: Receivable) => payment.allocations.some((share) => share.receivableId === id)
  const inOrder = [...owed.filter(isKnown), ...owed.filter((one) => !isKnown(one))]
  const settled = await settle(tx, by, is, inOrder, { again, ended })
  return { ...settled, ended: ended.filter((id) => !settled.promises.includes(id)) }
}

/** Held, with its account and the one that it goes to. */
async function standing(tx: Tx, id: string, to?: string): Promise<Standing> {
  const of = await tx.$queryRaw<{ accountId: string }[]>`
    SELECT "accountId" FROM "Payment" WHERE "id" = ${id}::uuid FOR UPDATE`
  await holdAccounts(tx, [...of.map(({ accountId }) => accountId), ...(to ? [to] : [])])
  const payment = await tx.payment.findUniqueOrThrow({ where: { id }, include })
  if (payment.undoneAt) throw new Refusal('undone-already', '这笔回款已经撤销过了。')
  return payment
}

const valuesOf = ({ accountId, memberId, amount, paidOn, note }: Values) => ({
  ...{ accountId, memberId, amount, note },
  paidOn: dayOf(paidOn),
})

/** All of a payment but its note. */
const moneyOf = (values: Values, shares: Share[]): string =>
  JSON.stringify([{ ...valuesOf(values), note: null }, shares])

const sharesOf = ({ allocations }: Standing): Share[] =>
  allocations.map(({ receivableId, amount }) => ({ receivableId, amount }))

const include = {
  account: { select: { ownerId: true } },
  allocations: { where: { undoneAt: null }, orderBy: { id: 'asc' } },
} satisfies Prisma.PaymentInclude
type Standing = Prisma.PaymentGetPayload<{ include: typeof include }>
type How = { receivableId?: string | undefined; again?: Share[] | undefined; ended?: string[] }
type Values = Pick<Payment, 'accountId' | 'memberId' | 'amount' | 'paidOn' | 'note'>
const yuan = z.string().transform((amount) => new Prisma.Decimal(amount))
const written = z.object({
  amount: yuan,
  paidOn: z.iso.date().transform(dateOf),
  note: z.string().nullable(),
  // Entries from before a payment could change its customer have none of these.
  accountId: z.uuid().optional(),
  memberId: z.uuid().nullable().optional(),
  shares: z.array(z.object({ receivableId: z.uuid(), amount: yuan })).optional(),
})
// The promises that ended by it: without it they may be kept.
const mended = z.object({ ended: z.array(z.uuid()).default([]) })
