import { EventEmitter } from 'node:events'
import type { SandboxPlatform } from './company.ts'
import { createMediaShelf, type MediaShelf } from './media-shelf.ts'
import { createStateFile, type StateFile } from './state-file.ts'
import type { Body } from './view.ts'

/**
 * What has been said in the pretend companies. Everybody's chats with the bot have their own ids, so a message
 * has one place: a card sent to three people on WeCom is three messages, as it is three cards there.
 */
export type Store = ReturnType<typeof createStore>

export function createStore(stateFile?: string, admitted?: Promise<void>) {
  const kept = () => ({
    messages: [...messages.values()],
    chats: [...chats.values()],
    responseCodes: [...responseCodes.values()],
    menu,
  })
  const file: StateFile<State> = createStateFile(stateFile, kept, admitted)
  const saved = file.read()
  const messages = new Map((saved?.messages ?? []).map((message) => [message.id, message]))
  const chats = new Map((saved?.chats ?? []).map((chat) => [chat.id, chat]))
  const responseCodes = new Map((saved?.responseCodes ?? []).map((code) => [code.code, code]))
  let menu: unknown = saved?.menu ?? null
  const byChat = new Map<string, StoredMessage[]>()
  for (const message of messages.values()) shelve(byChat, message)
  const media: MediaShelf = createMediaShelf(stateFile)
  const news = new EventEmitter<News>().setMaxListeners(0)

  function put(message: StoredMessage): StoredMessage {
    messages.set(message.id, message)
    const dropped = shelve(byChat, message)
    if (dropped) messages.delete(dropped.id)
    file.changed()
    news.emit('message', message)
    return message
  }

  return {
    media,
    news,
    responseCodes: {
      get: (code: string) => responseCodes.get(code),
      put(code: ResponseCode) {
        responseCodes.set(code.code, code)
        if (responseCodes.size > keptCodes) responseCodes.delete(responseCodes.keys().next().value as string)
        file.changed()
      },
    },
    menu: () => menu,
    setMenu(buttons: unknown) {
      menu = buttons
      file.changed()
    },
    put,
    message: (id: string) => messages.get(id),
    messagesIn: (chat: string): StoredMessage[] => byChat.get(chat) ?? [],
    messages: () => [...messages.values()],
    /** Writes the changes into the message and tells those who look at it. */
    update(
      message: StoredMessage,
      to: Partial<Pick<StoredMessage, 'body' | 'content' | 'changedAt' | 'tag'>>,
    ) {
      Object.assign(message, to)
      file.changed()
      news.emit('update', message)
    },
    recall(message: StoredMessage) {
      message.recalled = true
      file.changed()
      news.emit('recall', message)
    },
    chat: (id: string) => chats.get(id),
    chats: (platform: SandboxPlatform) => [...chats.values()].filter((chat) => chat.platform === platform),
    putChat(chat: StoredChat) {
      chats.set(chat.id, chat)
      file.changed()
    },
    close: () => {
      file.close()
      news.removeAllListeners()
    },
  }
}

const keptPerChat = 300
const keptCodes = 10_000

/** Adds the message to its chat; returns the one that became too old to keep. */
function shelve(byChat: Map<string, StoredMessage[]>, message: StoredMessage): StoredMessage | undefined {
  const list = byChat.get(message.chat) ?? []
  byChat.set(message.chat, list)
  list.push(message)
  return list.length > keptPerChat ? list.shift() : undefined
}

export type StoredMessage = {
  id: string
  platform: SandboxPlatform
  chat: string
  /** ISO, by the business clock. */
  at: string
  from: { kind: 'person'; employeeNo: string } | { kind: 'bot' }
  /** The platform's own name of the kind, and the content as it went over the wire. */
  type: string
  content: string
  /** As the chat page shows it. */
  body: Body
  changedAt?: string
  recalled?: boolean
  /** The message that this one answers. */
  parent?: string
  /** WeCom: what several copies have in common, and the card's task. */
  tag?: { msgid?: string; taskId?: string; interactive?: boolean; hasMenu?: boolean }
}

export type StoredChat = {
  id: string
  platform: SandboxPlatform
  name: string
  /** Employee numbers. */
  members: string[]
  withBot: boolean
  origin: 'company' | 'appchat'
  ownerKey?: string
  /** WeCom: of the group's push webhook. */
  webhookKey?: string
}

/** WeCom's one-time credential to change one card of one task. */
export type ResponseCode = { code: string; taskId: string; msgid: string; createdAt: string; used: boolean }

type State = { messages: StoredMessage[]; chats: StoredChat[]; responseCodes: ResponseCode[]; menu: unknown }
type News = {
  message: [StoredMessage]
  update: [StoredMessage]
  recall: [StoredMessage]
  clock: [{ now: string; busy: boolean }]
}
