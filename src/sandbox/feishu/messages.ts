import type { Context } from 'koa'
import { createRate } from '../../rate.ts'
import { jsonOf, queryOf } from '../requests.ts'
import type { StoredMessage } from '../store.ts'
import { checkCard, readContent, receiverChat } from './content.ts'
import { FeishuRefusal } from './refusal.ts'
import { chatOf, type FeishuChat, type Tenant } from './tenant.ts'

/** im/v1/messages: what the app sends, changes and takes back. */
export function createMessages(tenant: Tenant) {
  const { store, ids, now, limits } = tenant
  const targetRate = createRate(limits.feishuTargetPerSecond, 1)
  const patchRate = createRate(limits.feishuPatchPerSecond, 1)
  const sent = new Map<string, { at: number; message: StoredMessage }>()

  async function send(chat: FeishuChat, body: Record<string, unknown>, parent?: StoredMessage) {
    const uuid = body.uuid
    if (uuid !== undefined && (typeof uuid !== 'string' || uuid.length > 50)) {
      throw new FeishuRefusal(99992402, 'field validation failed: uuid, the max len is 50')
    }
    const before = uuid ? sent.get(uuid) : undefined
    if (before && now().getTime() - before.at < uuidMs) return answer(tenant, before.message)
    if (await targetRate(chat.id))
      throw new FeishuRefusal(230020, 'This operation triggers the frequency limit.')
    const type = String(body.msg_type ?? '')
    const shown = readContent(tenant, type, body.content)
    const message = store.put({
      id: ids.hex('om_'),
      platform: 'feishu',
      chat: chat.id,
      at: now().toISOString(),
      from: { kind: 'bot' },
      type,
      content: String(body.content),
      body: shown,
      ...(parent ? { parent: parent.id } : {}),
    })
    if (uuid) remember(uuid, message)
    return answer(tenant, message)
  }

  function remember(uuid: string, message: StoredMessage) {
    sent.set(uuid, { at: now().getTime(), message })
    if (sent.size > rememberedSends) sent.delete(sent.keys().next().value as string)
  }

  function known(id: string): StoredMessage {
    const message = store.message(id)
    if (message?.platform === 'feishu') return message
    if (!/^om_\w+$/.test(id)) throw new FeishuRefusal(99992354, 'not a valid {open_message_id}')
    throw new FeishuRefusal(230110, 'The message has been deleted.')
  }

  return {
    async create(ctx: Context) {
      const body = (await jsonOf(ctx)) ?? {}
      const chat = receiverChat(tenant, queryOf(ctx, 'receive_id_type'), body.receive_id)
      return send(chat, body)
    },

    async reply(ctx: Context, id: string) {
      const parent = known(id)
      if (parent.recalled) throw new FeishuRefusal(230011, 'The message was withdrawn.')
      const chat = chatOf(tenant, parent.chat)
      if (!chat?.withBot) throw new FeishuRefusal(230002, 'The bot can not be outside the group.')
      return send(chat, (await jsonOf(ctx)) ?? {}, parent)
    },

    /** Changes a card in place: its own, at most 14 days old, not more than five times a second. */
    async patch(ctx: Context, id: string) {
      const body = (await jsonOf(ctx)) ?? {}
      const message = known(id)
      if (message.from.kind !== 'bot' || message.type !== 'interactive') {
        throw new FeishuRefusal(
          230001,
          'Your request contains an invalid request parameter, ext=not a card of this bot',
        )
      }
      if (message.recalled) throw new FeishuRefusal(230011, 'The message was withdrawn.')
      if (tenant.now().getTime() - Date.parse(message.at) > cardLifeMs) {
        throw new FeishuRefusal(230031, 'The message is sent more than 14 days ago and can not be updated.')
      }
      if (await patchRate(id)) throw new FeishuRefusal(230020, 'This operation triggers the frequency limit.')
      const shown = readContent(tenant, 'interactive', body.content)
      store.update(message, { body: shown, content: String(body.content), changedAt: now().toISOString() })
      return {}
    },

    read: (id: string) => ({ items: [answer(tenant, known(id))] }),

    recall(id: string) {
      const message = known(id)
      if (message.from.kind !== 'bot')
        throw new FeishuRefusal(230026, 'No permission to recall this message.')
      if (message.recalled) throw new FeishuRefusal(230011, 'The message was withdrawn.')
      store.recall(message)
      return {}
    },

    /** Puts another card into the place of one; used by the two other ways to change a card. */
    replaceCard(message: StoredMessage, card: unknown) {
      checkCard(tenant, card)
      const content = JSON.stringify(card)
      store.update(message, { body: { kind: 'feishu-card', card }, content, changedAt: now().toISOString() })
    },
  }
}

export type Messages = ReturnType<typeof createMessages>

const uuidMs = 3_600_000
const rememberedSends = 20_000
export const cardLifeMs = 14 * 24 * 3_600_000

function answer(tenant: Tenant, message: StoredMessage) {
  const at = String(Date.parse(message.at))
  const byBot = message.from.kind === 'bot'
  const openId = message.from.kind === 'person' ? tenant.identities.openId(message.from.employeeNo) : ''
  return {
    message_id: message.id,
    ...(message.parent ? { root_id: message.parent, parent_id: message.parent } : {}),
    msg_type: message.type,
    create_time: at,
    update_time: message.changedAt ? String(Date.parse(message.changedAt)) : at,
    deleted: message.recalled ?? false,
    updated: message.changedAt !== undefined,
    chat_id: message.chat,
    sender: {
      id: byBot ? tenant.settings.appId : openId,
      id_type: byBot ? 'app_id' : 'open_id',
      sender_type: byBot ? 'app' : 'user',
      tenant_key: tenant.identities.tenantKey,
    },
    body: { content: message.content },
  }
}
