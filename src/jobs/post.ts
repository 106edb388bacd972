import type { Message, Target } from '../chat/message.ts'
import type { Tx } from '../db/types.ts'
import type { Queue } from './queue.ts'

/**
 * Deliveries on their way, with their jobs. `slot` makes one unique: a second with the same slot is dropped.
 * Returns how many were written.
 */
export async function postAll(queue: Queue, tx: Tx, drafts: (Draft & { now: Date })[]): Promise<number> {
  if (drafts.length === 0) return 0
  const rows = await tx.delivery.createManyAndReturn({
    data: drafts.map(rowOf),
    skipDuplicates: true,
    select: { id: true, status: true },
  })
  const ready = rows.filter(({ status }) => status === 'queued')
  await queue.sendAll(
    tx,
    'deliver',
    ready.map(({ id }) => ({ deliveryId: id })),
  )
  return rows.length
}

export const post = (queue: Queue, tx: Tx, draft: Draft & { now: Date }): Promise<number> =>
  postAll(queue, tx, [draft])

export const rowOf = ({ now, ...values }: Draft & { now: Date }) => ({
  ...values,
  createdAt: now,
  status: values.notBefore ? ('waiting' as const) : ('queued' as const),
})

export type Draft = {
  platform: string
  target: Target
  /** `mask`: an update that is left out where it cannot be made in place. `answer`: an update that the answer to the tap carries; its job only steps in when that was too late. */
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
