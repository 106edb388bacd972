import { z } from 'zod'
import { intents } from '../understand/understanding.ts'

const words = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^[^\p{Cc}]*$/u)
const when = z.string().regex(/^20\d\d-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?[+-]\d\d:\d\d)?$/)
const amount = z
  .string()
  .regex(/^\d{1,11}(?:\.\d{1,2})?$/)
  .transform((sum) => Number(sum).toFixed(2))

/** What a model may answer: the vocabulary of the language page and nothing else. More than that is dropped. */
export const modelAnswer = z.object({
  intent: z.enum(intents),
  arguments: z
    .object({
      account: words,
      contact: words,
      target: words,
      assignee: words,
      channel: z.enum(['visit', 'call', 'message', 'meeting', 'demo', 'other']),
      nextAt: when,
      nextAction: words,
      stage: words,
      amount,
      competitor: words,
      company: words,
      phone: z.string().regex(/^[+\d][\d -]{5,20}$/),
      source: words,
      keyword: words,
      region: words,
      name: words,
      closeOn: when,
      reason: words,
      what: z.enum(['accounts', 'leads', 'opportunities', 'tasks', 'receivables']),
      title: words,
      dueAt: when,
      period: z.enum(['day', 'week', 'month', 'quarter', 'year']),
      metric: z.enum(['amount', 'payments', 'visits', 'leads', 'new_accounts']),
      scope: words,
      paidOn: when,
      dueOn: when,
    })
    .partial()
    .default({}),
})

export type ModelAnswer = z.infer<typeof modelAnswer>
