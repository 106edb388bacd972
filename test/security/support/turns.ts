import type { Content } from '../../../src/chat/inbound.ts'
import { Ask } from '../../../src/conversation/ask.ts'
import { createNames } from '../../../src/conversation/names.ts'
import { explainFailure, route } from '../../../src/conversation/route.ts'
import type { Turn } from '../../../src/conversation/turn.ts'
import type { Db, Tx } from '../../../src/db/types.ts'
import { Refusal } from '../../../src/errors.ts'
import { endTurns } from '../../../src/jobs/end-turn.ts'
import { type Heard, hear } from '../../../src/jobs/hear.ts'
import { openTurn } from '../../../src/jobs/open-turn.ts'
import { start, zone } from '../../support/world.ts'
import { booksOf } from './books.ts'

/**
 * Does something as somebody, answers whatever is asked thereupon, and takes it all back: what was said meanwhile,
 * how it ended, and which tables it would have changed. The worker's own road but for queue and sending.
 */
export async function attempt(db: Db, who: string, first: Content | Deed): Promise<Outcome> {
  const outcome: Outcome = { said: '', ended: 'done', changed: [] }
  const before = await untouched(db)
  const takenBack = new Error('taken back')
  const deeds = [typeof first === 'function' ? first : heard(first), ...answers.map(heard)]
  const trying = db.$transaction(async (tx) => {
    for (const deed of deeds) {
      const turn = await turnOf(tx, who)
      outcome.ended = await endOf(turn, deed)
      outcome.said += JSON.stringify([turn.outbox.map(({ message }) => message), turn.popup])
      const { inbound, memory, now } = turn
      await endTurns(tx, [{ id: inbound.id, memory, said: [], toast: null }], now)
      if (outcome.ended !== 'asked') break
    }
    if (outcome.ended === 'done') outcome.changed = changes(before, await booksOf(tx))
    throw takenBack
  })
  await trying.catch((error: unknown) => {
    if (error !== takenBack) throw error
  })
  return outcome
}

/** `crashed`: what the worker would try again and then put aside. */
export type Outcome = {
  said: string
  ended: 'done' | 'asked' | `refused ${string}` | `crashed ${string}`
  changed: string[]
}
export type Deed = (turn: Turn) => Promise<void>

export const says = (text: string): Content => ({ kind: 'text', text, toBot: true })
export const taps = (act: string, args = {}, values = {}): Content => ({
  kind: 'tap',
  act,
  args,
  values,
  messageId: 'om_forged',
})

const heard =
  (content: Content): Deed =>
  (turn) => {
    turn.inbound.content = content
    return route(turn)
  }

/** One for each thing that can be asked: money, a day, a day with an act, a reason. What is no answer ends a question. */
const answers = ['3万', '周五', '周五 送样', '这周排满了'].map(says)

async function turnOf(tx: Tx, who: string): Promise<Turn> {
  const body = { platform: 'feishu', key: `k${++count}`, at: start.toISOString(), sender: who, chat: null }
  const conversation = `feishu:direct:${who}`
  const inbound = { ...body, content: says('') }
  const stored = { platform: 'feishu', key: body.key, conversation, body: inbound, receivedAt: start }
  const { id } = await tx.inbound.create({ data: stored })
  const names = createNames()
  const { heard, names: look, ...company } = await hear(tx, [{ conversation, id }], names.look())
  const setting = { ...company, clock: { now: () => start, zone }, names: await names.seen(tx, look) }
  return openTurn(setting, tx, conversation, heard.get(conversation) as Heard) as Turn
}

let count = 0

async function endOf(turn: Turn, deed: Deed): Promise<Outcome['ended']> {
  try {
    await deed(turn)
    return 'done'
  } catch (error) {
    if (!(error instanceof Ask || error instanceof Refusal)) return `crashed ${String(error).slice(0, 300)}`
    await explainFailure(turn, error)
    return error instanceof Ask ? 'asked' : `refused ${error.rule}`
  }
}

/** Everything is taken back, so the books are always as they were at first. */
function untouched(db: Db): Promise<Record<string, string>> {
  const known = books.get(db) ?? booksOf(db)
  books.set(db, known)
  return known
}

const books = new WeakMap<Db, Promise<Record<string, string>>>()

const changes = (before: Record<string, string>, after: Record<string, string>): string[] =>
  Object.keys(after).filter((table) => before[table] !== after[table])
