import type { Card, Tone } from '../chat/card.ts'
import type { Inbound } from '../chat/inbound.ts'
import type { Message, Target, Toast } from '../chat/message.ts'
import type { By } from '../crm/by.ts'
import type { Rules } from '../crm/settings/rules.ts'
import type { Tx } from '../db/types.ts'
import type { Memory } from './memory.ts'
import type { SecondReading } from './model/request.ts'
import type { Context } from './understand/context.ts'

/**
 * One thing said or tapped, while it is worked on. A command reads and writes through `tx` and says what it
 * has to say here; everything said is enqueued in the same transaction, or not at all.
 */
export type Turn = By & {
  tx: Tx
  inbound: Inbound & { id: string }
  memory: Memory
  rules: Rules
  /** Where a language model is set up: whether it may be asked, or what it said. */
  secondReading?: SecondReading | undefined
  /** What `understand` needs to know about this company and this speaker. */
  context: Context
  outbox: Outgoing[]
  popup: Toast | null
  /** What was done, for logs and figures: the intent of a command or the act of a tap. */
  did?: string
}

/** A message on its way to the outbox of the transaction. */
export type Outgoing = {
  message: Message
  to:
    | { kind: 'here' }
    /** A colleague, on the platform they use. */
    | { kind: 'member'; memberId: string }
    | { kind: 'channel'; channelId: string }
    /** The first words in a group that has to be made before. */
    | { kind: 'new-group'; channelId: string }
    /** The card that was tapped, changed in place. */
    | { kind: 'tapped' }
    /** Every copy of a card about this subject, changed in place. */
    | { kind: 'copies'; subject: string }
    /** Every earlier card about these, also the older ones, as far as it can be changed in place. */
    | { kind: 'earlier'; subjects: string[] }
    | { kind: 'target'; platform: string; target: Target }
  subject?: string
}

/**
 * Answers where it was said. In a group the card goes to the person alone: what they may see, the others there
 * may not. `subject` lets all copies of the card be changed later.
 */
export function say(turn: Turn, card: Card, subject?: string): void {
  if (isInGroup(turn)) {
    sayNeutrally(turn)
    tell(turn, turn.member.id, card, subject)
  } else sayOpenly(turn, card, subject)
}

/** A line to the speaker alone: in a group it may name what the others there are not to know. */
export function sayAlone(turn: Turn, text: string): void {
  if (isInGroup(turn)) {
    sayNeutrally(turn)
    turn.outbox.push({ message: { text }, to: { kind: 'member', memberId: turn.member.id } })
  } else sayLine(turn, text)
}

export const isInGroup = ({ inbound }: Turn): boolean => inbound.chat?.kind === 'group'

/** The one line that a group sees of what goes to somebody alone. */
function sayNeutrally(turn: Turn): void {
  const isSaid = turn.outbox.some(({ message }) => 'text' in message && message.text === inPrivate)
  if (!isSaid) sayLine(turn, inPrivate)
}

/** Answers where it was said, also in a group: boards, questions, what everybody there may read. */
export const sayOpenly = (turn: Turn, card: Card, subject?: string): void => {
  turn.outbox.push({ message: { card }, to: { kind: 'here' }, ...(subject ? { subject } : {}) })
}

export const sayLine = (turn: Turn, text: string): void => {
  turn.outbox.push({ message: { text }, to: { kind: 'here' } })
}

/** Tells a colleague, wherever they read us. */
export const tell = (turn: Turn, memberId: string, card: Card, subject?: string): void => {
  turn.outbox.push({ message: { card }, to: { kind: 'member', memberId }, ...(subject ? { subject } : {}) })
}

/** Changes the card that was tapped; after a sentence it is said as a new card. */
export const show = (turn: Turn, card: Card, subject?: string): void => {
  if (turn.inbound.content.kind === 'tap')
    turn.outbox.push({ message: { card }, to: { kind: 'tapped' }, ...(subject ? { subject } : {}) })
  else say(turn, card, subject)
}

/** Changes every copy of the card about this subject, for everybody who has one. */
export const showEverywhere = (turn: Turn, subject: string, card: Card): void => {
  turn.outbox.push({ message: { card }, to: { kind: 'copies', subject } })
}

/**
 * Takes back what earlier cards about these subjects show, wherever a platform still lets a card be changed;
 * nothing is sent anew. For what somebody may no longer see.
 */
export const hideEverywhere = (turn: Turn, subjects: string[], card: Card): void => {
  turn.outbox.push({ message: { card }, to: { kind: 'earlier', subjects } })
}

/** The short line over a tapped card; after a sentence it is said as a line. */
export const toast = (turn: Turn, tone: Tone, text: string): void => {
  if (turn.inbound.content.kind === 'tap') turn.popup = { tone, text }
  else sayAlone(turn, text)
}

const inPrivate = '私聊发你了。'
