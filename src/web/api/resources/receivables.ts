import { z } from 'zod'
import { dayOf } from '../../../crm/moment.ts'
import { amendReceivable } from '../../../crm/receivables/amend-receivable.ts'
import { planReceivable } from '../../../crm/receivables/plan-receivable.ts'
import type { Receivable } from '../../../db/types.ts'
import { amountFilter, day, dayFilter, id, momentFilter, text, word, yuan, yuanOf } from '../fields.ts'
import { accountFields, namedAccount } from '../named-account.ts'
import { mustExist } from '../people.ts'
import { resource } from '../resource.ts'

const owedStatus = z.enum(['open', 'partial', 'paid', 'written_off'])
export const receivables = resource({
  name: 'receivables',
  about: 'What an account is to pay, and when',
  row: z.object({
    id,
    accountId: id,
    opportunityId: id.nullable(),
    title: z.string(),
    amount: z.string(),
    paidAmount: z.string(),
    dueOn: z.string(),
    status: owedStatus,
    createdAt: z.string(),
  }),
  filters: z.object({
    accountId: id,
    opportunityId: id,
    title: word,
    amount: amountFilter,
    paidAmount: amountFilter,
    status: owedStatus,
    dueOn: dayFilter,
    createdAt: momentFilter,
  }),
  find: (tx, query) => tx.receivable.findMany(query),
  present: (receivable: Receivable) => ({
    ...receivable,
    amount: yuanOf(receivable.amount),
    paidAmount: yuanOf(receivable.paidAmount),
    dueOn: dayOf(receivable.dueOn),
    createdAt: receivable.createdAt.toISOString(),
  }),
  create: {
    body: z.strictObject({
      ...accountFields,
      opportunityId: id.optional(),
      title: text(200).default('应收款'),
      amount: yuan,
      dueOn: day,
    }),
    async run({ tx, by }, body) {
      const { id: accountId } = await namedAccount(tx, body)
      const { opportunityId, title, amount, dueOn } = body
      if (opportunityId)
        await mustExist(tx.opportunity.findUnique({ where: { id: opportunityId } }), 'opportunityId')
      return (await planReceivable(tx, by, { accountId, opportunityId, title, amount, dueOn })).id
    },
  },
  patch: {
    body: z.strictObject({ title: text(200).optional(), amount: yuan.optional(), dueOn: day.optional() }),
    run: ({ tx, by }, receivableId, body) => amendReceivable(tx, by, receivableId, body),
  },
  fieldOfRule: {
    'other-account': 'opportunityId',
    'amount-not-positive': 'amount',
    'less-than-paid': 'amount',
  },
})
