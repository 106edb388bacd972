import { createCipheriv, createHash, randomBytes } from 'node:crypto'

export const keys = {
  appId: 'cli_00000000000bench',
  appSecret: 'bench-secret',
  encryptKey: 'bench-encrypt-key',
  verificationToken: 'bench-token',
}

/** A direct text message to the bot as Feishu sends it: encrypted and signed. */
export function messageEvent(
  id: string,
  openId: string,
  text: string,
): { body: string; headers: Record<string, string> } {
  const now = String(Date.now())
  const event = {
    schema: '2.0',
    header: {
      event_id: `ev-${id}`,
      event_type: 'im.message.receive_v1',
      create_time: now,
      token: keys.verificationToken,
      app_id: keys.appId,
      tenant_key: 'tk1',
    },
    event: {
      sender: { sender_id: { open_id: openId }, sender_type: 'user', tenant_key: 'tk1' },
      message: {
        message_id: `om_${id}`,
        create_time: now,
        chat_id: `oc_${openId}`,
        chat_type: 'p2p',
        message_type: 'text',
        content: JSON.stringify({ text }),
      },
    },
  }
  return sealed(id, event)
}

/** Somebody taps a button of a card, as Feishu tells it. */
export const tapEvent = (id: string, openId: string, messageId: string, value: object) =>
  sealed(id, {
    schema: '2.0',
    header: {
      event_id: `ev-${id}`,
      event_type: 'card.action.trigger',
      create_time: `${Date.now()}000`,
      token: keys.verificationToken,
      app_id: keys.appId,
      tenant_key: 'tk1',
    },
    event: {
      operator: { open_id: openId, tenant_key: 'tk1' },
      token: `c-${id}`,
      action: { tag: 'button', value },
      context: { open_message_id: messageId, open_chat_id: `oc_${openId}` },
    },
  })

function sealed(id: string, event: object): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify({ encrypt: encrypted(JSON.stringify(event)) })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = id.slice(0, 16)
  const signature = createHash('sha256')
    .update(timestamp + nonce + keys.encryptKey + body)
    .digest('hex')
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-lark-request-timestamp': timestamp,
      'x-lark-request-nonce': nonce,
      'x-lark-signature': signature,
    },
  }
}

const key = createHash('sha256').update(keys.encryptKey).digest()

function encrypted(plain: string): string {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final()]).toString('base64')
}
