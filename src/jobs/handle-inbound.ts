import type { Inbound } from '../chat/inbound.ts'
import type { Toast } from '../chat/message.ts'
import type { Clock } from '../clock.ts'
import { Ask } from '../conversation/ask.ts'
import { remember } from '../conversation/memory.ts'
import type { Names } from '../conversation/names.ts'
import { explainFailure, route } from '../conversation/route.ts'
import type { Turn } from '../conversation/turn.ts'
import { type Db, Prisma, type Tx } from '../db/types.ts'
import { Refusal } from '../errors.ts'
import { askForListing } from './directory.ts'
import { NotAdmitted, openTurn, UnknownSpeaker } from './open-turn.ts'
import { flushOutbox, post } from './outbox.ts'
import type { Queue } from './queue.ts'

/**
 * Works off what was received, one conversation at a time and in the order of arrival. Running twice is
 * harmless: an inbound that is no longer pending is not looked at again.
 */
export function createInboundWorker(deps: Deps) {
  return {
    /** The oldest pending inbound of the conversation, if any. Returns what pops up over a tapped card. */
    async next(conversation: string): Promise<Toast | null> {
      const id = await oldestPending(deps.db, conversation)
      if (!id) return null
      try {
        return await handle(deps, conversation, id)
      } catch (error) {
        await park(deps, id, error)
        throw error
      }
    },
  }
}

export type Deps = {
  db: Db
  queue: Queue
  clock: Clock
  names: Names
  /** Asks the directory who somebody is and writes them down. Outside the transaction: it may speak HTTP. */
  introduce(platform: string, externalId: string): Promise<void>
  log: { error(fields: object, text: string): void }
}

async function handle(deps: Deps, conversation: string, id: string): Promise<Toast | null> {
  try {
    return await attempt(deps, conversation, id, route)
  } catch (error) {
    if (error instanceof UnknownSpeaker) return meet(deps, conversation, id, error)
    if (error instanceof NotAdmitted) return turnAway(deps, conversation, id, error.message)
    if (!(error instanceof Ask || error instanceof Refusal)) throw error
    return attempt(deps, conversation, id, async (turn) => explainFailure(turn, error))
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

/** One line for people who are nobody here, or no longer. */
async function turnAway(deps: Deps, conversation: string, id: string, line: string): Promise<Toast | null> {
  const now = deps.clock.now()
  return deps.db.$transaction(async (tx) => {
    const { body, platform } = await locked(tx, conversation, id)
    const { sender, chat, content } = body as Inbound
    const toast = content.kind === 'tap' ? ({ tone: 'warning', text: line } as const) : null
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
      data: { status: 'handled', handledAt: now, toast: toast ?? Prisma.DbNull },
    })
    return toast
  })
}

/** One transaction: the effect, the answer and the mark that it was handled commit together or not at all. */
async function attempt(deps: Deps, conversation: string, id: string, act: (turn: Turn) => Promise<void>) {
  return deps.db.$transaction(async (tx) => {
    const row = await locked(tx, conversation, id)
    if (row.status !== 'pending') return row.toast as Toast | null
    const inbound = { ...(row.body as Inbound), id }
    const turn = await openTurn(deps, tx, conversation, inbound)
    if (turn) {
      await act(turn)
      await remember(tx, turn.memory, turn.now)
      await flushOutbox(deps.queue, turn)
    } else if (inbound.content.kind === 'directory-changed') {
      await askForListing(deps.queue, tx, inbound.platform)
    }
    const toast = turn?.popup ?? null
    await tx.inbound.update({
      where: { id },
      data: { status: 'handled', handledAt: deps.clock.now(), toast: toast ?? Prisma.DbNull },
    })
    return toast
  })
}

/** The inbound, while nobody else works on its conversation. */
async function locked(tx: Tx, conversation: string, id: string) {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${conversation}, 0))::text`
  return tx.inbound.findUniqueOrThrow({ where: { id } })
}

const maxAttempts = 5

/** A message that fails again and again is put aside with its reason, so that those behind it are heard. */
async function park(deps: Deps, id: string, error: unknown): Promise<void> {
  const reason = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : 'unknown'
  const { attempts } = await deps.db.inbound.update({
    where: { id },
    data: { attempts: { increment: 1 }, error: reason },
  })
  deps.log.error({ inbound: id, attempts, err: error }, 'inbound failed')
  if (attempts >= maxAttempts) await deps.db.inbound.update({ where: { id }, data: { status: 'failed' } })
}

async function oldestPending(db: Db, conversation: string): Promise<string | null> {
  const row = await db.inbound.findFirst({
    where: { conversation, status: 'pending' },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  return row?.id ?? null
}
