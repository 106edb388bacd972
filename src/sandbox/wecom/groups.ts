import type { Context } from 'koa'
import { createRate } from '../../rate.ts'
import { jsonOf, queryOf } from '../requests.ts'
import type { StoredChat } from '../store.ts'
import { type Road, readContent } from './content.ts'
import type { Corp } from './corp.ts'
import { WecomRefusal } from './refusal.ts'

/** appchat (groups that the app made) and the push webhooks of other groups. Neither tells the app anything. */
export function createGroups(corp: Corp) {
  const { store, ids, now, identities, limits } = corp
  const perWebhook = createRate(limits.wecomWebhookPerMinute, 60)

  function own(id: unknown): StoredChat {
    const chat = store.chat(String(id))
    if (chat?.platform !== 'wecom') throw new WecomRefusal(86003, 'chat not exist')
    if (chat.origin !== 'appchat') throw new WecomRefusal(86008, 'chat not created by this app')
    return chat
  }

  function webhookChat(ctx: Context): StoredChat {
    const key = queryOf(ctx, 'key')
    const chat = store.chats('wecom').find((one) => one.webhookKey !== undefined && one.webhookKey === key)
    if (!chat) throw new WecomRefusal(93000, 'invalid webhook url')
    return chat
  }

  function post(chat: StoredChat, road: Road, body: Record<string, unknown>) {
    const shown = readContent(corp, road, body)
    const type = String(body.msgtype)
    store.put({
      id: ids.hex('wm_'),
      platform: 'wecom',
      chat: chat.id,
      at: now().toISOString(),
      from: { kind: 'bot' },
      type,
      content: JSON.stringify(body[type]),
      body: shown,
    })
    return {}
  }

  const memberNumbers = (userids: unknown): string[] => {
    const people = [userids ?? []].flat().map((userid) => identities.person(String(userid)))
    if (people.includes(undefined)) throw new WecomRefusal(86216, 'invalid member in userlist')
    return [...new Set(people.flatMap((person) => (person ? [person.employeeNo] : [])))]
  }

  return {
    async create(ctx: Context) {
      const body = (await jsonOf(ctx)) ?? {}
      const members = memberNumbers(body.userlist)
      const name = groupName(body.name)
      if (members.length < 2 || members.length > 2000)
        throw new WecomRefusal(86001, 'a group has 2 to 2000 members')
      const id = body.chatid === undefined ? ids.hex('', 32) : String(body.chatid)
      if (!/^[0-9a-zA-Z]{1,32}$/.test(id)) throw new WecomRefusal(86001, 'invalid chatid')
      if (store.chat(id)) throw new WecomRefusal(86215, 'chatid already exists')
      const ownerKey = body.owner === undefined ? members[0] : memberNumbers(body.owner)[0]
      const owner = ownerKey ? { ownerKey } : {}
      store.putChat({ id, platform: 'wecom', name, members, withBot: true, origin: 'appchat', ...owner })
      return { chatid: id }
    },

    get(ctx: Context) {
      const chat = own(queryOf(ctx, 'chatid'))
      const userlist = chat.members.map(identities.userid)
      return {
        chat_info: { chatid: chat.id, name: chat.name, owner: chat.ownerKey ?? '', userlist, chat_type: 0 },
      }
    },

    async update(ctx: Context) {
      const body = (await jsonOf(ctx)) ?? {}
      const chat = own(body.chatid)
      const gone = new Set(memberNumbers(body.del_user_list))
      const members = [...chat.members, ...memberNumbers(body.add_user_list)].filter((no) => !gone.has(no))
      const name = body.name === undefined ? chat.name : groupName(body.name)
      const owner = body.owner === undefined ? {} : { ownerKey: memberNumbers(body.owner)[0] as string }
      store.putChat({ ...chat, name, members: [...new Set(members)], ...owner })
      return {}
    },

    async send(ctx: Context) {
      const body = (await jsonOf(ctx)) ?? {}
      return post(own(body.chatid), 'appchat', body)
    },

    async webhook(ctx: Context) {
      const chat = webhookChat(ctx)
      if (await perWebhook(chat.id)) throw new WecomRefusal(45009, 'api freq out of limit')
      return post(chat, 'webhook', (await jsonOf(ctx)) ?? {})
    },

    checkWebhook: webhookChat,
  }
}

function groupName(name: unknown): string {
  const words = String(name ?? '')
  if ([...words].length > 50) throw new WecomRefusal(40058, 'name exceeds 50 characters')
  return words || '群聊'
}
