import { createHash } from 'node:crypto'
import type { PlatformDeps } from '../../chat/deps.ts'
import type { Toast } from '../../chat/message.ts'
import type { AnswerCard, Part, Platform, Receipt, Received, WebhookAnswer } from '../../chat/platform.ts'
import { SendFailure, whileUpdating } from '../../chat/platform.ts'
import { createBotIdentity } from './bot-identity.ts'
import { createFeishuClient } from './client.ts'
import { EXPIRED } from './codes.ts'
import type { FeishuConfig } from './config.ts'
import { createFeishuDirectory } from './directory.ts'
import { limitsOf } from './limits.ts'
import { parseEvent } from './parse.ts'
import { renderFeishu } from './render.ts'
import { openRequest } from './webhook.ts'

/** Feishu (and Lark): events and card callbacks in, texts and cards out. */
export function createFeishu(config: FeishuConfig, deps: PlatformDeps): Platform {
  const client = createFeishuClient(config, deps)
  const bot = createBotIdentity(client, deps)
  return {
    name: 'feishu',
    receive(request): Received {
      const opened = openRequest(request, config, deps.now())
      if (opened.kind === 'challenge')
        return { inbounds: [], answer: () => json({ challenge: opened.challenge }) }
      return { inbounds: parseEvent(opened.envelope, { now: deps.now, botId: bot.id }), answer }
    },
    render: renderFeishu,
    async send(target, part, key) {
      const receiver = target.kind === 'user' ? ('open_id' as const) : ('chat_id' as const)
      const data = { receive_id: target.id, ...content(part), uuid: uuid(key) }
      const sent = await client.call((sdk, options) =>
        sdk.im.v1.message.create({ params: { receive_id_type: receiver }, data }, options),
      )
      return { messageId: sent.data?.message_id } satisfies Receipt
    },
    async update(receipt, _target, part) {
      const { messageId } = receipt
      if (!messageId || part.kind !== 'card')
        throw new SendFailure('expired', 'no-card', 'there is no card to change')
      const path = { message_id: messageId }
      const data = { content: content(part).content }
      await client
        .call((sdk, options) => sdk.im.v1.message.patch({ path, data }, options))
        .catch(whileUpdating(EXPIRED))
      return receipt
    },
    limits: limitsOf,
    directory: createFeishuDirectory(client),
  }
}

/** Feishu's documentation asks for 200 with a body; toast and card count only where the request was a tap. */
function answer(toast?: Toast, card?: AnswerCard): WebhookAnswer {
  const part = card && renderFeishu(card.message, card.target).find((one) => one.kind === 'card')
  return json({
    ...(toast && { toast: { type: TOAST_TYPES[toast.tone], content: toast.text } }),
    ...(part && { card: { type: 'raw', data: part.payload } }),
  })
}

const TOAST_TYPES = { plain: 'info', info: 'info', success: 'success', warning: 'warning', danger: 'error' }

const json = (body: unknown): WebhookAnswer => ({
  status: 200,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
})

const content = (part: Part): { msg_type: string; content: string } => ({
  msg_type: part.kind === 'card' ? 'interactive' : 'text',
  content: JSON.stringify(part.payload),
})

/** Feishu delivers one message per `uuid` within an hour; it takes 50 characters. */
const uuid = (key: string): string =>
  key.length <= 50 ? key : createHash('sha256').update(key).digest('hex').slice(0, 50)
