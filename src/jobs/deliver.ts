import { setTimeout as wait } from 'node:timers/promises'
import type { Message, Target } from '../chat/message.ts'
import { type Part, type Platform, type Receipt, SendFailure } from '../chat/platform.ts'
import { type Clock, machineTime } from '../clock.ts'
import { gathered } from '../db/gathered.ts'
import type { Db, Delivery } from '../db/types.ts'
import { createBreaker } from './breaker.ts'
import type { Limiter } from './limiter.ts'
import type { Jobs, Queue } from './queue.ts'

/**
 * Sends one delivery. A repeat is harmless: parts that the platform has taken are not sent again, and each
 * part carries the same idempotency key every time. Waiting and trying again are new jobs for later, so one
 * slow chat holds up nobody.
 */
export function createDeliverer(given: Given) {
  const deps = {
    ...given,
    noteSent: gathered((batch: Sent[]) => noteSent(given.db, batch)),
    hold: gathered((batch: Held[]) => hold(given, batch)),
  }
  const breakers = new Map([...deps.platforms.keys()].map((name) => [name, createBreaker()]))
  /** `known`: the row, where it has just been written. */
  return async ({ deliveryId, held = 0, at }: Jobs['deliver'], known?: Delivery): Promise<void> => {
    await untilPlace(at)
    const delivery = known ?? (await deps.db.delivery.findUnique({ where: { id: deliveryId } }))
    if (delivery?.status !== 'queued') return
    const platform = deps.platforms.get(delivery.platform)
    const breaker = breakers.get(delivery.platform)
    if (!platform || !breaker) return fail(deps, delivery, 'platform not configured')
    const closedMs = breaker.waitMs()
    if (closedMs > 0) return later(deps, delivery, { held }, closedMs)
    const limits = platform.limits(delivery.target as Target)
    // A place under each rate, one after the other: what has waited for one has none under the next.
    for (let taken = held; taken < limits.length; ) {
      const place = await deps.limiter.take(limits, taken)
      if (place.waitMs > shortMs) {
        const kept = { held: place.held, at: Math.round(machineTime() + place.waitMs) }
        return later(deps, delivery, kept, place.waitMs - leadMs)
      }
      if (place.waitMs > 0) await wait(place.waitMs)
      taken = place.held
    }
    try {
      await (delivery.updatesId
        ? update(deps, platform, delivery, delivery.updatesId)
        : send(deps, platform, delivery))
      breaker.succeeded()
      told(deps, delivery, 'sent')
    } catch (error) {
      if (!(error instanceof SendFailure)) throw error
      if (isOfTarget(error)) breaker.answered()
      else if (error.kind === 'temporary') breaker.failed(error.retryAfterMs)
      else breaker.succeeded()
      await failed(deps, delivery, error)
    }
  }
}

/** A wait that is not worth a job of its own. */
const shortMs = 1_000

/**
 * The queue looks for later jobs every two seconds. They come that much sooner and wait for their place: all places
 * of two seconds used at once would be more than a second allows.
 */
const leadMs = 2_500

async function untilPlace(at: number | undefined): Promise<void> {
  // Never longer, if somebody else's clock is ahead.
  const early = Math.min((at ?? 0) - machineTime(), leadMs)
  if (early > 0) await wait(early)
}

type Kept = { held: number; at?: number }

async function later(deps: Deps, delivery: Delivery, kept: Kept, ms: number): Promise<void> {
  deps.measure.delivered(delivery.platform, 'held')
  await deps.hold({ job: { deliveryId: delivery.id, ...kept }, seconds: Math.ceil(Math.max(0, ms)) / 1000 })
}

type Held = { job: Jobs['deliver']; seconds: number }

async function hold({ db, queue }: Given, batch: Held[]): Promise<undefined[]> {
  const jobs = batch.map(({ job }) => job)
  const seconds = batch.map((one) => one.seconds)
  await db.$transaction((tx) => queue.sendAll(tx, 'deliver', jobs, seconds))
  return batch.map(() => undefined)
}

/** The id of the message that it answers goes along: so a message is followed from its webhook to here. */
function told({ measure, log }: Deps, { id, inboundId, platform, kind }: Delivery, outcome: string): void {
  measure.delivered(platform, outcome)
  log.info(
    { delivery: id, ...(inboundId ? { inbound: inboundId } : {}), platform, kind },
    `delivery ${outcome}`,
  )
}

type Deps = Given & { noteSent(sent: Sent): Promise<unknown>; hold(held: Held): Promise<unknown> }

export type Given = {
  db: Db
  queue: Queue
  clock: Clock
  platforms: ReadonlyMap<string, Platform>
  limiter: Limiter
  measure: { delivered(platform: string, outcome: string): void }
  log: Record<'info' | 'warn', (fields: object, text: string) => void>
}

async function send(deps: Deps, platform: Platform, delivery: Delivery): Promise<void> {
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
  await deps.noteSent({ id: delivery.id, receipts, ...sent(deps, receipts) })
}

type Sent = Pick<Delivery, 'id' | 'deliveredAt' | 'messageId'> & { receipts: Receipt[] }

/** One text however many rows there are, so that the database prepares it once. */
async function noteSent(db: Db, batch: Sent[]): Promise<undefined[]> {
  await db.$executeRaw`
    UPDATE "Delivery" d SET receipts = s.receipts, status = 'sent', "deliveredAt" = s."deliveredAt",
      "messageId" = s."messageId", error = NULL
    FROM jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) AS s(id uuid, receipts jsonb, "deliveredAt" timestamptz,
      "messageId" text)
    WHERE d.id = s.id`
  return batch.map(() => undefined)
}

