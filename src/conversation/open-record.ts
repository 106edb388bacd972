import type { Card } from '../chat/card.ts'
import { viewOne } from '../crm/pool/views.ts'
import { say, type Turn } from './turn.ts'
import type { Ref } from './understand/understanding.ts'
import { accountCardOf } from './views/account.ts'
import { dealCardOf } from './views/deal.ts'
import { leadCardOf } from './views/lead.ts'
import { taskCardOf } from './views/task.ts'

/** Shows a record that was named or picked from a list. `false` for kinds that have no card of their own. */
export async function openRecord(turn: Turn, { kind, id }: Pick<Ref, 'kind' | 'id'>): Promise<boolean> {
  const card = cards[kind]
  if (!card) return false
  if (kind === 'lead' || kind === 'account') await viewOne(turn.tx, turn, { kind, id })
  say(turn, await card(turn, id), `${kind}:${id}`)
  if (kind === 'account') turn.memory.account = { id, at: turn.now }
  return true
}

const cards: Partial<Record<Ref['kind'], (turn: Turn, id: string) => Promise<Card>>> = {
  account: accountCardOf,
  lead: leadCardOf,
  opportunity: dealCardOf,
  task: taskCardOf,
}
