import type { Context } from 'koa'
import { page } from './contact.ts'
import { FeishuRefusal } from './refusal.ts'
import { chatOf, type Tenant } from './tenant.ts'

/** im/v1/chats: the groups that the bot is in. */
export function createChats(tenant: Tenant) {
  const { store, identities } = tenant

  const joined = (id: string) => {
    const chat = chatOf(tenant, id)
    if (!chat) throw new FeishuRefusal(232006, 'Your request specifies a chat_id which is invalid.')
    if (!chat.withBot) throw new FeishuRefusal(232011, 'Operator can NOT be out of the chat.')
    return chat
  }

  return {
    list: (ctx: Context) =>
      page(
        ctx,
        store.chats('feishu').filter((chat) => chat.withBot),
        (chat) => ({
          chat_id: chat.id,
          name: chat.name,
          avatar: '',
          description: '',
          owner_id: chat.members[0] ? identities.openId(chat.members[0]) : '',
          owner_id_type: 'open_id',
          external: false,
          tenant_key: identities.tenantKey,
          chat_status: 'normal',
        }),
        100,
      ),
    get(id: string) {
      const chat = joined(id)
      return {
        name: chat.name,
        description: '',
        owner_id: chat.members[0] ? identities.openId(chat.members[0]) : '',
        owner_id_type: 'open_id',
        chat_mode: chat.kind === 'group' ? 'group' : 'p2p',
        chat_type: 'private',
        external: false,
        tenant_key: identities.tenantKey,
        user_count: String(chat.members.length),
        bot_count: '1',
        chat_status: 'normal',
      }
    },
    members(ctx: Context, id: string) {
      const chat = joined(id)
      const listed = page(
        ctx,
        chat.members,
        (no) => ({
          member_id_type: 'open_id',
          member_id: identities.openId(no),
          name: tenant.roster.everyone(no)?.name ?? '',
          tenant_key: identities.tenantKey,
        }),
        100,
      )
      return { ...listed, member_total: chat.members.length }
    },
  }
}
