import type { Ground } from '../ground.ts'
import type { FeishuSettings } from '../options.ts'
import type { StoredChat } from '../store.ts'
import type { Identities } from './identities.ts'

/** What every part of the pretend Feishu works with. */
export type Tenant = Ground & { settings: FeishuSettings; identities: Identities }

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
