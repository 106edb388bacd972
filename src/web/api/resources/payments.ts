import { z } from 'zod'
import { dayOf } from '../../../crm/moment.ts'
import { amendPayment, takeBackPayment } from '../../../crm/receivables/amend-payment.ts'
import { recordPayment } from '../../../crm/receivables/record-payment.ts'
import type { Prisma } from '../../../db/types.ts'
import {
  amountFilter,
  day,
  dayFilter,
  id,
  longWord,
  momentFilter,
  momentOut,
  text,
  yuan,
  yuanOf,
} from '../fields.ts'
import { accountFields, namedAccount } from '../named-account.ts'
import { mustExist } from '../people.ts'
import { resource } from '../resource.ts'

const include = { allocations: { where: { undoneAt: null } } } as const

export const payments = resource({
  name: 'payments',
  about: 'Money that came in, with what it paid; those that were taken back are found by id only',
  row: z.object({
    id,
    accountId: id,
    receivableId: id.nullable().meta({ description: 'Where it paid exactly one' }),
    amount: z.string(),
    paidOn: z.string(),
    memberId: id.nullable(),
    note: z.string().nullable(),
    allocations: z.array(z.object({ receivableId: id, amount: z.string() })),
    undoneAt: z.string().nullable(),
    createdAt: z.string(),
  }),
  filters: z.object({
    accountId: id,
    receivableId: id.meta({ description: 'One of those that it paid' }),
    amount: amountFilter,
    memberId: id,
    note: longWord,
    paidOn: dayFilter,
    createdAt: momentFilter,
  }),
  listed: { undoneAt: null },
  where: ({ receivableId, ...columns }) => ({
    ...columns,
    ...(receivableId === undefined ? {} : paying(receivableId)),
  }),
  find: (tx, query) => tx.payment.findMany({ ...query, include }),
  present: (payment: Prisma.PaymentGetPayload<{ include: typeof include }>) => ({
    ...payment,
    receivableId: payment.allocations.length === 1 ? (payment.allocations[0]?.receivableId ?? null) : null,
    amount: yuanOf(payment.amount),
    paidOn: dayOf(payment.paidOn),
    allocations: payment.allocations.map(({ receivableId, amount }) => ({
      receivableId,
      amount: yuanOf(amount),
    })),
    undoneAt: momentOut(payment.undoneAt),
    createdAt: payment.createdAt.toISOString(),
  }),
  create: {
    body: z.strictObject({
      ...accountFields,
      receivableId: id.nullish(),
      amount: yuan,
      paidOn: day.optional(),
      note: text(500).nullish(),
    }),
    async run({ tx, by }, body) {
      const { id: accountId } = await namedAccount(tx, body)
      const { receivableId, amount, paidOn, note } = body
      if (receivableId)
        await mustExist(tx.receivable.findFirst({ where: { id: receivableId, accountId } }), 'receivableId')
      const entry = {
        accountId,
        receivableId: receivableId ?? undefined,
        amount,
        paidOn,
        note: note ?? undefined,
      }
      return (await recordPayment(tx, by, entry)).id
    },
  },
  patch: {
    body: z.strictObject({
      amount: yuan.optional(),
      paidOn: day.optional(),
      note: text(500).nullish(),
      receivableId: id.optional().meta({ description: 'Meant for this one and no other' }),
    }),
    async run({ tx, by }, paymentId, { receivableId, ...values }) {
      const { accountId } = await tx.payment.findUniqueOrThrow({ where: { id: paymentId } })
      if (receivableId)
        await mustExist(tx.receivable.findFirst({ where: { id: receivableId, accountId } }), 'receivableId')
      await amendPayment(tx, by, paymentId, { ...values, receivableId })
    },
  },
  remove: ({ tx, by }, paymentId) => takeBackPayment(tx, by, paymentId),
  fieldOfRule: {
    'paid-in-future': 'paidOn',
    'nothing-owed': 'receivableId',
    'amount-not-positive': 'amount',
  },
})

/** A payment has no column for it: it is found by what it paid, or by having paid nothing. */
const paying = (receivableId: string | null) => ({
  allocations: receivableId ? { some: { receivableId, undoneAt: null } } : { none: { undoneAt: null } },
})
