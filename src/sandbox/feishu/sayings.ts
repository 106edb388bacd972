import type { SandboxPerson } from '../company.ts'
import { samplePhoto } from '../pictures.ts'
import type { StoredMessage } from '../store.ts'
import type { Body, Say } from '../view.ts'
import type { Events, Sent } from './events.ts'
import type { FeishuChat, Tenant } from './tenant.ts'

/** People of the tenant say something; the bot hears what the platform would tell it. */
export function createSayings(tenant: Tenant, events: Events) {
  const { store, ids, identities, now } = tenant

  function keep(
    person: SandboxPerson,
    chat: FeishuChat,
    type: string,
    content: unknown,
    body: Body,
    id: string,
  ) {
    return store.put({
      id,
      platform: 'feishu',
      chat: chat.id,
      at: now().toISOString(),
      from: { kind: 'person', employeeNo: person.employeeNo },
      type,
      content: JSON.stringify(content),
      body,
    })
  }

  /** In a group the bot hears only what mentions it. */
  async function tell(person: SandboxPerson, chat: FeishuChat, message: StoredMessage, mention: boolean) {
    if (chat.kind === 'group' && !(mention && chat.withBot)) return { message, sent: null }
    const at = String(Date.parse(message.at))
    const sent = await events.send('im.message.receive_v1', {
      sender: {
        sender_id: identities.userIds(person.employeeNo),
        sender_type: 'user',
        tenant_key: identities.tenantKey,
      },
      message: {
        message_id: message.id,
        create_time: at,
        update_time: at,
        chat_id: chat.id,
        chat_type: chat.kind,
        message_type: message.type,
        content: message.content,
        ...(mention ? { mentions: [botMention(tenant)] } : {}),
      },
    })
    return { message, sent }
  }

  return {
    async say(person: SandboxPerson, chat: FeishuChat, said: Say): Promise<Said> {
      if (said.kind === 'menu') return { message: null, sent: await menu(person, said.key) }
      const mention = said.kind === 'text' && said.mention === true
      const id = ids.hex('om_')
      const { type, content, body } = wireOf(tenant, said, id)
      const message = keep(person, chat, type, content, body, id)
      return tell(person, chat, message, mention)
    },
    /** Anything the platform can carry: `type` and `content` in its own words. */
    async sayRaw(person: SandboxPerson, chat: FeishuChat, raw: Raw): Promise<Said> {
      const body: Body = raw.body ?? { kind: 'system', text: `[${raw.type}]` }
      const message = keep(person, chat, raw.type, raw.content, body, ids.hex('om_'))
      return tell(person, chat, message, raw.mention ?? chat.kind === 'group')
    },
  }

  function menu(person: SandboxPerson, key: string): Promise<Sent> {
    return events.send('application.bot.menu_v6', {
      operator: { operator_name: person.name, operator_id: identities.userIds(person.employeeNo) },
      event_key: key,
      timestamp: Math.floor(now().getTime() / 1000),
    })
  }
}

export type Sayings = ReturnType<typeof createSayings>
/** `sent` is null where the bot hears nothing of it. */
export type Said = { message: StoredMessage | null; sent: Sent | null }
export type Raw = { type: string; content: unknown; body?: Body; mention?: boolean }

const botMention = ({ identities, botName }: Tenant) => ({
  key: '@_user_1',
  id: { open_id: identities.botOpenId, union_id: '', user_id: '' },
  mentioned_type: 'bot',
  name: botName,
  tenant_key: identities.tenantKey,
})

function wireOf(tenant: Tenant, said: Exclude<Say, { kind: 'menu' }>, messageId: string): Wire {
  switch (said.kind) {
    case 'text': {
      const shown = said.mention ? `@${tenant.botName} ${said.text}` : said.text
      const text = said.mention ? `@_user_1 ${said.text}` : said.text
      return { type: 'text', content: { text }, body: { kind: 'text', text: shown } }
    }
    case 'image': {
      const key = shelve(
        tenant,
        messageId,
        'image',
        said.bytes ? Buffer.from(said.bytes, 'base64') : samplePhoto(),
      )
      return { type: 'image', content: { image_key: key }, body: { kind: 'image', media: key } }
    }
    case 'file': {
      const bytes = said.bytes ? Buffer.from(said.bytes, 'base64') : Buffer.from(said.name)
      const key = shelve(tenant, messageId, 'file', bytes, said.name)
      return {
        type: 'file',
        content: { file_key: key, file_name: said.name },
        body: { kind: 'file', name: said.name },
      }
    }
    case 'location': {
      const { label, longitude, latitude } = said
      const content = { name: label, longitude: String(longitude), latitude: String(latitude) }
      return { type: 'location', content, body: { kind: 'location', label, latitude, longitude } }
    }
    case 'sticker':
      return {
        type: 'sticker',
        content: { file_key: tenant.ids.hex('file_v3_', 36) },
        body: { kind: 'text', text: '😀' },
      }
  }
}

function shelve(
  tenant: Tenant,
  message: string,
  kind: 'image' | 'file',
  bytes: Buffer,
  name = 'photo.png',
): string {
  const key = tenant.ids.hex(kind === 'image' ? 'img_v3_' : 'file_v3_', 36)
  const type = kind === 'image' ? 'image/png' : 'application/octet-stream'
  tenant.store.media.put(key, {
    kind,
    bytes,
    type,
    name,
    at: tenant.now().toISOString(),
    from: 'person',
    message,
  })
  return key
}

type Wire = { type: string; content: unknown; body: Body }
