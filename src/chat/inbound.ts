/** What a platform told us, in words that every platform shares. Stored as it is, so it is plain JSON. */
export type Inbound = {
  /** The platform's name, as in `Platform.name`. */
  platform: string
  /** What the platform repeats when it delivers the same thing again; unique per platform. */
  key: string
  /** When it happened by the platform's clock, ISO 8601 in UTC. */
  at: string
  /** The platform's id of the person; `null` when the platform itself speaks (directory changes). */
  sender: string | null
  /** `null` when the platform names no chat (menu clicks, directory changes): answer the sender directly. */
  chat: Chat | null
  content: Content
}

export type Chat = { id: string; kind: 'direct' | 'group' }

export type Content =
  /** `toBot`: said to the bot alone, or to a group with the bot mentioned. Mention marks are already removed. */
  | { kind: 'text'; text: string; toBot: boolean }
  | Tap
  | { kind: 'image'; fileKey: string; messageId: string }
  | { kind: 'file'; fileKey: string; name: string; messageId: string }
  | { kind: 'location'; latitude: number; longitude: number; label: string }
  /** A kind of message that we do not use (sticker, video, …), by the platform's own name. */
  | { kind: 'unsupported'; type: string; toBot: boolean }
  | { kind: 'menu'; key: string }
  /** Somebody opened the chat with the bot. */
  | { kind: 'entered' }
  | { kind: 'bot-added'; name: string }
  | { kind: 'bot-removed' }
  /** The directory changed; `memberId`/`departmentId` are the platform's ids where it names one. */
  | { kind: 'directory-changed'; memberId?: string; departmentId?: string }

/** A tap on a card: a button, a selection, or a form that was submitted. */
export type Tap = {
  kind: 'tap'
  act: string
  args: Record<string, string>
  /** What was chosen or typed: a selection comes under the name of its block, a form field under its own. */
  values: Record<string, string | string[]>
  /** The platform's id of the card (Feishu: message id; WeCom: task id). */
  messageId: string
  /** A credential with which this one card can be updated, where the platform gives one. */
  updateToken?: string
  /** The answer to this tap may carry the changed card: quicker than a change afterwards, and nothing flickers. */
  answerable?: true
}
