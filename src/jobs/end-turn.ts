import { jsonOf } from '../characters.ts'
import type { Toast } from '../chat/message.ts'
import { keptOf, type Memory } from '../conversation/memory.ts'
import type { Delivery, Tx } from '../db/types.ts'
import { insertOf } from './post.ts'

/**
 * Ends the work on some messages, in one statement: what their conversations remember, what was said, and that they
 * were handled. Returns in which conversations more waits; what is stored from now on wakes somebody by itself.
 */
export async function endTurns(tx: Tx, ends: End[], now: Date): Promise<Set<string>> {
  const memories = ends.flatMap(({ memory }) =>
    memory ? [{ id: memory.id, ...keptOf(memory), updatedAt: now }] : [],
  )
  const handled = ends.map(({ id, toast }) => ({ id, toast }))
  const waiting = await tx.$queryRaw<{ conversation: string }[]>`
    WITH remembered AS (
      INSERT INTO "Conversation" (id, pending, "pendingUntil", "lastList", "lastAccountId", "lastAccountAt", "updatedAt")
      SELECT * FROM jsonb_to_recordset(${jsonOf(memories)}::jsonb) AS m(id text, pending jsonb,
        "pendingUntil" timestamptz, "lastList" jsonb, "lastAccountId" uuid, "lastAccountAt" timestamptz, "updatedAt" timestamptz)
      ON CONFLICT (id) DO UPDATE SET pending = excluded.pending, "pendingUntil" = excluded."pendingUntil",
        "lastList" = excluded."lastList", "lastAccountId" = excluded."lastAccountId",
        "lastAccountAt" = excluded."lastAccountAt", "updatedAt" = excluded."updatedAt"
    ), said AS (
      ${insertOf(ends.flatMap(({ said }) => said))}
    ), handled AS (
      UPDATE "Inbound" i SET status = 'handled', "handledAt" = ${now}, toast = h.toast
      FROM jsonb_to_recordset(${jsonOf(handled)}::jsonb) AS h(id uuid, toast jsonb)
      WHERE i.id = h.id
      RETURNING i.id, i.conversation
    )
    SELECT conversation FROM handled h WHERE EXISTS (SELECT FROM "Inbound" w
      WHERE w.conversation = h.conversation AND w.status = 'pending' AND w.id <> h.id)`
  return new Set(waiting.map(({ conversation }) => conversation))
}

export type End = {
  id: string
  /** Nobody's, where the platform itself spoke. */
  memory: Memory | null
  said: Delivery[]
  toast: Toast | null
}
