import { setTimeout as wait } from 'node:timers/promises'
import type { Target } from '../chat/message.ts'
import { type Part, type Platform, type RateLimit, type Receipt, SendFailure } from '../chat/platform.ts'
import { type Clock, machineTime } from '../clock.ts'
import { gathered } from '../db/gathered.ts'
import { isPassing } from '../db/passing.ts'
import type { Delivery } from '../db/types.ts'
import { idAfter } from '../ids.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import type { Limiter } from './limiter.ts'
import { backoffSeconds, broken, type FailDeps, fail, failed } from './not-taken.ts'
import type { Jobs, Placing } from './queue.ts'
import {
  noteSent,
  type Outcome,
  partsOf,
  receiptsOf,
  type SendDeps,
  type Sent,
  sendParts,
} from './send-parts.ts'
import { cardOf, endOvertaken, isUnsent, replaceWaiting, updateCard } from './update-card.ts'
import { placesMs, shortMs } from './waits.ts'

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
  const test = breaker.test()
  try {
    return await callFor(deps, platform, work, way)
  } catch (error) {
    if (error instanceof SendFailure) tell(breaker, error)
    throw error
  } finally {
    // Put off for its rate, told of one person only, or broken while it was made: the next one is the test.
    if (test) breaker.answered(test)
  }
}

function tell(breaker: Breaker, failure: SendFailure): void {
  if (isOfTarget(failure)) return
  if (failure.code === ofAnybody) breaker.failed()
  else if (failure.kind === 'temporary') breaker.failed(failure.retryAfterMs)
  else breaker.succeeded()
}

async function callFor(deps: Deps, platform: Platform, work: Work, found: Way): Promise<number | undefined> {
  const { delivery } = work
  let way = found
  const parts = partsOf(platform, delivery)
  const place = await takePlaces(deps, work, limitsFor(deps, platform, delivery, parts))
  if (place.putOffMs !== undefined) return place.putOffMs
  const began = performance.now()
  // A tap may have brought the card another code meanwhile.
  if (place.hasWaited) way = await wayOf(deps, delivery)
  if ('over' in way) return withoutCall(deps, work, way.over)
  const outcome = way.card
    ? await updateCard(deps, platform, delivery, { card: way.card, began })
    : await sendParts(deps, platform, delivery, began, parts)
  return over(deps, work, outcome)
}

/** As many places as there are parts to be sent: WeCom drops what goes beyond its rates without a word. */
function limitsFor(deps: Deps, platform: Platform, delivery: Delivery, parts: Part[]): RateLimit[] {
  const calls = Math.max(1, parts.length - receiptsOf(deps, delivery).length)
  const { target, kind } = delivery
  return platform.limits(target as Target, kind === 'push').map((limit) => ({ ...limit, calls }))
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
  let waitedMs = 0
  for (let taken = work.held; taken < limits.length; ) {
    const { waitMs, held } = await deps.limiter.take(limits, taken)
    if (waitMs > shortMs || waitedMs + waitMs > placesMs) {
      const kept = { held, at: Math.round(machineTime() + waitMs) }
      return { hasWaited: waitedMs > 0, putOffMs: await later(deps, work, kept, waitMs - leadMs) }
    }
    if (waitMs > 0) await wait(waitMs)
    waitedMs += waitMs
    taken = held
  }
  return { hasWaited: waitedMs > 0 }
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
function told({ measure, log }: Deps, { id, inboundId, platform, kind }: Delivery, outcome: Outcome): void {
  measure.delivered(platform, outcome)
  log.info(
    { delivery: id, ...(inboundId ? { inbound: inboundId } : {}), platform, kind },
    `delivery ${outcome}`,
  )
}

type Deps = Given & SendDeps & { hold(held: Held): Promise<unknown> }

export type Given = FailDeps & {
  clock: Clock
  platforms: ReadonlyMap<string, Platform>
  limiter: Limiter
}

/** One chat or person has had enough, or one card is being tapped: that says nothing about the platform. */
const isOfTarget = ({ code }: SendFailure): boolean => targetCodes.has(code)
const targetCodes = new Set(['230020', '230049', '18121', '230099', '232096'])

/**
 * WeCom does not say whose limit it was, a member's or the app's. Some in a row, with nothing taken in between, are the
 * app's; none of them closes the line for the minute that it asks for.
 */
const ofAnybody = '45009'
