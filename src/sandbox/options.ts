import type { SandboxCompany } from './company.ts'
import type { GalleryCard } from './view.ts'

export type SandboxOptions = {
  company: SandboxCompany
  /** IANA name; days on the chat page are counted in it. */
  zone: string
  /** The business clock: the platforms live at the same time as the service. */
  now: () => Date
  /** Sets the service's clock forward and returns where it then is. Without it the page has no clock. */
  travel?: (to: Date) => Promise<Date>
  /** By employee number, what people could talk about: a customer of theirs and somebody there. */
  examples?: () => Promise<Map<string, { account: string; contact: string }>>
  gallery?: () => GalleryCard[] | Promise<GalleryCard[]>
  feishu?: FeishuSettings
  wecom?: WecomSettings
  /** Chats, messages and media survive a restart in this JSON file and the folder `<file>.media` beside it. */
  stateFile?: string
  /** Nothing is written to it before: a start that is refused leaves nothing behind. */
  admitted?: Promise<void>
  /** Numbers in [0, 1) for all ids and keys; cryptographic ones if left out. */
  random?: () => number
  limits?: Partial<SandboxLimits>
  botName?: string
  /** The bot's menu as the page shows it. */
  menu?: { label: string; key: string }[]
  /** Host names under which the page may be opened, besides those of the loopback. */
  hosts?: string[]
}

export type FeishuSettings = {
  appId: string
  appSecret: string
  encryptKey: string
  verificationToken: string
  webhookUrl: string | (() => string)
  /** Scopes that the administrator has not granted, as `application/v6/scopes` tells. */
  missingScopes?: string[]
}

export type WecomSettings = {
  corpId: string
  agentId: number | string
  secret: string
  token: string
  encodingAesKey: string
  webhookUrl: string | (() => string)
  /** Apps created before 2022-06-20 are told mobiles and e-mails; younger ones, the default, are not. */
  personalFields?: boolean
  /** Departments in the app's visible range, as `agent/get` tells; the root if left out. */
  visibleDepartments?: number[]
}

/** Calls or messages in real time; `Infinity` turns a limit off. */
export type SandboxLimits = {
  feishuApiPerSecond: number
  feishuApiPerMinute: number
  /** Messages to one user or one group. */
  feishuTargetPerSecond: number
  /** Changes of one message. */
  feishuPatchPerSecond: number
  wecomApiPerMinute: number
  /** Above it the message is dropped without an error. */
  wecomMemberPerMinute: number
  wecomMemberPerHour: number
  wecomWebhookPerMinute: number
  /** How many times longer than the real platforms these wait for an answer. */
  patience: number
}

export const documentedLimits: SandboxLimits = {
  feishuApiPerSecond: 50,
  feishuApiPerMinute: 1000,
  feishuTargetPerSecond: 5,
  feishuPatchPerSecond: 5,
  wecomApiPerMinute: 10_000,
  wecomMemberPerMinute: 30,
  wecomMemberPerHour: 1000,
  wecomWebhookPerMinute: 20,
  patience: 1,
}
