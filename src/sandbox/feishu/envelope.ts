import { createCipheriv, createHash } from 'node:crypto'
import type { Ids } from '../ids.ts'

/**
 * Encrypts as Feishu does: base64(iv ‖ AES-256-CBC), the key being SHA-256 of the Encrypt Key.
 * open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case
 */
export function encrypt(text: string, encryptKey: string, iv: Buffer): string {
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(encryptKey).digest(), iv)
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64')
}

/** A plain hash over the bytes of the body, not an HMAC. */
export const signature = (timestamp: string, nonce: string, encryptKey: string, body: string): string =>
  createHash('sha256')
    .update(timestamp + nonce + encryptKey + body)
    .digest('hex')

/** The request that carries `content`. URL verification comes without a signature. */
export function seal(
  content: unknown,
  how: { encryptKey: string; ids: Ids; at: Date; signed?: boolean },
): Sealed {
  const body = JSON.stringify({
    encrypt: encrypt(JSON.stringify(content), how.encryptKey, how.ids.bytes(16)),
  })
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' }
  if (how.signed === false) return { body, headers }
  const timestamp = String(Math.floor(how.at.getTime() / 1000))
  const nonce = how.ids.hex('', 16)
  headers['x-lark-request-timestamp'] = timestamp
  headers['x-lark-request-nonce'] = nonce
  headers['x-lark-signature'] = signature(timestamp, nonce, how.encryptKey, body)
  return { body, headers }
}

export type Sealed = { body: string; headers: Record<string, string> }
