import type { Context } from 'koa'
import { jsonOf } from '../requests.ts'
import { cardBytes } from './content.ts'
import type { Messages } from './messages.ts'
import { FeishuRefusal } from './refusal.ts'
import type { Tenant } from './tenant.ts'

/**
 * The credential that comes with a tap: after the callback was answered, the tapped card can be changed with it,
 * twice, for half an hour. open.feishu.cn/document/server-docs/im-v1/message-card/delay-update-message-card
 */
export function createUpdateTokens(tenant: Tenant, messages: Messages) {
  const tokens = new Map<string, UpdateToken>()

  return {
    issue(messageId: string): UpdateToken {
      const credential: UpdateToken = {
        token: tenant.ids.hex('c-', 40),
        messageId,
        until: tenant.now().getTime() + lifeMs,
        uses: 2,
        answered: false,
      }
      tokens.set(credential.token, credential)
      if (tokens.size > kept) tokens.delete(tokens.keys().next().value as string)
      return credential
    },

    async update(ctx: Context) {
      const body = (await jsonOf(ctx)) ?? {}
      const credential = tokens.get(String(body.token))
      if (!credential) throw new FeishuRefusal(300020, 'invalid token')
      if (tenant.now().getTime() > credential.until) throw new FeishuRefusal(300030, 'token is expired')
      if (credential.uses <= 0) throw new FeishuRefusal(300040, 'token has been used up')
      if (!credential.answered) throw new FeishuRefusal(300020, 'the callback has not been answered yet')
      const message = tenant.store.message(credential.messageId)
      if (!message || message.recalled) throw new FeishuRefusal(200000, 'the message was withdrawn')
      if (typeof body.card !== 'object') throw new FeishuRefusal(300000, 'card is required as an object')
      if (Buffer.byteLength(JSON.stringify(body.card)) > cardBytes) {
        throw new FeishuRefusal(230025, 'The length of the message content reaches its limit.')
      }
      messages.replaceCard(message, body.card)
      credential.uses--
      return {}
    },
  }
}

const lifeMs = 30 * 60_000
const kept = 10_000

type UpdateToken = { token: string; messageId: string; until: number; uses: number; answered: boolean }
export type UpdateTokens = ReturnType<typeof createUpdateTokens>
