import { once } from 'node:events'
import { Impossible, say, type Tapped, tap } from './acts.ts'
import type { SandboxPerson } from './company.ts'
import { chatsOf, directChatOf, type Floor, messageView } from './floor.ts'
import { aimAt, type TapDetails } from './play-aim.ts'
import type { StoredChat, StoredMessage } from './store.ts'
import type { MessageView, PlatformName, Say } from './view.ts'
import { buttonsOf, wordsOf } from './words.ts'

/**
 * One platform as stories use it: people by name or employee number, groups by name. Whatever people do
 * returns when the service has answered the webhook.
 */
export function createPlay(floor: Floor, platform: PlatformName) {
  const { store, roster } = floor

  const chatIdOf = (where: Where): string => {
    if (typeof where === 'object') return groupNamed(where.group).id
    const chat = directChatOf(floor, platform, roster.find(where))
    if (chat === undefined) throw new Impossible(`${where} has no account on ${platform}`)
    return chat
  }
  const groupNamed = (name: string): StoredChat => {
    const chat = store.chats(platform).find((one) => one.name === name || one.id === name)
    if (!chat) throw new Impossible(`No group is called ${name}`)
    return chat
  }
  const shown = (message: StoredMessage): Shown => ({
    ...messageView(floor, message),
    text: wordsOf(message.body),
    buttons: buttonsOf(message.body),
    changed: message.changedAt !== undefined,
  })
  const fromBot = (where: Where) =>
    store.messagesIn(chatIdOf(where)).filter((message) => message.from.kind === 'bot' && !message.recalled)

  /** The newest message that the person sees and that the tap fits. */
  function target(person: SandboxPerson, label: string, details: TapDetails) {
    const chats = details.in
      ? [chatIdOf(details.in)]
      : chatsOf(floor, platform, person).map((chat) => chat.id)
    // In the order of saying, not of the business clock, which may stand still.
    const candidates = details.on
      ? [store.message(typeof details.on === 'string' ? details.on : details.on.id)]
      : store.messages().filter((message) => chats.includes(message.chat))
    for (const message of candidates.toReversed()) {
      if (!message || message.recalled) continue
      const body = aimAt(message.body, label, details)
      if (body) return { message, body }
    }
    throw new Impossible(`${person.name} sees no ${label} to tap`)
  }

  return {
    /** Says something to the bot, or in a group (`{ in: { group } }`; on Feishu with the bot mentioned). */
    async say(
      who: string,
      said: string | Say,
      { in: group, mention = true }: SayDetails = {},
    ): Promise<Heard> {
      const person = roster.find(who)
      const chat = chatIdOf(group ?? who)
      const words: Say =
        typeof said === 'string' ? { kind: 'text', text: said, ...(group ? { mention } : {}) } : said
      const { message, sent } = await say(floor, platform, person, chat, words)
      return {
        status: sent?.status ?? null,
        eventId: sent?.eventId ?? null,
        message: message && shown(message),
      }
    },

    /** Taps the button, or chooses the option, with these words on the newest card that has it. */
    async tap(who: string, label: string, details: TapDetails = {}): Promise<Tapped> {
      const person = roster.find(who)
      const { message, body } = target(person, label, details)
      return tap(floor, person, message, body)
    },

    /** What the bot said to somebody, or into a group; oldest first. */
    messagesTo: (where: Where): Shown[] => fromBot(where).map(shown),
    /** The last of it. Throws if there is none. */
    lastMessage(where: Where): Shown {
      const last = fromBot(where).at(-1)
      if (!last) throw new Impossible(`The bot has said nothing to ${JSON.stringify(where)}`)
      return shown(last)
    },
    /** The next message of the bot there, from now on. Throws when it does not come in time (real time). */
    async nextMessage(where: Where, withinMs = 5000): Promise<Shown> {
      const chat = chatIdOf(where)
      const signal = AbortSignal.timeout(withinMs)
      for (;;) {
        const [message] = (await once(store.news, 'message', { signal })) as [StoredMessage]
        if (message.chat === chat && message.from.kind === 'bot') return shown(message)
      }
    },
    /** The cards among the bot's messages. */
    cards: (where: Where): Shown[] =>
      fromBot(where)
        .filter((message) => /card$/.test(message.body.kind))
        .map(shown),
    /** What one message looks like now. */
    message(id: string): Shown {
      const message = store.message(id)
      if (!message) throw new Impossible(`No message ${id}`)
      return shown(message)
    },
    groups: (): { id: string; name: string; members: string[]; withBot: boolean }[] =>
      store.chats(platform).map(({ id, name, members, withBot }) => ({ id, name, members, withBot })),
    group: groupNamed,
    chatId: chatIdOf,
  }
}

export type Play = ReturnType<typeof createPlay>
/** A person, for their chat with the bot, or a group. */
export type Where = string | { group: string }
export type SayDetails = { in?: { group: string }; mention?: boolean }
export type Heard = { status: number | null; eventId: string | null; message: Shown | null }
export type Shown = MessageView & {
  /** Everything that can be read on it, without buttons. */
  text: string
  buttons: string[]
  /** It was changed in place. */
  changed: boolean
}
