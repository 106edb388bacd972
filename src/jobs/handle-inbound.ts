import type { Inbound } from '../chat/inbound.ts'
import type { Toast } from '../chat/message.ts'
import type { Clock } from '../clock.ts'
import { Ask } from '../conversation/ask.ts'
import { remember } from '../conversation/memory.ts'
import type { Mask } from '../conversation/model/request.ts'
import { NeedsModel, type SecondReading } from '../conversation/model/second-reading.ts'
import type { Names } from '../conversation/names.ts'
import { explainFailure, route } from '../conversation/route.ts'
import type { Turn } from '../conversation/turn.ts'
import { isPassing } from '../db/passing.ts'
import { type Db, Prisma, type Tx } from '../db/types.ts'
import { lineOf, Refusal } from '../errors.ts'
import type { AskModel } from './ask-model.ts'
import { askForListing } from './directory.ts'
import { NotAdmitted, openTurn, UnknownSpeaker } from './open-turn.ts'
import { flushOutbox, post } from './outbox.ts'
import type { Queue } from './queue.ts'

/**
 * Works off what was received, one conversation at a time and in the order of arrival. Running twice is
 * harmless: an inbound that is no longer pending is not looked at again.
 */
export function createInboundWorker(deps: Deps) {
  const running = new Map<string, Promise<unknown>>()
  let stopping = false

  /** One run at a time for each conversation. Who waits shares its failure: a try is not repeated at once. */
  async function alone<T>(conversation: string, work: () => Promise<T>): Promise<T> {
    while (running.has(conversation)) await running.get(conversation)
    const run = work()
    running.set(conversation, run)
    return run.finally(() => running.delete(conversation))
  }

  return {
    /**
     * Works off everything that is pending in the conversation: however its jobs overtake each other, nothing
     * stays behind. Returns what pops up over the card of the tap `wanted`.
     */
    next: (conversation: string, wanted?: string): Promise<Toast | null> =>
      alone(conversation, async () => {
        let toast: Toast | null = null
        while (!stopping) {
          const id = await oldestPending(deps.db, conversation)
          if (!id) break
          const popup = await handleOrPark(deps, conversation, id)
          if (id === wanted) toast = popup
        }
        return toast ?? (wanted ? toastOf(deps.db, wanted) : null)
      }),
    /** What is under way is finished; what waits behind it in a conversation is left to others. */
    stop() {
      stopping = true
    },
    isStopping: () => stopping,
  }
}

export type Deps = {
  db: Db
  queue: Queue
  clock: Clock
  names: Names
  /** Asks the directory who somebody is and writes them down. Outside the transaction: it may speak HTTP. */
  introduce(platform: string, externalId: string): Promise<void>
  /** A language model for what is not understood, where one is set up. Outside the transaction, too. */
  model?: { ask: AskModel; mask: readonly Mask[] } | undefined
  /** Sends what a turn said, in its order, once it has committed. */
  deliver(deliveryIds: string[]): void
  measure: { handled(intent: string, outcome: string, seconds: number): void }
  log: Record<'info' | 'error', (fields: object, text: string) => void>
}

async function handle(
  deps: Deps,
  conversation: string,
  id: string,
  second: SecondReading | undefined = deps.model && { mask: deps.model.mask },
): Promise<Toast | null> {
  const began = performance.now()
  try {
    return await attempt(deps, conversation, id, { outcome: 'done', began }, (turn) => {
      turn.secondReading = second
      return route(turn)
    })
  } catch (error) {
    if (error instanceof NeedsModel && deps.model)
      return handle(deps, conversation, id, { answer: await deps.model.ask(error.request) })
    if (error instanceof UnknownSpeaker) return meet(deps, conversation, id, error)
    if (error instanceof NotAdmitted) return turnAway(deps, conversation, id, error.message)
    if (!(error instanceof Ask || error instanceof Refusal)) throw error
    const outcome = error instanceof Ask ? 'asked' : 'refused'
    return attempt(deps, conversation, id, { outcome, began }, async (turn) => {
      turn.did = error instanceof Ask ? error.question.intent : error.rule
      await explainFailure(turn, error)
    })
  }
}

/** Somebody speaks for the first time: the directory says who they are, and then they are heard. */
async function meet(deps: Deps, conversation: string, id: string, stranger: UnknownSpeaker) {
  try {
    await deps.introduce(stranger.platform, stranger.externalId)
  } catch (error) {
    if (error instanceof Refusal) return turnAway(deps, conversation, id, error.message)
    throw error
  }
  return handle(deps, conversation, id)
}

