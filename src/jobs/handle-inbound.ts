import type { Content } from '../chat/inbound.ts'
import type { Toast } from '../chat/message.ts'
import { Ask } from '../conversation/ask.ts'
import type { SecondReading } from '../conversation/model/request.ts'
import { NeedsModel } from '../conversation/model/second-reading.ts'
import type { Mask } from '../conversation/model/withheld.ts'
import { explainFailure, route } from '../conversation/route.ts'
import { isPassing, tookTooLong } from '../db/passing.ts'
import { type Db, type Delivery, Prisma } from '../db/types.ts'
import { lineOf, Refusal } from '../errors.ts'
import type { AskModel } from './ask-model.ts'
import { hear, lockConversation, type Wanted } from './hear.ts'
import { NotAdmitted, UnknownSpeaker } from './open-turn.ts'
import { isDue } from './outbox.ts'
import { post } from './post.ts'
import { type Act, type Asked, createTurns, type TakeTurn, type Deps as TurnDeps } from './take-turns.ts'

/**
 * Works off what was received, one conversation at a time and in the order of arrival. Running twice is
 * harmless: an inbound that is no longer pending is not looked at again.
 */
export function createInboundWorker(given: Given) {
  const deps = { ...given, take: createTurns(given) }
  const running = new Map<string, Promise<unknown>>()
  let stopping = false

  /** One run at a time for each conversation. Who waits shares its failure: a try is not repeated at once. */
  async function alone<T>(conversation: string, work: () => Promise<T>): Promise<T> {
    while (running.has(conversation)) await running.get(conversation)
    const run = work()
    running.set(conversation, run)
    return run.finally(() => running.delete(conversation))
  }

  /** However its jobs overtake each other, nothing stays behind: `more` tells that something still waits. */
  const run = (conversation: string, most: number, wanted?: string): Promise<Run> =>
    alone(conversation, async () => {
      let toast: Toast | null = null
      let more = true
      for (let turns = 0; more && turns < most && !stopping; turns++) {
        const done = await handleOrPark(deps, conversation)
        if (done?.id === wanted) toast = done?.toast ?? null
        more = done?.more ?? false
      }
      return { toast, more }
    })

  /** Some of what is pending in the conversation. Returns whether more waits: others have their turn first. */
  const round = async (conversation: string): Promise<boolean> => (await run(conversation, turnsInARow)).more

  return {
    /** Works off everything that is pending in the conversation; returns what pops up over the card of the tap. */
    async next(conversation: string, wanted: string): Promise<Toast | null> {
      const { toast } = await run(conversation, Number.POSITIVE_INFINITY, wanted)
      return toast ?? toastOf(deps.db, wanted)
    },
    round,
    /**
     * What a job asks for. Where a run is under way it takes what is pending, or gets a job of its own when it fails:
     * in a flood one goes on for minutes, and jobs that waited for it would be given up.
     */
    async resume(conversation: string): Promise<void> {
      const more = !running.has(conversation) && (await round(conversation))
      // Left to another process.
      if (stopping) throw new Error('stopping')
      if (more) await deps.db.$transaction((tx) => deps.queue.send(tx, 'handle-inbound', { conversation }))
    },
    /** What is under way is finished; what waits behind it in a conversation is left to others. */
    stop() {
      stopping = true
    },
  }
}

/** Who talks without end is to keep nobody else waiting. */
const turnsInARow = 20

type Run = { toast: Toast | null; more: boolean }

type Deps = Given & { take: TakeTurn }

export type Given = TurnDeps & {
  /** Asks the directory who somebody is and writes them down. Outside the transaction: it may speak HTTP. */
  introduce(platform: string, externalId: string): Promise<void>
  /** A language model for what is not understood, where one is set up. Outside the transaction, too. */
  model?: { ask: AskModel; mask: readonly Mask[] } | undefined
  /** Sends what a turn said, in its order, once it has committed. */
  deliver(said: Delivery[]): void
  measure: { handled(intent: string, outcome: string, seconds: number): void }
  log: Record<'info' | 'error', (fields: object, text: string) => void>
}

/** One message of a conversation, through all its attempts. Its id is known once it was heard. */
type Trial = Wanted & { began: number; hasMet?: boolean }

/** `more` waits in the conversation. */
type Done = { id: string; toast: Toast | null; more: boolean }

async function handle(
  deps: Deps,
  trial: Trial,
  second: SecondReading | undefined = deps.model && { mask: deps.model.mask },
): Promise<Done | null> {
  const act: Act = async (turn) => {
    turn.secondReading = second
    await route(turn)
    return 'done'
  }
  try {
    return await attempt(deps, { trial, act, instead: explaining })
  } catch (error) {
    if (error instanceof NeedsModel && deps.model)
      return handle(deps, trial, { answer: await deps.model.ask(error.request, trial.conversation) })
    if (error instanceof UnknownSpeaker && !trial.hasMet) return meet(deps, trial, error)
    if (error instanceof NotAdmitted) return turnAway(deps, trial, error.message)
    const explain = explaining(error)
    if (!explain) throw error
    return attempt(deps, { trial, act: explain })
  }
}

