import { type Answer, createCourier, type Letter } from '../courier.ts'
import { seal } from './envelope.ts'
import type { Tenant } from './tenant.ts'

/** Brings events and card callbacks to the app's request URL, encrypted and signed. */
export function createEvents(tenant: Tenant) {
  const { settings, ids, now, identities, limits } = tenant
  const courier = createCourier(retryAfterMs, (answer) => answer.status === 200, limits.patience)
  const kept = new Map<string, Letter>()
  const url = () => (typeof settings.webhookUrl === 'string' ? settings.webhookUrl : settings.webhookUrl())

  /** The request for one content; signed at the moment it is used, as every try of the platform is. */
  const sealed = (content: unknown, signed = true) =>
    seal(content, { encryptKey: settings.encryptKey, ids, at: now(), signed })

  async function deliver(type: string, event: unknown, kind: 'event' | 'callback'): Promise<Sent> {
    const id = ids.hex('')
    const ms = now().getTime()
    const content = {
      schema: '2.0',
      header: {
        event_id: id,
        event_type: type,
        // Milliseconds for events, microseconds for card callbacks.
        create_time: kind === 'event' ? String(ms) : `${ms}000`,
        token: settings.verificationToken,
        app_id: settings.appId,
        tenant_key: identities.tenantKey,
      },
      event,
    }
    const request = () => ({ url: url(), method: 'POST', ...sealed(content) })
    const letter: Letter = { id, request, deadlineMs, retried: kind === 'event' }
    kept.set(id, letter)
    if (kept.size > keptEvents) kept.delete(kept.keys().next().value as string)
    return { ...(await courier.deliver(letter)), eventId: id }
  }

  return {
    send: (type: string, event: unknown) => deliver(type, event, 'event'),
    /** A card callback: no second try, the answer counts. */
    call: (type: string, event: unknown) => deliver(type, event, 'callback'),
    /** Delivers an event once more, with the same id. */
    async resend(eventId: string): Promise<Sent> {
      const letter = kept.get(eventId)
      if (!letter) throw new Error(`No event ${eventId} was sent`)
      return { ...(await courier.deliver({ ...letter, retried: false })), eventId }
    },
    /** What the console sends when the request URL is saved. */
    async verifyUrl(): Promise<Answer & { challenge: string }> {
      const challenge = ids.hex('', 32)
      const content = { challenge, token: settings.verificationToken, type: 'url_verification' }
      const request = () => ({ url: url(), method: 'POST', ...sealed(content, false) })
      const answer = await courier.deliver({ id: challenge, request, deadlineMs: 1000, retried: false })
      return { ...answer, challenge }
    },
    encryptAndSign: (content: unknown) => sealed(content),
    retryNow: courier.retryNow,
    waiting: courier.waiting,
    close: courier.close,
  }
}

export type Events = ReturnType<typeof createEvents>
export type Sent = Answer & { eventId: string }

/** open.feishu.cn/document/server-docs/event-subscription-guide/overview */
const retryAfterMs = [15_000, 5 * 60_000, 3_600_000, 6 * 3_600_000]
const deadlineMs = 3000
const keptEvents = 2000
