import { createDecipheriv, createHash, hash, timingSafeEqual } from 'node:crypto'
import { isChallenge } from '../../chat/challenge.ts'
import type { WebhookRequest } from '../../chat/platform.ts'
import { isStale } from '../../chat/stale.ts'
import { Malformed, Unauthentic } from '../../errors.ts'

/**
 * Signature, encryption and tokens of events and card callbacks, which are the same:
 * https://open.feishu.cn/document/event-subscription-guide/event-subscriptions (encrypt key configuration).
 */
export type WebhookKeys = { appId: string; verificationToken: string; encryptKey?: string }

export type Opened =
  | { kind: 'challenge'; challenge: string }
  | { kind: 'event'; envelope: Record<string, unknown> }

/**
 * Opens one request: an authentic event, or the platform's question whether the URL is ours.
 * Throws `Unauthentic` whatever of signature, age, cipher, token or app id is wrong, always in the same words;
 * `Malformed` when the body is not JSON.
 */
export function openRequest(request: WebhookRequest, keys: WebhookKeys, now: Date): Opened {
  const outer = asRecord(parseJson(request.body.toString('utf8')))
  if (!outer) throw new Malformed('the body is not a JSON object')
  const isSignedRight = !keys.encryptKey || isSigned(request, keys.encryptKey, now)
  // What carries a signature is verified before anything is decrypted, and so is what is too long for a question.
  const isSignedWrong = !isSignedRight && request.headers['x-lark-signature'] !== undefined
  if (isSignedWrong || (!isSignedRight && request.body.length > longestQuestion)) throw unauthentic()
  const envelope = keys.encryptKey ? decrypted(outer.encrypt, keys.encryptKey) : outer
  if (!envelope || (!keys.encryptKey && 'encrypt' in envelope)) throw unauthentic()

  // URL verification comes without signature headers, even when an encrypt key is set.
  if (envelope.type === 'url_verification') {
    const { challenge } = envelope
    if (!same(envelope.token, keys.verificationToken) || !isChallenge(challenge)) throw unauthentic()
    return { kind: 'challenge', challenge }
  }
  if (!isSignedRight) throw unauthentic()
  if (!isOurs(envelope, keys)) throw unauthentic()
  return { kind: 'event', envelope }
}

/** Bytes. */
const longestQuestion = 1_024

/** Lower-case hex SHA-256 over `timestamp ‖ nonce ‖ encrypt key ‖ body as received`; a plain hash, not an HMAC. */
export function signatureOf(timestamp: string, nonce: string, encryptKey: string, body: Buffer): string {
  return createHash('sha256').update(timestamp).update(nonce).update(encryptKey).update(body).digest('hex')
}

function isSigned({ headers, body }: WebhookRequest, encryptKey: string, now: Date): boolean {
  const timestamp = headers['x-lark-request-timestamp']
  const nonce = headers['x-lark-request-nonce']
  if (!timestamp || !nonce) return false
  const isOurs = same(headers['x-lark-signature'], signatureOf(timestamp, nonce, encryptKey, body))
  return isOurs && !isStale(timestamp, now)
}

/** Envelope 2.0 says token and app in its header; 1.0 has the token on top and the app inside the event. */
function isOurs(envelope: Record<string, unknown>, keys: WebhookKeys): boolean {
  const header = asRecord(envelope.header)
  if (header) return same(header.token, keys.verificationToken) && same(header.app_id, keys.appId)
  const event = asRecord(envelope.event)
  return same(envelope.token, keys.verificationToken) && same(event?.app_id, keys.appId)
}

/** base64 of iv (16 bytes) ‖ AES-256-CBC, the key being SHA-256 of the encrypt key; `null` if anything is wrong. */
function decrypted(encrypt: unknown, encryptKey: string): Record<string, unknown> | null {
  if (typeof encrypt !== 'string') return null
  try {
    const sealed = Buffer.from(encrypt, 'base64')
    const key = hash('sha256', encryptKey, 'buffer')
    const cipher = createDecipheriv('aes-256-cbc', key, sealed.subarray(0, 16))
    const plain = Buffer.concat([cipher.update(sealed.subarray(16)), cipher.final()])
    return asRecord(parseJson(plain.toString('utf8')))
  } catch {
    return null
  }
}

/** Compares in constant time; the hashes make the lengths equal. */
function same(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', expected, 'buffer'))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const asRecord = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null

const unauthentic = () => new Unauthentic('the request is not from this Feishu app')
