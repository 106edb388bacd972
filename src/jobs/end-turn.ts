import type { Toast } from '../chat/message.ts'
import { keptOf, type Memory } from '../conversation/memory.ts'
import type { Delivery, Tx } from '../db/types.ts'

/**
 * Ends the work on a message, in one statement: what the conversation remembers, what was said, and that it was
 * handled. Returns whether more waits in its conversation; what is stored from now on wakes somebody by itself.
 */
export async function endTurn(tx: Tx, { id, conversation, ...end }: End): Promise<boolean> {
  const memories = end.memory ? [{ id: end.memory.id, ...keptOf(end.memory), updatedAt: end.now }] : []
  const [ended] = await tx.$queryRaw<{ more: boolean }[]>`
    WITH remembered AS (
      INSERT INTO "Conversation" (id, pending, "pendingUntil", "lastList", "lastAccountId", "lastAccountAt", "updatedAt")
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(memories)}::jsonb) AS m(id text, pending jsonb,
        "pendingUntil" timestamptz, "lastList" jsonb, "lastAccountId" uuid, "lastAccountAt" timestamptz, "updatedAt" timestamptz)
      ON CONFLICT (id) DO UPDATE SET pending = excluded.pending, "pendingUntil" = excluded."pendingUntil",
        "lastList" = excluded."lastList", "lastAccountId" = excluded."lastAccountId",
        "lastAccountAt" = excluded."lastAccountAt", "updatedAt" = excluded."updatedAt"
    ), said AS (
      INSERT INTO "Delivery" (id, platform, target, kind, message, subject, slot, status, "updatesId", "inboundId", "memberId", "notBefore", "createdAt")
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(end.said)}::jsonb) AS d(id uuid, platform text, target jsonb,
        kind text, message jsonb, subject text, slot text, status "DeliveryStatus", "updatesId" uuid, "inboundId" uuid,
        "memberId" uuid, "notBefore" timestamptz, "createdAt" timestamptz)
    )
    UPDATE "Inbound" SET status = 'handled', "handledAt" = ${end.now},
      toast = ${end.toast && JSON.stringify(end.toast)}::jsonb
    WHERE id = ${id}::uuid
    RETURNING EXISTS (SELECT FROM "Inbound" w
      WHERE w.conversation = ${conversation} AND w.status = 'pending' AND w.id <> ${id}::uuid) AS more`
  return ended?.more ?? false
}

export type End = {
  id: string
  conversation: string
  /** Nobody's, where the platform itself spoke. */
  memory: Memory | null
  said: Delivery[]
  toast: Toast | null
  now: Date
}
