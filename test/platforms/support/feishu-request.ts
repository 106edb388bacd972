import { createCipheriv, createHash } from 'node:crypto'
import type { WebhookRequest } from '../../../src/chat/platform.ts'
import type { FeishuConfig } from '../../../src/platforms/feishu/config.ts'

export const feishuConfig: FeishuConfig = {
  appId: 'cli_0123456789abcdef',
  appSecret: 'app-secret-1',
  encryptKey: 'demo-encrypt-key',
  verificationToken: 'vt-1',
  baseUrl: 'http://127.0.0.1:1',
}

/** The key as Feishu does it, written down a second time so that the two can disagree. */
export function sealFeishu(plain: string, key = 'demo-encrypt-key', iv = Buffer.alloc(16, 7)): string {
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv)
  return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final()]).toString('base64')
}

export function signedFeishu(plain: string, key = 'demo-encrypt-key'): WebhookRequest {
  const body = Buffer.from(JSON.stringify({ encrypt: sealFeishu(plain, key) }))
  return signedBody(body, key)
}

/** An hour before the tests' own time. */
export const sentAt = '1772442000'

export function signedBody(body: Buffer, key = 'demo-encrypt-key', at = sentAt): WebhookRequest {
  const hash = createHash('sha256').update(`${at}n0nce${key}`).update(body).digest('hex')
  return {
    method: 'POST',
    query: new URLSearchParams(),
    headers: {
      'x-lark-request-timestamp': at,
      'x-lark-request-nonce': 'n0nce',
      'x-lark-signature': hash,
    },
    body,
  }
}

export const plainRequest = (body: unknown): WebhookRequest => ({
  method: 'POST',
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})

export const feishuEvent = (type: string, event: object, header: object = {}) => ({
  schema: '2.0',
  header: {
    event_id: 'ev-01',
    event_type: type,
    create_time: '1760000000123',
    token: 'vt-1',
    app_id: 'cli_0123456789abcdef',
    tenant_key: 'tk1',
    ...header,
  },
  event,
})

export const feishuMessage = (message: object, sender: object = {}) =>
  feishuEvent('im.message.receive_v1', {
    sender: { sender_id: { open_id: 'ou_u1' }, sender_type: 'user', tenant_key: 'tk1', ...sender },
    message: {
      message_id: 'om_m1',
      create_time: '1760000000100',
      chat_id: 'oc_c1',
      chat_type: 'p2p',
      message_type: 'text',
      content: '{"text":"你好"}',
      ...message,
    },
  })
