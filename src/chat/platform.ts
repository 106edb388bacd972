import type { Directory } from './directory.ts'
import type { Inbound } from './inbound.ts'
import type { Message, Target, Toast } from './message.ts'

/** A chat platform: how its words come in and how ours go out. One folder in `platforms/` makes one. */
export type Platform = {
  /** Names its webhook (`/webhooks/<name>`) and its rows in the database. */
  readonly name: string
  /** Verifies and reads one request. Throws `Unauthentic` or `Malformed`, both before anything is stored. */
  receive(request: WebhookRequest): Received
  /**
   * What the message becomes there, in the order of sending: plain JSON, one call each. Pure.
   * `deliveryId` goes into the ids that a later tap brings back.
   */
  render(message: Message, target: Target, deliveryId: string): Part[]
  /** What a part has to be sent with, where a repeat is known by it: the same upload each time. Throws `SendFailure`. */
  upload?(target: Target, part: Part): Promise<Upload | undefined>
  /** Sends one part. `key` makes a repeat harmless, with the same upload (its id). Throws `SendFailure`. */
  send(target: Target, part: Part, key: string, upload?: string): Promise<Receipt>
  /** Changes a card in place. Throws `SendFailure` with kind `expired` when the platform no longer allows it. */
  update(receipt: Receipt, target: Target, part: Part): Promise<Receipt>
  /**
   * The rates that the platform allows for a target; one bucket per key, shared by all processes. Pushes wait under one
   * of their own first, below the app's: who asks something meanwhile is answered.
   */
  limits(target: Target, isPush?: boolean): RateLimit[]
  /** Makes a group of the platform for a department's members; absent where the bot is invited instead. */
  createGroup?(name: string, ownerId: string, memberIds: string[], groupId: string): Promise<Target>
  /** How many people such a group holds, its owner among them; the last ones are left out. */
  readonly groupSize?: number
  readonly directory: Directory
  close?(): Promise<void>
}

export type WebhookRequest = {
  method: string
  query: URLSearchParams
  /** Names in lower case. */
  headers: Record<string, string | undefined>
  /** The bytes as they came. */
  body: Buffer
}

export type Received = {
  /** What to store before answering; empty for URL verification and for events that say nothing to us. */
  inbounds: Inbound[]
  /** The answer to the platform. Toast and card are shown where the request was a tap and the platform can. */
  answer(toast?: Toast, card?: AnswerCard): WebhookAnswer
}

/** The changed card of the delivery that was tapped. */
export type AnswerCard = { message: Message; target: Target; deliveryId: string }

export type WebhookAnswer = { status: number; type: string; body: string }

/** One platform message, ready to send. What is inside is the platform's own affair. */
export type Part = { kind: string; payload: Record<string, unknown> }

/** What the platform gave back, kept so that the card can be updated later. */
export type Receipt = { messageId?: string; updateToken?: string /** ISO */; updateTokenUntil?: string }

/** `until` (ISO): how long it can be sent. */
export type Upload = { id: string; until: string }

/** `calls`: how many places are taken at once, where a message is several calls. */
export type RateLimit = { key: string; points: number; seconds: number; calls?: number }

export const sendFailureKinds = [
  /** Try again, after `retryAfterMs` if the platform said so. */
  'temporary',
  /** This target cannot be reached: left the chat, muted, out of range. */
  'unreachable',
  /** This message is refused whatever we do. */
  'refused',
  /** The administrator has to mend the configuration. */
  'misconfigured',
  /** The card can no longer be updated; a new one may be sent. */
  'expired',
] as const
export type SendFailureKind = (typeof sendFailureKinds)[number]

/** The platform did not take a message. `code` is the platform's own, or `timeout`/`network`. */
export class SendFailure extends Error {
  override name = 'SendFailure'
  readonly kind: SendFailureKind
  readonly code: string
  readonly retryAfterMs: number | undefined
  constructor(kind: SendFailureKind, code: string, message: string, retryAfterMs?: number) {
    super(message)
    this.kind = kind
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

/** A failed call told of an update: with one of these codes the card can no longer be changed, and asks for a new one. */
export const whileUpdating =
  (expired: string[]) =>
  (failure: unknown): never => {
    if (!(failure instanceof SendFailure) || !expired.includes(failure.code)) throw failure
    throw new SendFailure('expired', failure.code, failure.message)
  }
