import type { Opportunity } from '../../db/types.ts'
import type { Move } from './moves.ts'

/** Why deals are lost: the reasons on offer. A rival that won is asked for by name. */
export const lostReasons = ['价格', '产品不符', '竞争对手', '预算取消', '联系不上', '其他'] as const

/** What is filled in on the way. Amounts are yuan as decimal strings, days `YYYY-MM-DD`. */
export type StageFields = {
  amount?: string | undefined
  closeOn?: string | undefined
  reason?: string | undefined
  competitor?: string | undefined
  /** Why it goes back, or is opened again. */
  note?: string | undefined
}
export type Field = keyof StageFields

/** The fields that a move needs and that neither the deal nor the fields at hand have, in their order. */
export function missingFields(
  deal: Filled,
  required: readonly string[],
  move: Move,
  fields: StageFields,
): Field[] {
  const known: Record<Field, unknown> = {
    amount: fields.amount ?? deal.amount,
    closeOn: fields.closeOn ?? deal.closeOn,
    reason: fields.reason,
    competitor: fields.competitor ?? deal.competitor,
    note: fields.note,
  }
  const wanted = [
    ...required,
    ...(fields.reason === '竞争对手' ? ['competitor'] : []),
    ...(move === 'back' || move === 'reopen' ? ['note'] : []),
  ]
  return wanted.filter((name): name is Field => name in known && !known[name as Field])
}

type Filled = Pick<Opportunity, 'amount' | 'closeOn' | 'competitor'>
