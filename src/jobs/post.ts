import { jsonOf } from '../characters.ts'
import type { Message, Target } from '../chat/message.ts'
import { type Delivery, type DeliveryStatus, Prisma, type Tx } from '../db/types.ts'
import { newId } from '../ids.ts'
import type { Queue } from './queue.ts'

/**
 * Deliveries on their way, with their jobs. `slot` makes one unique: a second with the same slot is dropped.
 * Returns how many were written.
 */
export async function postAll(queue: Queue, tx: Tx, drafts: (Draft & { now: Date })[]): Promise<number> {
  if (drafts.length === 0) return 0
  const rows = drafts.map((draft) => ({ id: newId(), ...rowOf(draft) }))
  const written = await tx.$queryRaw<{ id: string; kind: Draft['kind']; status: DeliveryStatus }[]>`
    ${insertOf(rows)} ON CONFLICT DO NOTHING RETURNING id, kind, status::text`
  const ready = written.filter(({ status }) => status === 'queued')
  await enqueue(queue, tx, ready)
  return written.length
}

export const post = (queue: Queue, tx: Tx, draft: Draft & { now: Date }): Promise<number> =>
  postAll(queue, tx, [draft])

/** The jobs of what was written, each with the first try; that of an answer to a tap only steps in. */
export const enqueue = (queue: Queue, tx: Tx, rows: { id: string; kind: string }[]): Promise<void> =>
  queue.sendAll(
    tx,
    'deliver',
    rows.map(({ id }) => ({ deliveryId: id })),
    rows.map(({ kind }) => (kind === 'answer' ? { seconds: answerSeconds } : {})),
  )

/** The answer to a tap has come by then, with what it carries, or comes too late. */
const answerSeconds = 3

/** Puts what was over on its way again, with all its tries before it; `false` where it is not (or no longer) `over`. */
export async function postAgain(queue: Queue, tx: Tx, id: string, over: 'sent' | 'failed'): Promise<boolean> {
  const { count } = await tx.delivery.updateMany({
    where: { id, status: over },
    data: { status: 'queued', attempts: 0, error: null, deliveredAt: null },
  })
  if (count > 0) await queue.send(tx, 'deliver', { deliveryId: id })
  return count > 0
}

export const rowOf = ({ now, warnsOf = [], ...values }: Draft & { now: Date }) => ({
  ...values,
  warnsOf,
  createdAt: now,
  status: values.notBefore ? ('waiting' as const) : ('queued' as const),
})

/** One text however many rows there are, so that the database prepares it once, and Prisma has little to do. */
export const insertOf = (
  rows: ((ReturnType<typeof rowOf> & { id: string }) | Delivery)[],
): Prisma.Sql => Prisma.sql`
  INSERT INTO "Delivery" (id, platform, target, kind, message, subject, slot, status, "updatesId", "inboundId",
    "memberId", "notBefore", "warnsOf", "createdAt")
  SELECT * FROM jsonb_to_recordset(${jsonOf(rows)}::jsonb) AS d(id uuid, platform text, target jsonb, kind text,
    message jsonb, subject text, slot text, status "DeliveryStatus", "updatesId" uuid, "inboundId" uuid, "memberId" uuid,
    "notBefore" timestamptz, "warnsOf" uuid[], "createdAt" timestamptz)`

export type Draft = {
  platform: string
  target: Target
  /** `mask`: an update that is left out where it cannot be made in place. `answer`: what the answer to the tap carries, a changed card or what pops up; its job only steps in when that was too late. */
  kind: 'reply' | 'push' | 'update' | 'answer' | 'mask'
  message: Message
  subject?: string | undefined
  slot?: string | undefined
  updatesId?: string | undefined
  memberId?: string | undefined
  inboundId?: string | undefined
  /** Business time before which it waits (quiet hours). */
  notBefore?: Date | undefined
  /** Leads and accounts: where it waits, it is sent only while the warning holds for one of them. */
  warnsOf?: string[] | undefined
}
