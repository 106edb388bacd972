import { z } from 'zod'
import { record } from '../crm/audit.ts'
import type { Refusal } from '../errors.ts'
import type { Turn } from './turn.ts'

const action = 'member.refused'

/** Keeps what was refused and by which rule, so that 为什么 has an answer. */
export const keepRefusal = (turn: Turn, { rule, message }: Refusal): Promise<void> =>
  record(turn.tx, turn, { action, id: turn.member.id, after: { rule, text: message } })

/** The last one of this person within a day. */
export async function lastRefusal({ tx, member, now }: Turn): Promise<Refused | null> {
  const entry = await tx.audit.findFirst({
    where: { memberId: member.id, action, at: { gte: new Date(now.getTime() - dayMs) } },
    orderBy: { id: 'desc' },
  })
  return entry && { at: entry.at, ...kept.parse(entry.after) }
}

export type Refused = { at: Date; rule: string; text: string }

const kept = z.object({ rule: z.string(), text: z.string() })
const dayMs = 86_400_000
