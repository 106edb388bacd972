/**
 * What the chat page and the sandbox say to each other, all under `/sandbox/api`.
 *
 *   GET  /world                                   → World
 *   GET  /chats?platform&person                   → ChatView[]
 *   GET  /messages?platform&person&chat           → MessageView[]      oldest first, the last 100
 *   POST /messages  { platform, person, chat, say: Say }  → MessageView
 *   POST /actions   { platform, person, message, action: TapBody } → { toast: ToastView | null }
 *   POST /clock     { to: 'plus-1h' | 'plus-1d' | 'plus-10d' | 'today-18:00' | 'tomorrow-08:30' | <ISO> } → { now }
 *   GET  /gallery                                 → GalleryCard[]
 *   GET  /media/:key                              the picture bytes
 *   GET  /stream?platform&person                  server-sent events: `message`, `update` (MessageView),
 *                                                 `clock` ({ now, busy }), `recall` ({ id })
 */
export type PlatformName = 'feishu' | 'wecom'

export type World = {
  company: string
  now: string
  zone: string
  people: PersonView[]
  platforms: PlatformName[]
  /** The menu under the bot's chat; the page has a plain one of its own. */
  menu?: { label: string; key: string }[]
}

/**
 * `id` is the employee number, the same person on both platforms; `openId` and `userId` are what Feishu and WeCom
 * call them, with which the page puts a name to the people that cards mention.
 */
export type PersonView = {
  id: string
  name: string
  title: string
  department: string
  role: string
  openId?: string
  userId?: string
  /** What they could talk about: a customer of theirs and somebody there. */
  example?: { account: string; contact: string }
}

export type ChatView = {
  id: string
  kind: 'bot' | 'group'
  name: string
  members: number
  last: string
  lastAt: string | null
}

export type MessageView = {
  id: string
  chat: string
  at: string
  from: { kind: 'person'; id: string; name: string } | { kind: 'bot'; name: string }
  body: Body
}

export type Body =
  | { kind: 'text'; text: string }
  | { kind: 'markdown'; text: string }
  | { kind: 'image'; media: string }
  | { kind: 'file'; name: string }
  | { kind: 'location'; label: string; latitude: number; longitude: number }
  | { kind: 'textcard'; title: string; description: string; url: string; button: string }
  /** WeCom's articles; the first is shown large. */
  | { kind: 'news'; articles: { title: string; description?: string; url: string; picture?: string }[] }
  | { kind: 'feishu-card'; card: unknown }
  | { kind: 'wecom-card'; card: unknown; disabled: boolean }
  | { kind: 'system'; text: string }

export type Say =
  /** `mention`: write to the bot in a group (Feishu only; WeCom bots do not see group messages). */
  | { kind: 'text'; text: string; mention?: boolean }
  /** `bytes`: base64; a sample if left out. */
  | { kind: 'image'; bytes?: string }
  | { kind: 'file'; name: string; bytes?: string }
  | { kind: 'location'; label: string; latitude: number; longitude: number }
  | { kind: 'sticker' }
  | { kind: 'menu'; key: string }

/** What the person did on a card, in the platform's own words; the sandbox makes the real callback of it. */
export type TapBody =
  | {
      platform: 'feishu'
      tag: string
      name?: string
      value?: unknown
      option?: string
      formValue?: Record<string, unknown>
      /** Of a multiple selection, an input and a checker outside a form. */
      options?: string[]
      inputValue?: string
      checked?: boolean
    }
  | { platform: 'wecom'; key: string; selected?: { question: string; options: string[] }[] }

export type ToastView = { type: 'info' | 'success' | 'warning' | 'error'; content: string }

/** One card of ours as each platform would receive it. */
export type GalleryCard = { name: string; feishu: Body[]; wecom: Body[]; wecomGroup: Body[] }
