import { setTimeout as wait } from 'node:timers/promises'
import { fitChars } from '../characters.ts'
import type { Target } from '../chat/message.ts'
import { type Platform, type RateLimit, type Receipt, SendFailure } from '../chat/platform.ts'
import { type Clock, machineTime } from '../clock.ts'
import { gathered } from '../db/gathered.ts'
import { isPassing } from '../db/passing.ts'
import type { Db, Delivery } from '../db/types.ts'
import { lineOf } from '../errors.ts'
import { idAfter } from '../ids.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import type { Limiter } from './limiter.ts'
import type { Jobs, Placing, Queue } from './queue.ts'
import { noteSent, type Outcome, type SendDeps, type Sent, sendParts } from './send-parts.ts'
import { cardOf, comeAgain, endOvertaken, isUnsent, replaceWaiting, updateCard } from './update-card.ts'
import { shortMs } from './waits.ts'

/**
 * Sends one delivery. A repeat is harmless: parts that the platform has taken are not sent again, and each
 * part carries the same idempotency key every time. Groups of WeCom know none, so that two must not be at it at once:
 * here a second job waits for the first, and no other process is given one before its time is up (`sweep`). Waiting
 * and trying again are new jobs for later, so one slow chat holds up nobody. Returns after how many ms it is tried
 * again, where it was put off.
 */
export function createDeliverer(given: Given) {
  const deps = {
    ...given,
    noteSent: gathered((batch: Sent[]) => noteSent(given.db, batch)),
    hold: gathered((batch: Held[]) => hold(given, batch)),
    unnoted: new Map<string, Receipt[]>(),
  }
  const lines = new Map([...deps.platforms].map(([name, platform]) => [name, lineTo(platform)]))
  const running = new Map<string, Promise<unknown>>()

  async function work(
    { deliveryId, tries = 0, held = 0, looks = 0 }: Jobs['deliver'],
    known: Delivery | undefined,
    jobId: string,
  ): Promise<number | undefined> {
    const delivery = known ?? (await deps.db.delivery.findUnique({ where: { id: deliveryId } }))
    if (delivery?.status !== 'queued') deps.unnoted.delete(deliveryId)
    if (delivery?.status !== 'queued' || delivery.attempts !== tries) return undefined
    const line = lines.get(delivery.platform)
    if (!line) return fail(deps, delivery, { attempts: tries, error: 'platform not configured' })
    return deliver(deps, line, { delivery, held, looks, jobId })
  }

  /** `known`: the row, where it has just been written. */
  return async (job: Jobs['deliver'], known?: Delivery, jobId = job.deliveryId) => {
    await untilPlace(job.at)
    // A second job waits for the first and looks what has become of it.
    let row = known
    for (; running.has(job.deliveryId); row = undefined) await running.get(job.deliveryId)
    const run = work(job, row, jobId)
    running.set(
      job.deliveryId,
      run.catch(() => undefined),
    )
    return run.finally(() => running.delete(job.deliveryId))
  }
}

/** A platform, and whether it is worth calling now: what it takes is told to the breaker at once. */
function lineTo(platform: Platform) {
  const breaker = createBreaker()
  const telling = async <T>(call: Promise<T>) => {
    const answer = await call
    breaker.succeeded()
    return answer
  }
  const told: Platform = {
    ...platform,
    send: (...part) => telling(platform.send(...part)),
    update: (...change) => telling(platform.update(...change)),
  }
  return { platform: told, breaker }
}

type Line = ReturnType<typeof lineTo>

/** One job's work, or what is sent without one. */
type Work = { delivery: Delivery; held: number; looks: number; jobId: string }

async function deliver(deps: Deps, line: Line, work: Work): Promise<number | undefined> {
  const { delivery } = work
  try {
    return await attempt(deps, line, work)
  } catch (error) {
    if (error instanceof SendFailure) return failed(deps, delivery, error)
    if (isPassing(error)) throw error
    return broken(deps, delivery, error)
  }
}

