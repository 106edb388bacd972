import { createHash } from 'node:crypto'
import { cleanText } from '../../chat/fit.ts'
import type { Content, Inbound } from '../../chat/inbound.ts'
import { Malformed } from '../../errors.ts'
import { type Event, envelope } from './event.ts'
import { tapOf } from './parse-tap.ts'

export type ParseContext = { now: () => Date; agentId: number }

/**
 * An authentic event as what happened; empty for events that say nothing to us. WeCom's bot talks to one person
 * at a time, so no inbound names a chat. Throws `Malformed` when a known event lacks what it must have.
 */
export function parseEvent(raw: Record<string, unknown>, { now, agentId }: ParseContext): Inbound[] {
  const read = envelope.safeParse(raw)
  if (!read.success) throw new Malformed(`unexpected shape at ${read.error.issues[0]?.path.join('.')}`)
  const event = read.data
  // Approval and contact events of other apps may come the same way.
  if (event.AgentID && event.AgentID !== String(agentId)) return []
  const content = event.MsgType === 'event' ? eventContent(event) : messageContent(event)
  if (!content) return []
  const sender = content.kind === 'directory-changed' ? null : event.FromUserName
  return [
    { platform: 'wecom', key: keyOf(event), at: isoTime(event.CreateTime, now), sender, chat: null, content },
  ]
}

function messageContent(event: Event): Content {
  const messageId = event.MsgId ?? ''
  switch (event.MsgType) {
    case 'text':
      return { kind: 'text', text: cleanText((event.Content ?? '').trim()), toBot: true }
    case 'image':
      return event.MediaId ? { kind: 'image', fileKey: event.MediaId, messageId } : unsupported('image')
    case 'file': {
      const name = cleanText(event.FileName ?? event.Title ?? '', 200)
      return event.MediaId ? { kind: 'file', fileKey: event.MediaId, name, messageId } : unsupported('file')
    }
    case 'location':
      return location(event)
    default:
      return unsupported(cleanText(event.MsgType, 40))
  }
}

const unsupported = (type: string): Content => ({ kind: 'unsupported', type, toBot: true })

/** WeCom's X is the latitude. */
function location({ Location_X, Location_Y, Label }: Event): Content {
  const [latitude, longitude] = [Number(Location_X || NaN), Number(Location_Y || NaN)]
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return unsupported('location')
  return { kind: 'location', latitude, longitude, label: cleanText(Label ?? '', 200) }
}

function eventContent(event: Event): Content | null {
  switch (event.Event) {
    case 'click':
      return { kind: 'menu', key: cleanText(event.EventKey ?? '', 200) }
    case 'enter_agent':
      return { kind: 'entered' }
    case 'template_card_event':
    case 'template_card_menu_event':
      return tapOf(event)
    case 'subscribe':
    case 'unsubscribe':
      return { kind: 'directory-changed', memberId: event.FromUserName }
    case 'change_contact':
      return contactChange(event)
    default:
      return null
  }
}

function contactChange({ ChangeType = '', UserID, NewUserID, Id }: Event): Content {
  const memberId = NewUserID || UserID
  if (ChangeType.endsWith('_party')) return { kind: 'directory-changed', ...(Id && { departmentId: Id }) }
  return { kind: 'directory-changed', ...(memberId && { memberId }) }
}

/**
 * MsgId for messages, scoped by person since repeats across people were seen. Events have no id: what WeCom
 * suggests (person and second) collides, so everything that tells two events apart goes in. Hashed, because the
 * response code is a credential and keys show up in logs.
 */
function keyOf(event: Event): string {
  const { AgentID = '', FromUserName, MsgId } = event
  if (event.MsgType !== 'event' && MsgId) return `${AgentID}|${FromUserName}|${MsgId}`
  const distinct = [
    AgentID,
    FromUserName,
    event.CreateTime,
    event.Event,
    event.ChangeType,
    event.EventKey,
    event.TaskId,
    event.ResponseCode,
    event.UserID,
    event.Id,
    event.ExternalUserID,
    event.Content,
    event.MediaId,
  ]
  return `event-${createHash('sha256')
    .update(distinct.map((each) => each ?? '').join('|'))
    .digest('hex')
    .slice(0, 40)}`
}

function isoTime(seconds: string | undefined, now: () => Date): string {
  return /^\d{10}$/.test(seconds ?? '') ? new Date(Number(seconds) * 1000).toISOString() : now().toISOString()
}
