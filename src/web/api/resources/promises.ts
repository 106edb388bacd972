import { z } from 'zod'
import { dayOf } from '../../../crm/moment.ts'
import { amendPromise, takeBackPromise } from '../../../crm/receivables/amend-promise.ts'
import { promisePayment } from '../../../crm/receivables/promise-payment.ts'
import type { PaymentPromise } from '../../../db/types.ts'
import { amountFilter, day, dayFilter, id, momentFilter, yuan, yuanOf } from '../fields.ts'
import { accountFields, namedAccount } from '../named-account.ts'
import { memberFields, mustExist, namedMember } from '../people.ts'
import { fieldProblem } from '../problem.ts'
import { resource } from '../resource.ts'

const promised = z.enum(['open', 'kept', 'broken', 'cancelled'])

export const promises = resource({
  name: 'promises',
  about: 'Dates on which an account promised to pay',
  row: z.object({
    id,
    accountId: id,
    receivableId: id.nullable(),
    amount: z.string().nullable(),
    dueOn: z.string(),
    status: promised,
    memberId: id,
    createdAt: z.string(),
  }),
  filters: z.object({
    accountId: id,
    receivableId: id,
    amount: amountFilter,
    status: promised,
    memberId: id,
    dueOn: dayFilter,
    createdAt: momentFilter,
  }),
  find: (tx, query) => tx.paymentPromise.findMany(query),
  present: (promise: PaymentPromise) => ({
    ...promise,
    amount: promise.amount && yuanOf(promise.amount),
    dueOn: dayOf(promise.dueOn),
    createdAt: promise.createdAt.toISOString(),
  }),
  create: {
    body: z.strictObject({
      ...accountFields,
      ...memberFields('member'),
      receivableId: id.nullish(),
      amount: yuan.nullish(),
      dueOn: day,
    }),
    async run({ tx, by }, body) {
      const { id: accountId } = await namedAccount(tx, body)
      const member = await namedMember(tx, body, 'member')
      if (!member) throw fieldProblem('memberId', 'is missing')
      const { receivableId, amount, dueOn } = body
      if (receivableId)
        await mustExist(tx.receivable.findFirst({ where: { id: receivableId, accountId } }), 'receivableId')
      const entry = { accountId, receivableId: receivableId ?? undefined, amount: amount ?? undefined, dueOn }
      // Whom the promise was made to is named; that they may write it down is the program's word.
      const signed = {
        ...by,
        member: { ...by.member, id: member.id, name: member.name },
        unsigned: undefined,
      }
      return (await promisePayment(tx, signed, entry)).promise.id
    },
  },
  patch: {
    body: z.strictObject({
      amount: yuan.nullish().meta({ description: 'Null: everything that is due by then' }),
      dueOn: day.optional(),
    }),
    run: ({ tx, by }, promiseId, body) => amendPromise(tx, by, promiseId, body),
  },
  remove: ({ tx, by }, promiseId) => takeBackPromise(tx, by, promiseId),
  fieldOfRule: {
    'promise-in-past': 'dueOn',
    'amount-not-positive': 'amount',
    'paid-already': 'receivableId',
    'written-off': 'receivableId',
  },
})
