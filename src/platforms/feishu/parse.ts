import { z } from 'zod'
import { cleanText } from '../../chat/fit.ts'
import type { Chat, Content, Inbound } from '../../chat/inbound.ts'
import { Malformed } from '../../errors.ts'
import {
  chatEvent,
  directoryEvent,
  type Envelope,
  envelope,
  envelopeV1,
  firstChatEvent,
  menuEvent,
  messageEvent,
} from './envelope.ts'
import { messageContent } from './parse-message.ts'
import { tapOf } from './parse-tap.ts'

export type ParseContext = {
  now: () => Date
  /** The bot's open_id, once it is known. */
  botId: () => string | undefined
}

/**
 * An authentic event as what happened; empty for events that say nothing to us. Throws `Malformed` when a known
 * event does not have its documented shape.
 */
export function parseEvent(body: Record<string, unknown>, context: ParseContext): Inbound[] {
  try {
    return 'header' in body ? parseV2(envelope.parse(body), body, context) : parseV1(body, context)
  } catch (error) {
    if (error instanceof z.ZodError)
      throw new Malformed(`unexpected shape at ${error.issues[0]?.path.join('.')}`)
    throw error
  }
}

function parseV2(body: Envelope, raw: Record<string, unknown>, context: ParseContext): Inbound[] {
  const { event_type } = body.header
  // An event may be called `constructor`.
  const read = Object.hasOwn(READERS, event_type) ? READERS[event_type] : undefined
  const happened = read?.(body, context, raw)
  if (!happened) return []
  const { key = body.header.event_id, time = body.header.create_time, ...rest } = happened
  return [{ platform: 'feishu', key, at: isoTime(time, context.now), ...rest }]
}

function parseV1(raw: Record<string, unknown>, context: ParseContext): Inbound[] {
  const { uuid, ts, event } = envelopeV1.parse(raw)
  if (event.type !== 'p2p_chat_create') return []
  const { chat_id, user, operator } = firstChatEvent.parse(event)
  const sender = user?.open_id ?? operator?.open_id ?? null
  const chat: Chat = { id: chat_id, kind: 'direct' }
  return [
    {
      platform: 'feishu',
      key: uuid,
      at: isoTime(ts, context.now),
      sender,
      chat,
      content: { kind: 'entered' },
    },
  ]
}

const READERS: Record<string, Reader | undefined> = {
  'im.message.receive_v1': readMessage,
  'card.action.trigger': readTap,
  'application.bot.menu_v6': ({ event }) => {
    const { operator, event_key, timestamp } = menuEvent.parse(event)
    return {
      sender: operator.operator_id.open_id,
      chat: null,
      content: { kind: 'menu', key: cleanText(event_key) },
      ...(timestamp === undefined ? {} : { time: timestamp }),
    }
  },
  'im.chat.member.bot.added_v1': ({ event }) => {
    const group = chatEvent.parse(event)
    // A group with people from outside the company is no place for its customers and figures.
    if (group.external) return null
    return inGroup(group, { kind: 'bot-added', name: cleanText(group.name ?? '', 200) })
  },
  'im.chat.member.bot.deleted_v1': ({ event }) => inGroup(chatEvent.parse(event), { kind: 'bot-removed' }),
  'im.chat.disbanded_v1': ({ event }) => inGroup(chatEvent.parse(event), { kind: 'bot-removed' }),
  'im.chat.access_event.bot_p2p_chat_entered_v1': ({ event }) => {
    const { chat_id, operator_id } = chatEvent.parse(event)
    return {
      sender: operator_id?.open_id ?? null,
      chat: { id: chat_id, kind: 'direct' },
      content: { kind: 'entered' },
    }
  },
  'contact.user.created_v3': readDirectory,
  'contact.user.updated_v3': readDirectory,
  'contact.user.deleted_v3': readDirectory,
  'contact.department.created_v3': readDirectory,
  'contact.department.updated_v3': readDirectory,
  'contact.department.deleted_v3': readDirectory,
  'contact.scope.updated_v3': () => ({ sender: null, chat: null, content: { kind: 'directory-changed' } }),
}

/** Bots and apps are not answered, or two of them would talk forever; people of other companies neither. */
function readMessage({ header, event }: Envelope, context: ParseContext): Happened | null {
  const { sender, message } = messageEvent.parse(event)
  const open_id = sender.sender_id?.open_id
  if (sender.sender_type !== 'user' || !open_id || isForeign(sender.tenant_key, header.tenant_key))
    return null
  // Who is meant is only a question in groups; asking it may load the SDK.
  const content = messageContent(message, message.chat_type === 'p2p' ? undefined : context.botId())
  if (!content) return null
  const chat: Chat = { id: message.chat_id, kind: message.chat_type === 'p2p' ? 'direct' : 'group' }
  // The documentation names message_id, not event_id, as what repeats when a message is pushed again.
  return { key: message.message_id, time: message.create_time, sender: open_id, chat, content }
}

function readTap(
  { header, event }: Envelope,
  _context: ParseContext,
  raw: Record<string, unknown>,
): Happened | null {
  const tap = tapOf(event, raw)
  if (!tap || isForeign(tap.tenant, header.tenant_key)) return null
  return { sender: tap.sender, chat: tap.chat, content: tap.content }
}

function readDirectory({ event }: Envelope): Happened {
  const { object, old_object } = directoryEvent.parse(event)
  const memberId = object?.open_id ?? old_object?.open_id
  const departmentId = object?.open_department_id ?? old_object?.open_department_id
  return {
    sender: null,
    chat: null,
    content: {
      kind: 'directory-changed',
      ...(memberId && { memberId }),
      ...(departmentId && { departmentId }),
    },
  }
}

const inGroup = ({ chat_id, operator_id }: z.infer<typeof chatEvent>, content: Content): Happened => ({
  sender: operator_id?.open_id ?? null,
  chat: { id: chat_id, kind: 'group' },
  content,
})

const isForeign = (tenant: string | undefined, ours: string | undefined): boolean =>
  tenant !== undefined && ours !== undefined && tenant !== ours

/** Feishu's times are seconds, milliseconds (messages, contacts) or microseconds (card callbacks), told apart by length. */
export function isoTime(time: string | number | undefined, now: () => Date): string {
  const digits = String(time ?? '')
  if (!/^\d{10}(\d{3}){0,2}$/.test(digits)) return now().toISOString()
  return new Date(Number(digits.slice(0, 13).padEnd(13, '0'))).toISOString()
}

type Happened = {
  key?: string
  time?: string | number
  sender: string | null
  chat: Chat | null
  content: Content
}

type Reader = (body: Envelope, context: ParseContext, raw: Record<string, unknown>) => Happened | null
