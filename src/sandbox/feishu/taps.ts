import type { SandboxPerson } from '../company.ts'
import type { StoredMessage } from '../store.ts'
import type { ToastView } from '../view.ts'
import type { Events, Sent } from './events.ts'
import { cardLifeMs, type Messages } from './messages.ts'
import { actionOf, type FeishuTap } from './on-card.ts'
import { FeishuRefusal } from './refusal.ts'
import type { Tenant } from './tenant.ts'
import type { UpdateTokens } from './update-tokens.ts'

/** Somebody taps a card: the callback, and what its answer does to the card. */
export function createTaps(tenant: Tenant, events: Events, messages: Messages, tokens: UpdateTokens) {
  return async (person: SandboxPerson, message: StoredMessage, tap: FeishuTap): Promise<Tapped> => {
    if (message.recalled || message.body.kind !== 'feishu-card') return refused('The card is gone')
    if (tenant.now().getTime() - Date.parse(message.at) > cardLifeMs) return refused('卡片已过期')
    const made = actionOf(message.body.card, tap, tenant.zone)
    if ('refused' in made) return refused(made.refused)
    const credential = tokens.issue(message.id)
    const sent = await events.call('card.action.trigger', {
      operator: { ...tenant.identities.userIds(person.employeeNo), tenant_key: tenant.identities.tenantKey },
      token: credential.token,
      action: made.action,
      host: 'im_message',
      context: { open_message_id: message.id, open_chat_id: message.chat },
    })
    credential.answered = true
    return { toast: take(sent, message, messages), updateToken: credential.token, sent }
  }
}

/** Does what the answer says; codes are those that the client shows. */
function take(sent: Sent, message: StoredMessage, messages: Messages): ToastView | null {
  if (sent.status === 0) return failed(sent.body === 'TimeoutError' ? 200341 : 200342)
  if (sent.status !== 200) return failed(200671)
  const answer = parse(sent.body)
  if (!answer) return failed(200672)
  if (answer.card) {
    const data = answer.card.data as { schema?: unknown } | undefined
    if (answer.card.type !== 'raw' || typeof data !== 'object') return failed(200673)
    if (data.schema !== '2.0') return failed(200830)
    try {
      messages.replaceCard(message, data)
    } catch (problem) {
      if (!(problem instanceof FeishuRefusal)) throw problem
      return failed(200673)
    }
  }
  if (!answer.toast) return null
  const { type, content } = answer.toast
  if (!toastTypes.has(String(type)) || typeof content !== 'string') return failed(200672)
  return { type: type as ToastView['type'], content }
}

const toastTypes = new Set(['info', 'success', 'warning', 'error'])

function parse(body: string): CallbackAnswer | null {
  try {
    const value: unknown = body === '' ? {} : JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

const failed = (code: number): ToastView => ({ type: 'error', content: `出错了,请稍后重试 code: ${code}` })

const refused = (why: string): Tapped => ({ toast: { type: 'error', content: why }, refused: why })

type CallbackAnswer = {
  toast?: { type?: unknown; content?: unknown }
  card?: { type?: unknown; data?: unknown }
}
/** `refused`: the client itself said no and sent nothing. */
export type Tapped = { toast: ToastView | null; updateToken?: string; sent?: Sent; refused?: string }
