import { z } from 'zod'
import { correct } from '../../../crm/correct.ts'
import { dateOf, dayOf } from '../../../crm/moment.ts'
import { planReceivable } from '../../../crm/receivables/plan-receivable.ts'
import { Prisma, type Receivable } from '../../../db/types.ts'
import { amountFilter, day, dayFilter, id, momentFilter, text, word, yuan, yuanOf } from '../fields.ts'
import { accountFields, namedAccount } from '../named-account.ts'
import { mustExist } from '../people.ts'
import { fieldProblem } from '../problem.ts'
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
    async run({ tx, by }, receivableId, { title, amount, dueOn }) {
      const receivable = await tx.receivable.findUniqueOrThrow({ where: { id: receivableId } })
      const wanted = amount ? new Prisma.Decimal(amount) : receivable.amount
      if (wanted.lt(receivable.paidAmount) || wanted.lte(0))
        throw fieldProblem('amount', 'is less than what was paid already')
      const isPaid = wanted.eq(receivable.paidAmount)
      const settled = isPaid ? 'paid' : receivable.paidAmount.isZero() ? 'open' : 'partial'
      const status = receivable.status === 'written_off' ? undefined : settled
      const values = { title, amount: amount && wanted, dueOn: dueOn && dateOf(dueOn), status }
      await correct(tx, by, 'receivable', receivableId, values)
    },
  },
  fieldOfRule: { 'other-account': 'opportunityId', 'amount-not-positive': 'amount' },
})