/** Changes an earlier card. When the platform no longer allows that, the new card is sent instead. */
async function update(deps: Deps, platform: Platform, delivery: Delivery, originalId: string): Promise<void> {
  const original = await deps.db.delivery.findUniqueOrThrow({ where: { id: originalId } })
  if (isUnsent(original)) return replaceWaiting(deps, delivery, originalId)
  if (original.status === 'queued') return again(deps, delivery, 1)
  const receipts = original.receipts as Receipt[]
  const index = receipts.findLastIndex((receipt) => receipt.messageId)
  const isLeftOut = delivery.kind === 'mask'
  if (index < 0) return isLeftOut ? end(deps, delivery) : send(deps, platform, delivery)
  const target = original.target as Target
  const parts = platform.render(delivery.message as Message, target, original.id)
  // Only the last of several can be changed: its buttons would stand below the text that was shown before.
  const goesAhead = parts.slice(0, -1).some(({ kind }) => kind !== 'image')
  if (goesAhead && !isLeftOut) return send(deps, platform, delivery)
  const part = parts.at(-1) as Part
  try {
    receipts[index] = {
      ...receipts[index],
      ...(await platform.update(receipts[index] as Receipt, target, part)),
    }
  } catch (error) {
    if (error instanceof SendFailure && error.kind === 'expired')
      return isLeftOut ? end(deps, delivery) : send(deps, platform, delivery)
    throw error
  }
  await deps.db.$transaction([
    deps.db.delivery.update({ where: { id: original.id }, data: { receipts } }),
    deps.db.delivery.update({ where: { id: delivery.id }, data: sent(deps, []) }),
  ])
}

/** Nothing is sent: the card stays as it is. */
async function end(deps: Deps, { id }: Delivery): Promise<void> {
  await deps.db.delivery.update({ where: { id }, data: sent(deps, []) })
}

/** Held back, or only named in a message with others: whoever opens it sees it as it is then. */
const isUnsent = ({ status }: Delivery): boolean => status === 'waiting' || status === 'merged'

/** The card has not gone out yet (quiet hours): it will go out as it is now. */
async function replaceWaiting(deps: Deps, delivery: Delivery, originalId: string): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const replaced = await tx.delivery.updateMany({
      where: { id: originalId, status: { in: ['waiting', 'merged'] } },
      data: { message: delivery.message as Message },
    })
    if (replaced.count === 0)
      return deps.queue.send(tx, 'deliver', { deliveryId: delivery.id }, { seconds: 1 })
    await tx.delivery.update({ where: { id: delivery.id }, data: sent(deps, []) })
  })
}

const sent = (deps: Deps, receipts: Receipt[]) => ({
  status: 'sent' as const,
  deliveredAt: deps.clock.now(),
  messageId: receipts.findLast((receipt) => receipt.messageId)?.messageId ?? null,
  error: null,
})

/** One chat or person has had enough, or one card is being tapped: that says nothing about the platform. */
const isOfTarget = ({ code }: SendFailure): boolean => targetCodes.has(code)
const targetCodes = new Set(['230020', '230049', '18121', '230099', '11310', '232096', '45009'])

async function failed(deps: Deps, delivery: Delivery, failure: SendFailure): Promise<void> {
  const attempts = delivery.attempts + 1
  deps.measure.delivered(delivery.platform, failure.kind)
  deps.log.warn(
    {
      delivery: delivery.id,
      inbound: delivery.inboundId ?? undefined,
      kind: failure.kind,
      code: failure.code,
      attempts,
    },
    'delivery not taken',
  )
  if (failure.kind === 'unreachable') await loseChannel(deps, delivery)
  if (failure.kind !== 'temporary' || attempts >= maxAttempts) {
    return fail(
      deps,
      { ...delivery, attempts },
      `${failure.kind} ${failure.code}: ${failure.message}`.slice(0, 500),
    )
  }
  const seconds = failure.retryAfterMs ? failure.retryAfterMs / 1000 : backoffSeconds(attempts)
  await again(deps, delivery, seconds, attempts, `${failure.code}`)
}

/** Enqueues the next try together with the count of tries. */
async function again(
  deps: Deps,
  delivery: Delivery,
  seconds: number,
  attempts = delivery.attempts,
  error = delivery.error,
) {
  await deps.db.$transaction(async (tx) => {
    await tx.delivery.update({ where: { id: delivery.id }, data: { attempts, error } })
    await deps.queue.send(tx, 'deliver', { deliveryId: delivery.id }, { seconds: Math.ceil(seconds) })
  })
}

async function fail(deps: Deps, delivery: Delivery, error: string): Promise<void> {
  await deps.db.delivery.update({
    where: { id: delivery.id },
    data: { status: 'failed', error, attempts: delivery.attempts },
  })
}

/** A group that cannot be reached gets no more pushes until it is bound anew. */
async function loseChannel({ db }: Deps, { platform, target }: Delivery): Promise<void> {
  const { kind, id } = target as Target
  if (kind === 'chat')
    await db.channel.updateMany({ where: { platform, externalId: id }, data: { status: 'unreachable' } })
}

/** Unique per part and never longer than the 50 characters that Feishu takes. */
const keyOf = (deliveryId: string, index: number): string => `${deliveryId}-${index}`

// 1, 2, 4 … seconds, a minute at most: 90 tries last well over an hour of outage.
const backoffSeconds = (attempts: number): number => Math.min(60, 2 ** (attempts - 1))
const maxAttempts = 90
