import { setTimeout } from 'node:timers/promises'
import type { Toast } from '../chat/message.ts'
import type { Clock } from '../clock.ts'
import type { Names } from '../conversation/names.ts'
import type { Turn } from '../conversation/turn.ts'
import { gathered } from '../db/gathered.ts'
import { isConflict } from '../db/passing.ts'
import type { Db, Delivery, Tx } from '../db/types.ts'
import { watchWrites } from '../db/watch-writes.ts'
import { askForListing } from './directory.ts'
import { type End, endTurns } from './end-turn.ts'
import { type Heard, hear, lockConversations, type Wanted } from './hear.ts'
import { keepUpdateToken, openTurn, type Setting } from './open-turn.ts'
import { flushOutbox } from './outbox.ts'
import type { Queue } from './queue.ts'

/**
 * Takes turns in transactions: the effect, the answer and the mark that a message was handled commit together or not
 * at all. Conversations that wait at the same time share one transaction, one after the other, as its statements cost
 * more than what is done between them. A turn that throws before it has written anything leaves the others
 * alone; after that nothing of the batch stands, and each is taken again by itself. What another process works on
 * is looked at again a little later.
 */
export function createTurns(deps: Deps): TakeTurn {
  const { most, lanes } = deps.together
  const takeNext = gathered((batch: Asked[]) => takeTogether(deps, batch), { most, lanes })
  return async function take(asked) {
    let taken = await takeNext(asked)
    // A second time, with the same turns around it, it would only fail them all again.
    if (taken === 'alone') [taken = null] = await takeTogether(deps, [asked])
    if (taken === 'alone' || taken === 'later') {
      await setTimeout(againMs)
      return take(asked)
    }
    if (taken && 'thrown' in taken) throw taken.thrown
    return taken
  }
}

/** Others, who come together well, are not to wait for it. */
const againMs = 20

/** `null` when nothing is pending. Throws what `act` throws, and what `openTurn` does. */
export type TakeTurn = (asked: Asked) => Promise<Taken | null>

export type Asked = {
  /** `id` is known from the second attempt on, and set as soon as it is known. */
  trial: Wanted
  act: Act
  /** What is done on a new turn when `act` has thrown this and written nothing. */
  instead?(thrown: unknown): Act | undefined
}

/** Returns how it ended, for logs and figures. */
export type Act = (turn: Turn) => Promise<string>

/** `did`: the intent or the act. `more` waits in the conversation. */
export type Taken = {
  id: string
  said: Delivery[]
  toast: Toast | null
  did: string
  outcome: string
  more: boolean
}

export type Deps = {
  db: Db
  queue: Queue
  clock: Clock
  names: Names
  /** No other process works on this database. */
  isAlone: boolean
  /** How many turns share a transaction at most (`most`), and how many transactions there are at once (`lanes`). */
  together: { most: number; lanes: number }
}

async function takeTogether(deps: Deps, batch: Asked[]): Promise<Outcome[]> {
  try {
    return await deps.db.$transaction((tx) => takeInOne(deps, tx, batch))
  } catch (error) {
    // Not as what passes by itself, which is left to its job: the same turns would only come together again.
    if (batch.length > 1 && isConflict(error)) throw new Error('too many turns in one transaction')
    throw error
  }
}

async function takeInOne(deps: Deps, tx: Tx, batch: Asked[]): Promise<Outcome[]> {
  const wanted = batch.map(({ trial: { conversation, id } }) => ({ conversation, id }))
  const conversations = wanted.map(({ conversation }) => conversation)
  const free = deps.isAlone ? new Set(conversations) : await lockConversations(tx, conversations)
  const { heard, names: look, ...company } = await hear(tx, wanted, deps.names.look())
  const setting = { ...company, clock: deps.clock, names: await deps.names.seen(tx, look) }
  const speakers = new Set<string>()
  const isShared = batch.length > 1
  const outcomes: (Outcome | Done)[] = []
  for (const asked of batch) {
    const one = heard.get(asked.trial.conversation)
    if (!free.has(asked.trial.conversation)) outcomes.push('later')
    else if (!one) outcomes.push(null)
    else if (isAgain(speakers, one)) outcomes.push('later')
    else if (one.attempts > 0 && isShared) outcomes.push('alone')
    else outcomes.push(await takeOne(deps, tx, { ...asked, heard: one, setting, isShared }))
  }
  const done = outcomes.filter(isDone)
  const waiting = done.length > 0 ? await endTurns(tx, done, deps.clock.now()) : new Set()
  return outcomes.map((one) => (isDone(one) ? { ...one, more: waiting.has(one.conversation) } : one))
}

/** What somebody says in a group may be remembered where they are alone with the bot: both at once would not do. */
function isAgain(speakers: Set<string>, { body, platform }: Heard): boolean {
  const speaker = `${platform} ${body.sender}`
  const isKnown = body.sender !== null && speakers.has(speaker)
  speakers.add(speaker)
  return isKnown
}

async function takeOne(deps: Deps, tx: Tx, one: Asked & Place): Promise<Done | { thrown: unknown }> {
  const { heard, trial, isShared } = one
  trial.id = heard.id
  await keepUpdateToken(tx, heard.body)
  const watched = watchWrites(tx)
  try {
    return await played(deps, watched.tx, one, one.act)
  } catch (thrown) {
    if (watched.hasWritten()) throw thrown
    const instead = one.instead?.(thrown)
    if (instead) return played(deps, watched.tx, one, instead)
    if (isShared) return { thrown }
    throw thrown
  }
}

async function played(deps: Deps, tx: Tx, { heard, trial, setting }: Asked & Place, act: Act): Promise<Done> {
  const turn = openTurn(setting, tx, trial.conversation, heard)
  const outcome = turn ? await act(turn) : 'done'
  const said = turn ? await flushOutbox(deps.queue, turn) : []
  const { platform, content } = heard.body
  if (content.kind === 'directory-changed') await askForListing(deps.queue, tx, platform)
  const { memory = null, popup: toast = null, did = content.kind } = turn ?? {}
  return { id: heard.id, conversation: trial.conversation, said, memory, toast, did, outcome }
}

/** `isShared`: other turns are in the same transaction. */
type Place = { heard: Heard; setting: Setting; isShared: boolean }

type Done = Omit<Taken, 'more'> & End & { conversation: string }

/** `alone`: it has failed before, and would take the others with it again. */
type Outcome = Taken | { thrown: unknown } | 'later' | 'alone' | null

const isDone = (outcome: Outcome | Done): outcome is Done =>
  outcome !== null && typeof outcome === 'object' && 'memory' in outcome
