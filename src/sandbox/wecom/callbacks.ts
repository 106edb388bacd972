import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import { XMLParser } from 'fast-xml-parser'
import { type Answer, createCourier, type Letter } from '../courier.ts'
import type { Corp } from './corp.ts'
import { type Fields, xml } from './xml.ts'

/** Brings messages and events to the app's callback URL: AES-CBC, 32-byte PKCS#7, sorted SHA-1. */
export function createCallbacks(corp: Corp) {
  const { settings, ids, now, limits } = corp
  const courier = createCourier(retryAfterMs, (answer) => answer.status === 200, limits.patience)
  const kept = new Map<string, Letter>()

  /** `toApp` false: from the contact-sync assistant, whose callbacks name no agent. */
  function sealed(content: string, toApp = true) {
    const encrypted = encrypt(settings.encodingAesKey, content, settings.corpId, ids.bytes(16))
    const agent: Fields = toApp ? { AgentID: String(settings.agentId) } : {}
    const body = xml({ ToUserName: settings.corpId, ...agent, Encrypt: encrypted })
    return { url: signedUrl(encrypted), body, headers: { 'content-type': 'text/xml' } }
  }

  function signedUrl(encrypted: string, echo = false): string {
    const base = typeof settings.webhookUrl === 'string' ? settings.webhookUrl : settings.webhookUrl()
    const timestamp = String(Math.floor(now().getTime() / 1000))
    const nonce = String(Math.floor(ids.number() * 1e10))
    const url = new URL(base)
    url.searchParams.set('msg_signature', getSignature(settings.token, timestamp, nonce, encrypted))
    url.searchParams.set('timestamp', timestamp)
    url.searchParams.set('nonce', nonce)
    if (echo) url.searchParams.set('echostr', encrypted)
    return url.href
  }

  async function send(fields: Fields, toApp = true): Promise<Sent> {
    const id = ids.hex('cb_')
    // A repeat is the same request, signature and all: the harder case for the service.
    const { url, body, headers } = sealed(xml(fields), toApp)
    const request = () => ({ url, body, headers, method: 'POST' })
    const letter: Letter = { id, request, deadlineMs, retried: true }
    kept.set(id, letter)
    if (kept.size > keptCallbacks) kept.delete(kept.keys().next().value as string)
    const answer = await courier.deliver(letter)
    return { ...answer, eventId: id, reply: passiveReply(corp, answer) }
  }

  return {
    send,
    async resend(eventId: string): Promise<Sent> {
      const letter = kept.get(eventId)
      if (!letter) throw new Error(`No callback ${eventId} was sent`)
      const answer = await courier.deliver({ ...letter, retried: false })
      return { ...answer, eventId, reply: passiveReply(corp, answer) }
    },
    /** What the console sends when the callback URL is saved; the answer must be the bare text. */
    async verifyUrl(): Promise<Answer & { echo: string }> {
      const echo = ids.digits()
      const url = signedUrl(encrypt(settings.encodingAesKey, echo, settings.corpId, ids.bytes(16)), true)
      const request = () => ({ url, method: 'GET' })
      const answer = await courier.deliver({ id: echo, request, deadlineMs: 1000, retried: false })
      return { ...answer, echo }
    },
    /** The request for a plaintext, signed now. */
    encryptAndSign: (content: string | Fields) =>
      sealed(typeof content === 'string' ? content : xml(content)),
    retryNow: courier.retryNow,
    waiting: courier.waiting,
    close: courier.close,
  }
}

export type Callbacks = ReturnType<typeof createCallbacks>
export type Sent = Answer & { eventId: string; reply: string | null }

const deadlineMs = 5000
/** Three more tries; the documents do not say when. */
const retryAfterMs = [5000, 5000, 5000]
const keptCallbacks = 2000

/** The text in the answer, if it is an encrypted and rightly signed reply. */
function passiveReply({ settings }: Corp, answer: Answer): string | null {
  if (answer.status !== 200 || !answer.body.includes('<Encrypt>')) return null
  const { xml: outer } = parser.parse(answer.body)
  const signed = getSignature(settings.token, outer.TimeStamp, outer.Nonce, outer.Encrypt)
  if (signed !== outer.MsgSignature) return null
  const { message, id } = decrypt(settings.encodingAesKey, outer.Encrypt)
  if (id !== settings.corpId) return null
  const { xml: reply } = parser.parse(message)
  return reply.MsgType === 'text' ? String(reply.Content) : null
}

const parser = new XMLParser({ parseTagValue: false })