/** What is said instead of what was not done. */
function explaining(thrown: unknown): Act | undefined {
  if (!(thrown instanceof Ask || thrown instanceof Refusal)) return undefined
  return async (turn) => {
    turn.did = thrown instanceof Ask ? thrown.question.intent : thrown.rule
    await explainFailure(turn, thrown)
    return thrown instanceof Ask ? 'asked' : 'refused'
  }
}

/** Somebody speaks for the first time: the directory says who they are, once, and then they are heard. */
async function meet(deps: Deps, trial: Trial, stranger: UnknownSpeaker): Promise<Done | null> {
  try {
    await deps.introduce(stranger.platform, stranger.externalId)
  } catch (error) {
    if (error instanceof Refusal) return turnAway(deps, trial, error.message)
    throw error
  }
  trial.hasMet = true
  return handle(deps, trial)
}

/**
 * One line and no effect: for people who are nobody here, or no longer, and for what could not be handled. The former
 * are told nothing in a group.
 */
async function turnAway(
  deps: Deps,
  { conversation, id }: Trial,
  line: string,
  status: 'handled' | 'failed' = 'handled',
): Promise<Done | null> {
  const now = deps.clock.now()
  return deps.db.$transaction(async (tx) => {
    if (!deps.isAlone) await lockConversation(tx, conversation)
    const { heard: all } = await hear(tx, [{ conversation, id }], deps.names.look())
    const heard = all.get(conversation)
    if (!heard) return overtaken({ id })
    const { sender, chat, content, platform } = heard.body
    const pops = content.kind === 'tap' && content.answerable
    const toast = pops ? ({ tone: 'warning', text: line } as const) : null
    const isAnswered = toast || chat?.kind !== 'group' || (status === 'failed' && isForBot(content))
    if (sender && isAnswered) {
      const target = { kind: 'user', id: sender } as const
      const message = { text: line }
      // What is put aside has been tried for longer than anybody waits for the answer to a tap.
      const kind = toast && status === 'handled' ? 'answer' : 'reply'
      await post(deps.queue, tx, { platform, target, kind, message, inboundId: heard.id, now })
    }
    await tx.inbound.update({
      where: { id: heard.id },
      data: { status, handledAt: now, toast: toast ?? Prisma.DbNull },
    })
    return { id: heard.id, toast, more: true }
  })
}

/** In a group, where others talk, too, and the bot is told of its own coming and going. */
const isForBot = (content: Content): boolean =>
  'toBot' in content ? content.toBot : content.kind !== 'bot-added' && content.kind !== 'bot-removed'

async function attempt(deps: Deps, asked: Asked & { trial: Trial }): Promise<Done | null> {
  const { trial } = asked
  const taken = await deps.take(asked)
  if (!taken) return overtaken(trial)
  const { id, toast, more, did, outcome } = taken
  const due = taken.said.filter(isDue)
  if (due.length > 0) deps.deliver(due)
  told(deps, { inbound: id, did, outcome, deliveries: due.map((said) => said.id) }, trial.began)
  return { id, toast, more }
}

/** Nothing is pending; or what was tried before has been handled by somebody else, and more may wait behind it. */
const overtaken = ({ id }: Pick<Trial, 'id'>): Done | null => (id ? { id, toast: null, more: true } : null)

type Told = { inbound: string; did: string; outcome: string; deliveries: string[] }

/** One line for each message, with the ids under which its answers go out. */
function told({ measure, log }: Deps, line: Told, began: number): void {
  const ms = performance.now() - began
  measure.handled(line.did, line.outcome, ms / 1000)
  log.info({ ...line, ms: Math.round(ms) }, 'inbound handled')
}

const maxAttempts = 5
/** A slow disk gets better within the hour that these take; a sentence that is too much for any does not. */
const maxTooLong = 60

/** Throws what failed, to be tried again later; a message that has failed too often is put aside instead. */
async function handleOrPark(deps: Deps, conversation: string): Promise<Done | null> {
  const trial: Trial = { conversation, began: performance.now() }
  try {
    return await handle(deps, trial)
  } catch (error) {
    const { id } = trial
    const isTooLong = tookTooLong(error)
    if (!id || (isPassing(error) && !isTooLong)) throw error
    const { attempts } = await deps.db.inbound.update({
      where: { id },
      data: { attempts: { increment: 1 }, error: lineOf(error) },
      select: { attempts: true },
    })
    deps.log.error({ inbound: id, attempts, err: error }, 'inbound failed')
    if (attempts < (isTooLong ? maxTooLong : maxAttempts)) throw error
    return turnAway(deps, trial, notHandled, 'failed')
  }
}

const notHandled = '这条没处理成功，没有记上，我已经报告管理员。麻烦换个说法再发一次。'

async function toastOf(db: Db, id: string): Promise<Toast | null> {
  const row = await db.inbound.findUnique({ where: { id }, select: { toast: true } })
  return (row?.toast ?? null) as Toast | null
}
