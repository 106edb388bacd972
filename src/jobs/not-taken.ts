import { fitChars } from '../characters.ts'
import type { Target } from '../chat/message.ts'
import type { SendFailure } from '../chat/platform.ts'
import type { Db, Delivery } from '../db/types.ts'
import { lineOf } from '../errors.ts'
import type { Queue } from './queue.ts'
import type { TryOutcome } from './send-parts.ts'
import { comeAgain } from './update-card.ts'

/**
 * What becomes of a delivery that the platform did not take: it is tried again, or is over with its reason. Returns
 * after how many ms it is tried again.
 */
export async function failed(
  deps: FailDeps,
  delivery: Delivery,
  failure: SendFailure,
): Promise<number | undefined> {
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
export async function broken(
  deps: FailDeps,
  delivery: Delivery,
  error: unknown,
): Promise<number | undefined> {
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
const again = (deps: FailDeps, delivery: Delivery, seconds: number, tried: Tried) =>
  deps.db.$transaction(async (tx) => {
    const { count } = await tx.delivery.updateMany({ where: unchanged(delivery), data: tried })
    if (count === 0) return undefined
    const job = { deliveryId: delivery.id, tries: tried.attempts }
    await deps.queue.send(tx, 'deliver', job, { seconds: Math.ceil(seconds) })
    return seconds * 1000
  })

/** It is over, with its reason. */
export async function fail({ db, queue }: FailDeps, delivery: Delivery, tried: Tried): Promise<undefined> {
  await db.$transaction(async (tx) => {
    const data = { status: 'failed' as const, ...tried }
    const { count } = await tx.delivery.updateMany({ where: unchanged(delivery), data })
    if (count > 0 && delivery.updatesId) await comeAgain(queue, tx, delivery)
  })
}

/** A group that cannot be reached gets no more pushes until it is bound anew. */
async function loseChannel({ db }: FailDeps, { platform, target }: Delivery): Promise<void> {
  const { kind, id } = target as Target
  if (kind === 'chat')
    await db.channel.updateMany({ where: { platform, externalId: id }, data: { status: 'unreachable' } })
}

// 1, 2, 4 … seconds, a minute at most: 90 tries last well over an hour of outage.
export const backoffSeconds = (attempts: number): number => Math.min(60, 2 ** (attempts - 1))
const maxAttempts = 90
const maxBroken = 5

export type FailDeps = {
  db: Db
  queue: Queue
  measure: { delivered(platform: string, outcome: TryOutcome): void }
  log: Record<'info' | 'warn', (fields: object, text: string) => void>
}
