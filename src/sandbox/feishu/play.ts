import { Impossible } from '../acts.ts'
import type { Floor } from '../floor.ts'
import { createPlay } from '../play.ts'
import type { Feishu } from './index.ts'
import type { Raw } from './sayings.ts'
import { chatOf } from './tenant.ts'

/** Feishu as stories use it. */
export function createFeishuPlay(floor: Floor, { tenant, tokens, events, sayings }: Feishu) {
  const play = createPlay(floor, 'feishu')
  const { identities, roster, store } = tenant

  function moveBot(group: string, by: string, withBot: boolean) {
    const chat = play.group(group)
    store.putChat({ ...chat, withBot })
    return events.send(`im.chat.member.bot.${withBot ? 'added' : 'deleted'}_v1`, {
      chat_id: chat.id,
      operator_id: identities.userIds(roster.find(by).employeeNo),
      external: false,
      operator_tenant_key: identities.tenantKey,
      name: chat.name,
      i18n_names: { zh_cn: chat.name },
    })
  }

  return {
    ...play,
    openId: (who: string) => identities.openId(roster.find(who).employeeNo),
    /** A message in the platform's own words: `{ type: 'post', content }`. */
    sayRaw(who: string, raw: Raw, where?: { group: string }) {
      const chat = chatOf(tenant, play.chatId(where ?? who))
      if (!chat) throw new Impossible('no such chat')
      return sayings.sayRaw(roster.find(who), chat, raw)
    },
    pressMenu: (who: string, key: string) => play.say(who, { kind: 'menu', key }),
    /** Opens the chat with the bot. */
    enter(who: string) {
      const person = roster.find(who)
      const chat = identities.directChat(person.employeeNo)
      const last = store.messagesIn(chat).at(-1)
      return events.send('im.chat.access_event.bot_p2p_chat_entered_v1', {
        chat_id: chat,
        operator_id: identities.userIds(person.employeeNo),
        last_message_id: last?.id ?? '',
        last_message_create_time: last ? String(Date.parse(last.at)) : '',
      })
    },
    addBot: (group: string, by: string) => moveBot(group, by, true),
    removeBot: (group: string, by: string) => moveBot(group, by, false),
    /** Any event, for kinds that nothing here makes. */
    sendEvent: events.send,
    resend: events.resend,
    verifyUrl: events.verifyUrl,
    encryptAndSign: events.encryptAndSign,
    /** Events that wait for their next try, and trying them now. */
    waiting: events.waiting,
    retryNow: events.retryNow,
    revokeTokens: tokens.revoke,
  }
}