/** One line and no effect: for people who are nobody here, or no longer, and for what could not be handled. */
async function turnAway(
  deps: Deps,
  conversation: string,
  id: string,
  line: string,
  status: 'handled' | 'failed' = 'handled',
): Promise<Toast | null> {
  const now = deps.clock.now()
  return deps.db.$transaction(async (tx) => {
    const { body, platform, ...row } = await locked(tx, conversation, id)
    if (row.status !== 'pending') return row.toast as Toast | null
    const { sender, chat, content } = body as Inbound
    const pops = content.kind === 'tap' && content.answerable
    const toast = pops ? ({ tone: 'warning', text: line } as const) : null
    if (!toast && sender && chat?.kind !== 'group') {
      const target = { kind: 'user', id: sender } as const
      await post(deps.queue, tx, {
        platform,
        target,
        kind: 'reply',
        message: { text: line },
        inboundId: id,
        now,
      })
    }
    await tx.inbound.update({
      where: { id },
      data: { status, handledAt: now, toast: toast ?? Prisma.DbNull },
    })
    return toast
  })
}

/** One transaction: the effect, the answer and the mark that it was handled commit together or not at all. */
async function attempt(
  deps: Deps,
  conversation: string,
  id: string,
  { outcome, began }: { outcome: string; began: number },
  act: (turn: Turn) => Promise<void>,
): Promise<Toast | null> {
  const { toast, ready, did } = await deps.db.$transaction(async (tx) => {
    const row = await locked(tx, conversation, id)
    if (row.status !== 'pending') return { toast: row.toast as Toast | null, ready: [], did: null }
    const inbound = { ...(row.body as Inbound), id }
    const turn = await openTurn(deps, tx, conversation, inbound)
    const ready = turn ? await played(deps, turn, act) : []
    if (inbound.content.kind === 'directory-changed') await askForListing(deps.queue, tx, inbound.platform)
    const toast = turn?.popup ?? null
    await tx.inbound.update({
      where: { id },
      data: { status: 'handled', handledAt: deps.clock.now(), toast: toast ?? Prisma.DbNull },
      select: { id: true },
    })
    return { toast, ready, did: turn?.did ?? inbound.content.kind }
  })
  if (ready.length > 0) deps.deliver(ready)
  if (did) told(deps, { inbound: id, did, outcome, deliveries: ready }, began)
  return toast
}

type Told = { inbound: string; did: string; outcome: string; deliveries: string[] }

/** One line for each message, with the ids under which its answers go out. */
function told({ measure, log }: Deps, line: Told, began: number): void {
  const ms = performance.now() - began
  measure.handled(line.did, line.outcome, ms / 1000)
  log.info({ ...line, ms: Math.round(ms) }, 'inbound handled')
}

async function played(deps: Deps, turn: Turn, act: (turn: Turn) => Promise<void>): Promise<string[]> {
  await act(turn)
  await remember(turn.tx, turn.memory, turn.now)
  return flushOutbox(deps.queue, turn)
}

/** The inbound, while nobody else works on its conversation. */
async function locked(tx: Tx, conversation: string, id: string) {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${conversation}, 0))::text`
  return tx.inbound.findUniqueOrThrow({ where: { id } })
}

const maxAttempts = 5

/** Throws what failed, to be tried again later; a message that has failed too often is put aside instead. */
async function handleOrPark(deps: Deps, conversation: string, id: string): Promise<Toast | null> {
  try {
    return await handle(deps, conversation, id)
  } catch (error) {
    if (isPassing(error)) throw error
    const { attempts } = await deps.db.inbound.update({
      where: { id },
      data: { attempts: { increment: 1 }, error: lineOf(error) },
      select: { attempts: true },
    })
    deps.log.error({ inbound: id, attempts, err: error }, 'inbound failed')
    if (attempts < maxAttempts) throw error
    return turnAway(deps, conversation, id, notHandled, 'failed')
  }
}

const notHandled = '这条没处理成功，没有记上，我已经报告管理员。麻烦换个说法再发一次。'

async function toastOf(db: Db, id: string): Promise<Toast | null> {
  const row = await db.inbound.findUnique({ where: { id }, select: { toast: true } })
  return (row?.toast ?? null) as Toast | null
}

async function oldestPending(db: Db, conversation: string): Promise<string | null> {
  const row = await db.inbound.findFirst({
    where: { conversation, status: 'pending' },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  return row?.id ?? null
}
