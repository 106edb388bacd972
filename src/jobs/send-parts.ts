import type { Message, Target } from '../chat/message.ts'
import { type Part, type Platform, type Receipt, sendFailureKinds, type Upload } from '../chat/platform.ts'
import type { Clock } from '../clock.ts'
import type { Db, Delivery } from '../db/types.ts'
import { longMs } from './waits.ts'

/**
 * Sends those parts of a message that have not been taken yet, as long as it has not taken too long since it `began`
 * (by `performance.now`). Throws `SendFailure`.
 */
export async function sendParts(
  deps: SendDeps,
  platform: Platform,
  delivery: Delivery,
  began: number,
  parts = partsOf(platform, delivery),
): Promise<Outcome> {
  const target = delivery.target as Target
  const { unnoted } = deps
  const receipts = receiptsOf(deps, delivery)
  const isLate = () => performance.now() - began > longMs
  for (const [index, part] of parts.entries()) {
    if (index < receipts.length) continue
    if (isLate()) return 'held'
    const upload = await uploadOf(deps, platform, { delivery, part, taken: receipts })
    if (isLate()) return 'held'
    receipts.push(await platform.send(target, part, keyOf(delivery.id, index), upload))
    unnoted.set(delivery.id, receipts)
    if (index === parts.length - 1) break
    await deps.db.delivery.update({ where: { id: delivery.id }, data: { receipts } })
    unnoted.delete(delivery.id)
  }
  // Also where every part had been taken before and only this word was missing.
  await deps.noteSent({ id: delivery.id, ...sent(deps.clock, receipts) })
  unnoted.delete(delivery.id)
  return 'sent'
}

/** `left_out`: nothing had to be shown, or could be. `held`: the rest, or all of it, goes out later. */
export type Outcome = 'sent' | 'left_out' | 'held'

/** What the platform is sent: a call for each. */
export const partsOf = (platform: Platform, { message, target, id }: Delivery): Part[] =>
  platform.render(message as Message, target as Target, id)

/** Those of the parts that were taken, also where the database does not know it yet. */
export const receiptsOf = ({ unnoted }: Pick<SendDeps, 'unnoted'>, delivery: Delivery): Receipt[] =>
  unnoted.get(delivery.id) ?? takenOf(delivery)

/** How one try to send can end. */
export const outcomes = ['sent', 'left_out', 'held', ...sendFailureKinds, 'broken'] as const
export type TryOutcome = (typeof outcomes)[number]

/** The one of the last try, as long as it can be sent: with another the same picture would be shown twice. */
async function uploadOf(deps: SendDeps, platform: Platform, { delivery, part, taken }: Next) {
  const { upload: last } = taken.length === takenOf(delivery).length ? trialOf(delivery) : {}
  if (last && new Date(last.until) > deps.clock.now()) return last.id
  const upload = await platform.upload?.(delivery.target as Target, part)
  if (upload) await noteTrial(deps, delivery.id, taken, { upload })
  return upload?.id
}

/** The first part that has not been taken. */
type Next = { delivery: Delivery; part: Part; taken: Receipt[] }

/** The parts that the platform has taken so far. */
export const takenOf = ({ receipts }: Delivery): Receipt[] =>
  (receipts as Kept[]).filter((one): one is Receipt => !('trial' in one))

/** With what a part was tried that may have been taken without our hearing of it. */
export const trialOf = ({ receipts }: Delivery): Trial =>
  (receipts as Kept[]).find((one) => 'trial' in one)?.trial ?? {}

/** Call it before the platform is called: whoever tries again, here or elsewhere, knows what had been tried. */
export async function noteTrial({ db }: SendDeps, id: string, taken: Receipt[], trial: Trial): Promise<void> {
  await db.delivery.update({ where: { id }, data: { receipts: [...taken, { trial }] } })
}

/** `code`: that it wanted to change a card with, and that works once. `upload`: of its picture. */
export type Trial = { code?: string; upload?: Upload }

type Kept = Receipt | { trial: Trial }

export type SendDeps = {
  db: Db
  clock: Clock
  noteSent(sent: Sent): Promise<unknown>
  /** By delivery, what was taken while the database was away: in groups of WeCom nothing else tells a repeat. */
  unnoted: Map<string, Receipt[]>
}

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

/** What a delivery becomes that is over, with what was taken of it. */
export const sent = (clock: Clock, receipts: Receipt[]) => ({
  status: 'sent' as const,
  receipts,
  deliveredAt: clock.now(),
  messageId: receipts.findLast((receipt) => receipt.messageId)?.messageId ?? null,
  error: null,
})

/** Unique per part and never longer than the 50 characters that Feishu takes. */
const keyOf = (deliveryId: string, index: number): string => `${deliveryId}-${index}`