async function attempt(deps: Deps, { platform, breaker }: Line, work: Work): Promise<number | undefined> {
  const way = await wayOf(deps, work.delivery)
  if ('over' in way) return withoutCall(deps, work, way.over)
  const closedMs = breaker.waitMs()
  if (closedMs > 0) return later(deps, work, { held: work.held }, closedMs)
  try {
    return await callFor(deps, platform, work, way)
  } catch (error) {
    if (error instanceof SendFailure) tell(breaker, error)
    throw error
  } finally {
    // Put off for its rate, or broken while it was made: where it was to be the test, the next one is.
    breaker.answered()
  }
}

function tell(breaker: Breaker, failure: SendFailure): void {
  if (isOfTarget(failure)) breaker.answered()
  else if (failure.code === ofAnybody) breaker.failed()
  else if (failure.kind === 'temporary') breaker.failed(failure.retryAfterMs)
  else breaker.succeeded()
}

async function callFor(deps: Deps, platform: Platform, work: Work, found: Way): Promise<number | undefined> {
  const { delivery } = work
  let way = found
  const place = await takePlaces(deps, work, platform.limits(delivery.target as Target))
  if (place.putOffMs !== undefined) return place.putOffMs
  const began = performance.now()
  // A tap may have brought the card another code meanwhile.
  if (place.hasWaited) way = await wayOf(deps, delivery)
  if ('over' in way) return withoutCall(deps, work, way.over)
  const outcome = way.card
    ? await updateCard(deps, platform, delivery, { card: way.card, began })
    : await sendParts(deps, platform, delivery, began)
  return over(deps, work, outcome)
}

/** The card that a change is of, or how the change is over without a call: that takes no place under the rates. */
async function wayOf(deps: Deps, delivery: Delivery): Promise<Way> {
  if (!delivery.updatesId) return {}
  const { card, overtakenBy, isBehindMask } = await cardOf(deps, delivery)
  if (overtakenBy) return { over: await endOvertaken(deps, delivery, overtakenBy) }
  if (isUnsent(card)) return { over: (await replaceWaiting(deps, delivery)) ? 'left_out' : 'held' }
  return card.status === 'queued' || isBehindMask ? { over: 'held' } : { card }
}

type Way = { over: Outcome } | { card?: Delivery }

/** What is not over goes on in another job. */
function over(deps: Deps, work: Work, outcome: Outcome) {
  if (outcome === 'held') return later(deps, work, { held: 0 }, shortMs)
  told(deps, work.delivery, outcome)
  return undefined
}

/** A change that cannot be made yet looks again; in an outage what it waits for may be long in coming. */
async function withoutCall(deps: Deps, work: Work, outcome: Outcome): Promise<number | undefined> {
  if (outcome !== 'held') return over(deps, work, outcome)
  const looks = work.looks + 1
  return later(deps, work, { held: 0, looks }, backoffSeconds(looks) * 1000)
}

/** A place under each rate, one after the other: what has waited for one has none under the next. */
async function takePlaces(deps: Deps, work: Work, limits: RateLimit[]): Promise<Placed> {
  let hasWaited = false
  for (let taken = work.held; taken < limits.length; ) {
    const place = await deps.limiter.take(limits, taken)
    if (place.waitMs > shortMs) {
      const kept = { held: place.held, at: Math.round(machineTime() + place.waitMs) }
      return { hasWaited, putOffMs: await later(deps, work, kept, place.waitMs - leadMs) }
    }
    if (place.waitMs > 0) await wait(place.waitMs)
    hasWaited ||= place.waitMs > 0
    taken = place.held
  }
  return { hasWaited }
}

type Placed = { hasWaited: boolean; putOffMs?: number }

/**
 * The queue looks for later jobs every two seconds. They come that much sooner and wait for their place: all places
 * of two seconds used at once would be more than a second allows.
 */
export const leadMs = 2_500

async function untilPlace(at: number | undefined): Promise<void> {
  // Never longer, if somebody else's clock is ahead.
  const early = Math.min((at ?? 0) - machineTime(), leadMs)
  if (early > 0) await wait(early)
}

type Kept = { held: number; at?: number; looks?: number }

async function later(deps: Deps, work: Work, kept: Kept, ms: number): Promise<number> {
  const { id: deliveryId, attempts: tries, platform } = work.delivery
  deps.measure.delivered(platform, 'held')
  const seconds = Math.ceil(Math.max(0, ms)) / 1000
  // Worked once more (pg-boss has not heard that it is done), a job makes the same job again: no second one.
  await deps.hold({ job: { deliveryId, tries, ...kept }, how: { seconds, id: idAfter(work.jobId) } })
  return ms
}

