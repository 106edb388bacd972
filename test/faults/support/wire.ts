import { keys } from '../../../bench/messages/events.ts'
import { feishuEvent, sealFeishu, signedBody } from '../../platforms/support/feishu-request.ts'
import {
  outerXml,
  sealWeCom,
  signWeCom,
  wecomConfig,
  wecomXml,
} from '../../platforms/support/wecom-request.ts'
import { openIdOf, userIdOf } from './platform.ts'

/** A callback that is ready to be sent: as often as wanted, byte for byte. */
export type Letter = { path: string; body: Buffer; headers: Record<string, string> }

/** What both platforms can say of one person: `mark` is the message's id, `at` when the person said it. */
export type Said = { person: number; mark: string; text: string; at: Date }

/** The callback for it, signed at `signedAt`, as each further try of the platform is. */
export const letterOf = {
  feishu: ({ person, mark, text, at }: Said, signedAt = at): Letter =>
    sealedFeishu(
      feishuEvent(
        'im.message.receive_v1',
        {
          sender: { sender_id: { open_id: openIdOf(person) }, sender_type: 'user' },
          message: {
            message_id: `om_${mark}`,
            create_time: String(at.getTime()),
            chat_id: `oc_${openIdOf(person)}`,
            chat_type: 'p2p',
            message_type: 'text',
            content: JSON.stringify({ text }),
          },
        },
        { ...ours, event_id: `ev-${mark}`, create_time: String(at.getTime()) },
      ),
      signedAt,
    ),
  wecom: ({ person, mark, text, at }: Said, signedAt = at): Letter =>
    sealedWeCom(
      {
        FromUserName: userIdOf(person),
        CreateTime: secondsOf(at),
        MsgType: 'text',
        Content: text,
        MsgId: mark,
      },
      signedAt,
    ),
}

/** A tap on a card that this installation may never have sent. */
export const tapOf = {
  feishu: (person: number, mark: string, value: object, at: Date): Letter =>
    sealedFeishu(
      feishuEvent(
        'card.action.trigger',
        {
          operator: { open_id: openIdOf(person) },
          token: `c-${mark}`,
          action: { tag: 'button', value },
          context: { open_message_id: `om_card_${mark}`, open_chat_id: `oc_${openIdOf(person)}` },
        },
        { ...ours, event_id: `ev-${mark}`, create_time: `${at.getTime()}000` },
      ),
      at,
    ),
  wecom: (person: number, mark: string, { act, ...args }: Record<string, string>, at: Date): Letter =>
    sealedWeCom(
      {
        FromUserName: userIdOf(person),
        CreateTime: secondsOf(at),
        MsgType: 'event',
        Event: 'template_card_event',
        EventKey: JSON.stringify([act, args]),
        TaskId: `task-${mark}`,
        CardType: 'button_interaction',
        ResponseCode: `code-${mark}`,
      },
      at,
    ),
}

/** Posts it and returns the status; 0 for no answer. */
export async function post(origin: string, { path, body, headers }: Letter): Promise<number> {
  try {
    const response = await fetch(origin + path, { method: 'POST', headers, body: new Uint8Array(body) })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}

function sealedFeishu(event: object, at: Date): Letter {
  const body = Buffer.from(JSON.stringify({ encrypt: sealFeishu(JSON.stringify(event), keys.encryptKey) }))
  const { headers } = signedBody(body, keys.encryptKey, secondsOf(at))
  return { path: '/webhooks/feishu', body, headers: headers as Record<string, string> }
}

function sealedWeCom(fields: Record<string, string>, at: Date): Letter {
  const encrypt = sealWeCom(wecomXml(fields))
  const query = signWeCom(encrypt, wecomConfig.callbackToken, secondsOf(at))
  const body = Buffer.from(outerXml({ corpId: 'ww_corp', agentId: '1000002', encrypt }))
  return { path: `/webhooks/wecom?${query}`, body, headers: {} }
}

const ours = { app_id: keys.appId, token: keys.verificationToken }
const secondsOf = (at: Date): string => String(Math.floor(at.getTime() / 1000))
