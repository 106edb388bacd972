import type { SandboxPerson } from './company.ts'
import type { Feishu } from './feishu/index.ts'
import { isOn, type Roster } from './roster.ts'
import type { Store, StoredMessage } from './store.ts'
import type { ChatView, MessageView, PlatformName } from './view.ts'
import type { Wecom } from './wecom/index.ts'
import { summaryOf } from './words.ts'

/** The two platforms side by side, as the page and the tests look at them. */
export type Floor = {
  roster: Roster
  store: Store
  botName: string
  feishu: Feishu | undefined
  wecom: Wecom | undefined
}

/** The id of somebody's chat with the bot; `undefined` where they have no account. */
export function directChatOf(
  floor: Floor,
  platform: PlatformName,
  person: SandboxPerson,
): string | undefined {
  if (!isOn(person, platform)) return undefined
  if (platform === 'feishu') return floor.feishu?.tenant.identities.directChat(person.employeeNo)
  return floor.wecom?.corp.identities.directChat(person.employeeNo)
}

/** The chats that somebody sees: with the bot first, then their groups. A group of the app shows with its first message. */
export function chatsOf(floor: Floor, platform: PlatformName, person: SandboxPerson): ChatView[] {
  const direct = directChatOf(floor, platform, person)
  if (direct === undefined) return []
  const groups = floor.store
    .chats(platform)
    .filter((chat) => chat.members.includes(person.employeeNo))
    .filter((chat) => chat.origin !== 'appchat' || floor.store.messagesIn(chat.id).length > 0)
  return [
    { id: direct, kind: 'bot', name: floor.botName, members: 1, ...lastOf(floor.store, direct) },
    ...groups.map((chat) => ({
      id: chat.id,
      kind: 'group' as const,
      name: chat.name,
      members: chat.members.length,
      ...lastOf(floor.store, chat.id),
    })),
  ]
}

export const sees = (floor: Floor, platform: PlatformName, person: SandboxPerson, chat: string): boolean =>
  directChatOf(floor, platform, person) === chat ||
  (floor.store.chat(chat)?.platform === platform &&
    floor.store.chat(chat)?.members.includes(person.employeeNo) === true)

export function messageView(floor: Floor, message: StoredMessage): MessageView {
  const { id, chat, at, from, body } = message
  if (from.kind === 'bot') return { id, chat, at, from: { kind: 'bot', name: floor.botName }, body }
  const name = floor.roster.everyone(from.employeeNo)?.name ?? from.employeeNo
  return { id, chat, at, from: { kind: 'person', id: from.employeeNo, name }, body }
}

function lastOf(store: Store, chat: string): Pick<ChatView, 'last' | 'lastAt'> {
  const last = store.messagesIn(chat).findLast((message) => !message.recalled)
  return last ? { last: summaryOf(last.body), lastAt: last.at } : { last: '', lastAt: null }
}
