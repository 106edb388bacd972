import type { Ids } from '../ids.ts'
import type { FeishuSettings, SandboxLimits } from '../options.ts'
import type { Roster } from '../roster.ts'
import type { Store, StoredChat } from '../store.ts'
import type { Identities } from './identities.ts'

/** What every part of the pretend Feishu works with. */
export type Tenant = {
  settings: FeishuSettings
  limits: SandboxLimits
  roster: Roster
  store: Store
  ids: Ids
  identities: Identities
  now: () => Date
  zone: string
  botName: string
}

/** Everybody's chat with the bot exists without having been made. */
export function chatOf(tenant: Tenant, chatId: string): FeishuChat | undefined {
  const group = tenant.store.chat(chatId)
  if (group?.platform === 'feishu') return { ...group, kind: 'group' }
  const person = tenant.identities.person(chatId)
  if (!person || tenant.identities.directChat(person.employeeNo) !== chatId) return undefined
  const members = [person.employeeNo]
  return { id: chatId, platform: 'feishu', kind: 'p2p', name: '', members, withBot: true, origin: 'company' }
}

export type FeishuChat = StoredChat & { kind: 'p2p' | 'group' }
