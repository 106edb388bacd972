import { isDeepStrictEqual } from 'node:util'
import type { Message, Target } from '../chat/message.ts'
import { type Part, type Platform, type Receipt, SendFailure } from '../chat/platform.ts'
import type { Db, Delivery, Prisma, Tx } from '../db/types.ts'
import { postAgain } from './post.ts'
import type { Queue } from './queue.ts'
import { noteTrial, type Outcome, type SendDeps, sendParts, sent, takenOf, trialOf } from './send-parts.ts'

/**
 * What a change finds. A newer change of the same card shows what holds now, whether it has gone out or is on its
 * way: an older one that came late, or is tried again, would put the card back for good. Throws where the card is gone.
 */
export async function cardOf({ db }: SendDeps, { id, updatesId }: Delivery): Promise<Found> {
  const original = { id: updatesId as string }
  // Ids are in order of time: what is newer is few, and found by its key.
  const newer = {
    updatesId,
    id: { gt: id },
    status: { in: ['queued', 'sent'] },
  } satisfies Prisma.DeliveryWhereInput
  const found = await db.delivery.findMany({ where: { OR: [original, newer] } })
  const card = found.find((one) => one.id === updatesId)
  if (!card) throw new Error(`no card ${updatesId}`)
  const later = found.filter((one) => one !== card && one.error !== leftOut)
  const overtakenBy = later.find(({ kind, status }) => kind !== 'mask' || status === 'sent')?.id
  return { card, overtakenBy, isBehindMask: later.length > 0 && !overtakenBy }
}

/** `card`: the delivery that is to be changed. `isBehindMask`: whether the newer one can be shown is not known yet. */
export type Found = { card: Delivery; overtakenBy: string | undefined; isBehindMask: boolean }

/**
 * Nothing is sent: the newer change shows what holds now. Should that one not be taken, this one comes again: with its
 * lock, either it has failed by now (`held`), or it fails when this is over and finds it so.
 */
export const endOvertaken = (
  { db, clock }: SendDeps,
  delivery: Delivery,
  by: string,
): Promise<'left_out' | 'held'> =>
  db.$transaction(async (tx) => {
    const newer = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "Delivery" WHERE id = ${by}::uuid AND status <> 'failed' FOR SHARE`
    return newer.length > 0 ? end({ db: tx, clock }, delivery, overtaken) : 'held'
  })

/** When a change has failed for good, the newest one before it holds: that may have ended for this one. */
export async function comeAgain(queue: Queue, tx: Tx, { id, updatesId }: Delivery): Promise<void> {
  const before = await tx.delivery.findFirst({
    where: {
      ...{ updatesId, id: { gt: updatesId as string, lt: id }, status: { in: ['queued', 'sent'] } },
      OR: [{ error: null }, { error: { not: leftOut } }],
    },
    orderBy: { id: 'desc' },
  })
  if (before?.error === overtaken) await postAgain(queue, tx, before.id, 'sent')
}

/** Changes an earlier card. When the platform no longer allows that, the new card is sent instead. */
export async function updateCard(
  deps: SendDeps,
  platform: Platform,
  delivery: Delivery,
  { card, began }: { card: Delivery; began: number },
): Promise<Outcome> {
  const receipts = card.receipts as Receipt[]
  const index = receipts.findLastIndex((receipt) => receipt.messageId)
  const isLeftOut = delivery.kind === 'mask'
  if (index < 0) return isLeftOut ? leaveOut(deps, delivery) : sendParts(deps, platform, delivery, began)
  const target = card.target as Target
  const parts = platform.render(delivery.message as Message, target, card.id)
  // Only the last of several can be changed: its buttons would stand below the text that was shown before.
  const goesAhead = parts.slice(0, -1).some(({ kind }) => kind !== 'image')
  if (goesAhead && !isLeftOut) return sendParts(deps, platform, delivery, began)
  const part = parts.at(-1) as Part
  const receipt = receipts[index] as Receipt
  const code = receipt.updateToken
  const isTried = code !== undefined && trialOf(delivery).code === code
  if (code && !isTried) await noteTrial(deps, delivery.id, takenOf(delivery), { code })
  let changed: Receipt
  try {
    changed = { ...receipt, ...(await platform.update(receipt, target, part)) }
  } catch (error) {
    if (!(error instanceof SendFailure && error.kind === 'expired')) throw error
    // An earlier try of this very change spent the code: it was taken, only the answer was lost.
    if (isTried && error.code === spentCode) return end(deps, delivery)
    return isLeftOut ? leaveOut(deps, delivery) : sendParts(deps, platform, delivery, began)
  }
  const data = sent(deps.clock, takenOf(delivery))
  const noted = deps.db.delivery.update({ where: { id: delivery.id }, data })
  if (isDeepStrictEqual(changed, receipt)) await noted
  else await deps.db.$transaction([keepReceipt(deps.db, card.id, { index, changed, code }), noted])
  return 'sent'
}

const spentCode = '42022'

/** Not where a tap, which may come while the change is under way, has brought another code since. */
const keepReceipt = (db: Db, cardId: string, { index, changed, code }: Changed) =>
  db.$executeRaw`
    UPDATE "Delivery" SET receipts = jsonb_set(receipts, ARRAY[${String(index)}], ${JSON.stringify(changed)}::jsonb)
    WHERE id = ${cardId}::uuid AND receipts->${index}::int->>'updateToken' IS NOT DISTINCT FROM ${code ?? null}`

/** `code`: that it was changed with. */
type Changed = { index: number; changed: Receipt; code: string | undefined }

const leaveOut = (deps: SendDeps, delivery: Delivery) => end(deps, delivery, leftOut)

/** Nothing is sent. `why`: where it was not shown either, so that none ends for it or it can come again. */
async function end(
  { db, clock }: Pick<SendDeps, 'clock'> & { db: Tx },
  delivery: Delivery,
  why: string | null = null,
): Promise<'left_out'> {
  const data = { ...sent(clock, takenOf(delivery)), error: why }
  await db.delivery.update({ where: { id: delivery.id }, data })
  return 'left_out'
}

const overtaken = 'overtaken: a newer change of its card shows what holds'
const leftOut = 'left out: its card can no longer be changed'

/**
 * Held back, only named in a message with others, or not to be shown any more (`lapsed`): whoever opens it sees it as it
 * is then.
 */
export const isUnsent = ({ status }: Delivery): boolean => unsent.some((one) => one === status)
const unsent = ['waiting', 'merged', 'lapsed'] as const

/** The card has not gone out: if it does, then as it is now. `false`: it has just been let go. */
export const replaceWaiting = ({ db, clock }: SendDeps, delivery: Delivery): Promise<boolean> =>
  db.$transaction(async (tx) => {
    const replaced = await tx.delivery.updateMany({
      where: { id: delivery.updatesId as string, status: { in: [...unsent] } },
      data: { message: delivery.message as Message },
    })
    if (replaced.count > 0) await tx.delivery.update({ where: { id: delivery.id }, data: sent(clock, []) })
    return replaced.count > 0
  })
