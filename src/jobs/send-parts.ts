import type { Message, Target } from '../chat/message.ts'
import type { Platform, Receipt } from '../chat/platform.ts'
import type { Clock } from '../clock.ts'
import type { Db, Delivery } from '../db/types.ts'

/** Sends those parts of a message that have not been taken yet. Throws `SendFailure`. */
export async function sendParts(deps: SendDeps, platform: Platform, delivery: Delivery): Promise<void> {
  const target = delivery.target as Target
  const parts = platform.render(delivery.message as Message, target, delivery.id)
  const receipts = [...(delivery.receipts as Receipt[])]
  for (const [index, part] of parts.entries()) {
    if (index < receipts.length) continue
    receipts.push(await platform.send(target, part, keyOf(delivery.id, index)))
    const isLast = index === parts.length - 1
    if (!isLast) await deps.db.delivery.update({ where: { id: delivery.id }, data: { receipts } })
  }
  // Also where every part had been taken before and only this word was missing.
  await deps.noteSent({ id: delivery.id, receipts, ...sent(deps.clock, receipts) })
}

export type SendDeps = { db: Db; clock: Clock; noteSent(sent: Sent): Promise<unknown> }

export type Sent = Pick<Delivery, 'id' | 'deliveredAt' | 'messageId'> & { receipts: Receipt[] }

/** One text however many rows there are, so that the database prepares it once. */
export async function noteSent(db: Db, batch: Sent[]): Promise<undefined[]> {
  await db.$executeRaw`
    UPDATE "Delivery" d SET receipts = s.receipts, status = 'sent', "deliveredAt" = s."deliveredAt",
      "messageId" = s."messageId", error = NULL
    FROM jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) AS s(id uuid, receipts jsonb, "deliveredAt" timestamptz,
      "messageId" text)
    WHERE d.id = s.id`
  return batch.map(() => undefined)
}

/** What a delivery becomes that is over. */
export const sent = (clock: Clock, receipts: Receipt[]) => ({
  status: 'sent' as const,
  deliveredAt: clock.now(),
  messageId: receipts.findLast((receipt) => receipt.messageId)?.messageId ?? null,
  error: null,
})

/** Unique per part and never longer than the 50 characters that Feishu takes. */
const keyOf = (deliveryId: string, index: number): string => `${deliveryId}-${index}`
