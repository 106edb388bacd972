import { createCipheriv, createHash } from 'node:crypto'
import type { WebhookRequest } from '../../../src/chat/platform.ts'
import type { WeComConfig } from '../../../src/platforms/wecom/config.ts'

export const wecomConfig: WeComConfig = {
  corpId: 'ww_corp',
  agentId: 1000002,
  secret: 'corp-secret-1',
  callbackToken: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  baseUrl: 'http://127.0.0.1:1',
}

/** 16 random bytes ‖ length ‖ message ‖ corp, padded to 32: the scheme written down a second time. */
export function sealWeCom(message: string, corpId = 'ww_corp', aesKey = wecomConfig.encodingAesKey): string {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  const body = Buffer.from(message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const plain = Buffer.concat([Buffer.alloc(16, 3), length, body, Buffer.from(corpId)])
  const pad = 32 - (plain.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])),
    cipher.final(),
  ]).toString('base64')
}

/** An hour before the tests' own time. */
export const sentAt = '1772442000'

export const signWeCom = (
  encrypt: string,
  token = wecomConfig.callbackToken,
  timestamp = sentAt,
): URLSearchParams =>
  new URLSearchParams({
    msg_signature: createHash('sha1').update([token, timestamp, 'n1', encrypt].sort().join('')).digest('hex'),
    timestamp,
    nonce: 'n1',
  })

export function wecomPost(inner: string, change: Partial<Outer> = {}): WebhookRequest {
  const encrypt = change.encrypt ?? sealWeCom(inner, change.receiver)
  const outer = outerXml({ corpId: 'ww_corp', agentId: '1000002', ...change, encrypt })
  return {
    method: 'POST',
    query: signWeCom(encrypt, change.token, change.at),
    headers: {},
    body: Buffer.from(outer),
  }
}

export const outerXml = ({ corpId, agentId, encrypt }: Outer): string =>
  `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName>${agentId ? `<AgentID><![CDATA[${agentId}]]></AgentID>` : ''}<Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`

type Outer = {
  corpId: string
  agentId: string
  encrypt: string
  receiver?: string
  token?: string
  at?: string
}

export function wecomEcho(plain: string, receiver?: string): WebhookRequest {
  const echostr = sealWeCom(plain, receiver)
  const query = signWeCom(echostr)
  query.set('echostr', echostr)
  return { method: 'GET', query, headers: {}, body: Buffer.alloc(0) }
}

/** The XML of an event from its fields; values that begin with `<` stand as they are. */
export const wecomXml = (fields: Record<string, string>): string =>
  `<xml>${Object.entries({
    ToUserName: 'ww_corp',
    FromUserName: 'zhang',
    CreateTime: sentAt,
    AgentID: '1000002',
    ...fields,
  })
    .map(([name, value]) => `<${name}>${value.startsWith('<') ? value : `<![CDATA[${value}]]>`}</${name}>`)
    .join('')}</xml>`
