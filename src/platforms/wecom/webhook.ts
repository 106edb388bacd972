import { timingSafeEqual } from 'node:crypto'
import { decrypt, getSignature } from '@wecom/crypto'
import { isChallenge } from '../../chat/challenge.ts'
import type { WebhookRequest } from '../../chat/platform.ts'
import { isStale } from '../../chat/stale.ts'
import { Malformed, Unauthentic } from '../../errors.ts'
import { parseXml } from './xml.ts'

/** Signature and encryption of callbacks: https://developer.work.weixin.qq.com/document/path/90968. */
export type WebhookKeys = { corpId: string; agentId: number; callbackToken: string; encodingAesKey: string }

export type Opened = { kind: 'challenge'; plain: string } | { kind: 'event'; event: Record<string, unknown> }

/**
 * Opens one request: WeCom's question whether the URL is ours (GET), or an event (POST). Throws `Unauthentic`
 * whatever of signature, age, cipher, corp or app is wrong, always in the same words; `Malformed` when it is no XML.
 */
export function openRequest({ method, query, body }: WebhookRequest, keys: WebhookKeys, now: Date): Opened {
  if (method === 'GET') {
    // `+` of the base64 arrives as a space where somebody decoded the query once too often.
    const echo = single(query, 'echostr').replaceAll(' ', '+')
    const plain = opened(query, echo, keys, now)
    if (!isChallenge(plain)) throw unauthentic()
    return { kind: 'challenge', plain }
  }
  const xml = body.toString('utf8')
  const sealed = sealedIn(xml)
  if (xml.length > parsedUnsigned && !isSigned(query, sealed, keys, now))
    throw sealed ? unauthentic() : new Malformed('too long to be parsed unsigned')
  const outer = parseXml(xml)
  if (typeof outer.Encrypt !== 'string' || !isForUs(outer, keys)) throw unauthentic()
  const event = parseXml(opened(query, outer.Encrypt, keys, now))
  if (event.ToUserName !== keys.corpId) throw unauthentic()
  // Signed are timestamp and nonce in the order of their digits: a nonce may pass for a time to come.
  if (isStale(String(event.CreateTime), now)) throw unauthentic()
  return { kind: 'event', event }
}

/** Bytes. A stranger's XML takes a millisecond for each thousand of them to be parsed, a signature a hundredth of that. */
const parsedUnsigned = 512

function sealedIn(xml: string): string {
  const [, inside = ''] = xml.split('<Encrypt>', 2)
  const [sealed = ''] = inside.split('</Encrypt>', 1)
  return sealed.replace(/^<!\[CDATA\[/, '').replace(/\]\]>$/, '')
}

/** Contact callbacks carry no AgentID; where there is one, it is ours. */
const isForUs = (
  { ToUserName, AgentID }: Record<string, unknown>,
  { corpId, agentId }: WebhookKeys,
): boolean =>
  ToUserName === corpId && (AgentID === undefined || AgentID === '' || AgentID === String(agentId))

/** Verifies, then decrypts: @wecom/crypto does neither compare signatures nor whom a message is for. */
function opened(query: URLSearchParams, encrypt: string, keys: WebhookKeys, now: Date): string {
  if (!isSigned(query, encrypt, keys, now)) throw unauthentic()
  try {
    const { message, id } = decrypt(keys.encodingAesKey, encrypt)
    if (id === keys.corpId) return message
  } catch {
    // A wrong key, a cut cipher, bad padding: all the same to whoever asks.
  }
  throw unauthentic()
}

function isSigned(query: URLSearchParams, encrypt: string, keys: WebhookKeys, now: Date): boolean {
  const given = single(query, 'msg_signature')
  const timestamp = single(query, 'timestamp')
  const expected = getSignature(keys.callbackToken, timestamp, single(query, 'nonce'), encrypt)
  return encrypt !== '' && same(given, expected) && !isStale(timestamp, now)
}

function single(query: URLSearchParams, name: string): string {
  const values = query.getAll(name)
  if (values.length !== 1 || !values[0]) throw unauthentic()
  return values[0]
}

function same(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const unauthentic = () => new Unauthentic('the request is not from this WeCom app')
