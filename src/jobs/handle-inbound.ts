import type { Inbound, Tap } from '../chat/inbound.ts'
import type { Toast } from '../chat/message.ts'
import type { Clock } from '../clock.ts'
import { Ask } from '../conversation/ask.ts'
import { recall, remember } from '../conversation/memory.ts'
import type { Names } from '../conversation/names.ts'
import { explainFailure, route } from '../conversation/route.ts'
import type { Turn } from '../conversation/turn.ts'
import { listStages } from '../crm/opportunities/stages.ts'
import { reachOf } from '../crm/organisation/reach.ts'
import { readRules } from '../crm/settings/rules.ts'
import { type Db, Prisma, type Tx } from '../db/types.ts'
import { Refusal } from '../errors.ts'
import { askForListing } from './directory.ts'
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
      await keepUpdateToken(turn)
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

/** `null` when the platform itself speaks. Throws `UnknownSpeaker` for somebody we have not met, `NotAdmitted` for who has left. */
async function openTurn(
  deps: Deps,
  tx: Tx,
  conversation: string,
  inbound: Inbound & { id: string },
): Promise<Turn | null> {
  if (inbound.sender === null) return null
  const now = deps.clock.now()
  const identity = await tx.identity.findUnique({
    where: { platform_externalId: { platform: inbound.platform, externalId: inbound.sender } },
    include: { member: true },
  })
  if (!identity) throw new UnknownSpeaker(inbound.platform, inbound.sender)
  const { member } = identity
  if (member.status === 'frozen') throw new NotAdmitted('你的账号已停用，请联系管理员。')
  const reach = await reachOf(tx, member)
  const memory = await recall(tx, conversation, now)
  const names = await deps.names.current(tx, now)
  const recent = memory.account && names.get('account', memory.account.id)
  return {
    tx,
    now,
    zone: deps.clock.zone,
    member: { ...member, reach },
    inboundId: inbound.id,
    inbound,
    memory,
    rules: await readRules(tx),
    context: {
      at: now,
      zone: deps.clock.zone,
      speaker: { id: member.id, name: member.name, role: member.role },
      names,
      sees: reach === 'all' ? 'all' : new Set(reach.memberIds),
      stages: await listStages(tx),
      ...(recent && memory.account
        ? {
            recent: { account: { kind: 'account', id: recent.id, name: recent.name }, at: memory.account.at },
          }
        : {}),
    },
    outbox: [],
    popup: null,
  }
}

/** WeCom gives a new code for updating a card with each tap on it; only the newest one works. */
async function keepUpdateToken({ tx, inbound }: Turn): Promise<void> {
  const tap = inbound.content as Tap
  if (tap.kind !== 'tap' || !tap.updateToken) return
  const card = await tx.delivery.findFirst({
    where: { platform: inbound.platform, messageId: tap.messageId },
  })
  if (!card) return
  const receipts = (card.receipts as { messageId?: string }[]).map((receipt) =>
    receipt.messageId === tap.messageId ? { ...receipt, updateToken: tap.updateToken } : receipt,
  )
  await tx.delivery.update({ where: { id: card.id }, data: { receipts } })
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

class UnknownSpeaker extends Error {
  override name = 'UnknownSpeaker'
  readonly platform: string
  readonly externalId: string
  constructor(platform: string, externalId: string) {
    super('unknown speaker')
    this.platform = platform
    this.externalId = externalId
  }
}

class NotAdmitted extends Error {
  override name = 'NotAdmitted'
}