type Held = { job: Jobs['deliver']; how: Placing }

async function hold({ db, queue }: Given, batch: Held[]): Promise<undefined[]> {
  const jobs = batch.map(({ job }) => job)
  const how = batch.map((one) => one.how)
  await db.$transaction((tx) => queue.sendAll(tx, 'deliver', jobs, how))
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

type Deps = Given & SendDeps & { hold(held: Held): Promise<unknown> }

export type Given = {
  db: Db
  queue: Queue
  clock: Clock
  platforms: ReadonlyMap<string, Platform>
  limiter: Limiter
  measure: { delivered(platform: string, outcome: string): void }
  log: Record<'info' | 'warn', (fields: object, text: string) => void>
}

/** One chat or person has had enough, or one card is being tapped: that says nothing about the platform. */
const isOfTarget = ({ code }: SendFailure): boolean => targetCodes.has(code)
const targetCodes = new Set(['230020', '230049', '18121', '230099', '11310', '232096'])

/**
 * WeCom does not say whose limit it was, a member's or the app's. Some in a row, with nothing taken in between, are the
 * app's; none of them closes the line for the minute that it asks for.
 */
const ofAnybody = '45009'

async function failed(deps: Deps, delivery: Delivery, failure: SendFailure): Promise<number | undefined> {
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
    const error = fitChars(`${failure.kind} ${failure.code}: ${failure.message}`, 500)
    return fail(deps, delivery, { attempts, error })
  }
  const seconds = failure.retryAfterMs ? failure.retryAfterMs / 1000 : backoffSeconds(attempts)
  return again(deps, delivery, seconds, { attempts, error: failure.code })
}

/** It could not even be made, or its row not be written: unlike an ailing platform that seldom passes. */
async function broken(deps: Deps, delivery: Delivery, error: unknown): Promise<number | undefined> {
  const attempts = delivery.attempts + 1
  const tried = { attempts, error: lineOf(error) }
  deps.measure.delivered(delivery.platform, 'broken')
  deps.log.warn({ delivery: delivery.id, attempts, err: error }, 'delivery broken')
  return attempts >= maxBroken
    ? fail(deps, delivery, tried)
    : again(deps, delivery, backoffSeconds(attempts), tried)
}

type Tried = Pick<Delivery, 'attempts' | 'error'>

/** As it was when this try began: nobody else has sent it meanwhile, nor tried it and enqueued the next try. */
const unchanged = ({ id, attempts }: Delivery) => ({ id, attempts, status: 'queued' as const })

/** Enqueues the next try together with the count of tries. */
async function again(deps: Deps, delivery: Delivery, seconds: number, tried: Tried): Promise<number> {
  await deps.db.$transaction(async (tx) => {
    const { count } = await tx.delivery.updateMany({ where: unchanged(delivery), data: tried })
    const job = { deliveryId: delivery.id, tries: tried.attempts }
    if (count > 0) await deps.queue.send(tx, 'deliver', job, { seconds: Math.ceil(seconds) })
  })
  return seconds * 1000
}

async function fail({ db, queue }: Deps, delivery: Delivery, tried: Tried): Promise<undefined> {
  await db.$transaction(async (tx) => {
    const data = { status: 'failed' as const, ...tried }
    const { count } = await tx.delivery.updateMany({ where: unchanged(delivery), data })
    if (count > 0 && delivery.updatesId) await comeAgain(queue, tx, delivery)
  })
}

/** A group that cannot be reached gets no more pushes until it is bound anew. */
async function loseChannel({ db }: Deps, { platform, target }: Delivery): Promise<void> {
  const { kind, id } = target as Target
  if (kind === 'chat')
    await db.channel.updateMany({ where: { platform, externalId: id }, data: { status: 'unreachable' } })
}

// 1, 2, 4 … seconds, a minute at most: 90 tries last well over an hour of outage.
const backoffSeconds = (attempts: number): number => Math.min(60, 2 ** (attempts - 1))
const maxAttempts = 90
const maxBroken = 5
