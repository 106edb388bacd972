import { z } from 'zod'
import { proposal, proposalClosed } from '../../cards/proposal.ts'
import { proposalWritten } from '../../cards/proposal-written.ts'
import { inSavepoint } from '../db/savepoint.ts'
import { Refusal } from '../errors.ts'
import { Ask, type Asked } from './ask.ts'
import type { TapHandler } from './command.ts'
import { lineOf, writingIntents } from './proposal-line.ts'
import { isInGroup, type Outgoing, say, sayOpenly, show, type Turn } from './turn.ts'
import {
  type Arguments,
  type Intent,
  type Understanding,
  understand,
  understandChatLog,
} from './understand/index.ts'

/**
 * What a text of several lines would write: a pasted conversation, or one fact a line about several customers.
 * `null` for anything else, which is read as one sentence; empty when it is a conversation that asks for nothing.
 */
export function readLines(turn: Turn, text: string): Understanding[] | null {
  if (!text.trim().includes('\n')) return null
  const log = understandChatLog(text, turn.context)
  if (log) return log.filter(writes)
  const { recent: _recent, ...context } = turn.context
  const lines = text
    .slice(0, longestText)
    .split('\n')
    .slice(0, mostRead)
    .map((line) => understand(line, context))
    .filter((reading) => writes(reading) && reading.arguments.account?.record)
  return new Set(lines.map((line) => line.arguments.account?.record?.id)).size > 1 ? lines : null
}

/** Bounds the time that any text takes. */
const longestText = 2000
const mostRead = 20

/** Shows what would be written and waits for a tap. What was read stays here, not in the card. */
export function propose(turn: Turn, readings: Understanding[], title: string): void {
  const kept = readings.slice(0, mostLines)
  const of = turn.inbound.id
  turn.memory.pending = {
    intent: 'none',
    known: {},
    about: 'content',
    text: title,
    answers: { act: 'proposal.write', args: { of, readings: JSON.stringify(kept) } },
  }
  turn.memory.pendingUntil = new Date(turn.now.getTime() + turn.rules.questionMinutes * 60_000)
  const more = readings.length - kept.length
  const lines = kept.map((one) => lineOf(turn, one, { openly: isInGroup(turn) }))
  sayOpenly(turn, proposal({ title, of, more, lines }))
}

/** As many as a card shows. */
const mostLines = 8

/** Waits for a yes, and is no question that other words could answer. */
export const isProposal = (pending: Asked | null): boolean => pending?.answers?.act === 'proposal.write'

/** A yes in words. */
export const agrees = (sentence: string): boolean =>
  /^(?:全部记下|都记下|全记|记下|记吧|确认)[。！!]?$/u.test(sentence.trim())

export type Run = (turn: Turn, intent: Intent, known: Arguments) => Promise<void>

export const proposalTaps = (run: Run): Record<string, TapHandler> => ({
  'proposal.write': (turn, { args }) => write(turn, keptReadings(turn, args), run),
  async 'proposal.drop'(turn, { args }) {
    keptReadings(turn, args)
    turn.memory.pending = null
    show(turn, proposalClosed(false))
  },
})

/** The readings of the open proposal, if it is the one of this card. */
function keptReadings({ memory: { pending } }: Turn, args: Record<string, string>): Understanding[] {
  const kept = isProposal(pending) ? pending?.answers?.args : undefined
  if (!kept || kept.of !== z.object({ of: z.uuid() }).parse(args).of)
    throw new Refusal('question-over', '这张卡片过期了，什么都没记。请把原话再发一次。')
  return JSON.parse(kept.readings ?? '[]') as Understanding[]
}

/** All in this one transaction; a line that is refused takes back only what it had begun. */
async function write(turn: Turn, readings: Understanding[], run: Run): Promise<void> {
  turn.memory.pending = null
  const said = turn.outbox
  const receipts: Parameters<typeof proposalWritten>[0]['receipts'] = []
  for (const reading of readings) {
    turn.outbox = []
    const line = lineOf(turn, reading)
    // What has been looked over line by line is not asked about again.
    const known = { ...reading.arguments, another: '是另一笔' }
    const refused = await tried(turn, () => run(turn, reading.intent, known))
    if (!refused) said.push(...turn.outbox.filter((outgoing) => !isReceipt(turn, outgoing)))
    receipts.push({ ...line, title: refused ? line.title : (receiptOf(turn) ?? line.title), refused })
  }
  turn.outbox = said
  turn.popup = null
  if (turn.inbound.content.kind === 'tap') show(turn, proposalClosed(true))
  // Anew: a card that is changed in place cannot hold a list on every platform.
  say(turn, proposalWritten({ of: turn.inbound.id, receipts }))
}

/** Why it could not be done, if so; then nothing of it has been. */
async function tried(turn: Turn, work: () => Promise<void>): Promise<string | undefined> {
  const memory = structuredClone(turn.memory)
  try {
    await inSavepoint(turn.tx, work, isSaid)
    return undefined
  } catch (error) {
    if (!isSaid(error)) throw error
    turn.memory = memory
    return error.message
  }
}

/** What is told in words, and tried again by nobody. */
const isSaid = (error: unknown): error is Ask | Refusal => error instanceof Ask || error instanceof Refusal

/** What a command says to the speaker: the summary stands for it. */
const isReceipt = ({ member }: Turn, { to }: Outgoing): boolean =>
  to.kind === 'here' || to.kind === 'tapped' || (to.kind === 'member' && to.memberId === member.id)

function receiptOf(turn: Turn): string | undefined {
  const [card] = turn.outbox.flatMap((outgoing) =>
    isReceipt(turn, outgoing) && 'card' in outgoing.message ? [outgoing.message.card] : [],
  )
  return card && (card.summary ?? card.title)
}

const writes = ({ intent }: Understanding): boolean => writingIntents.has(intent)
