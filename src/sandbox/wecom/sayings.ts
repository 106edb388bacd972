import type { SandboxPerson } from '../company.ts'
import { samplePhoto } from '../pictures.ts'
import type { StoredMessage } from '../store.ts'
import type { Body, Say } from '../view.ts'
import type { Callbacks, Sent } from './callbacks.ts'
import type { Corp } from './corp.ts'
import type { Fields } from './xml.ts'

/** Members say something to the app, or in a group, which the app never hears. */
export function createSayings(corp: Corp, callbacks: Callbacks) {
  const { store, ids, identities, now, settings } = corp

  function keep(from: StoredMessage['from'], chat: string, type: string, body: Body): StoredMessage {
    const at = now().toISOString()
    return store.put({ id: ids.hex('wm_'), platform: 'wecom', chat, at, from, type, content: '', body })
  }

  const head = (person: SandboxPerson, type: string): Fields => ({
    ToUserName: settings.corpId,
    FromUserName: identities.userid(person.employeeNo),
    CreateTime: Math.floor(now().getTime() / 1000),
    MsgType: type,
  })

  async function tell(person: SandboxPerson, fields: Fields): Promise<Sent> {
    const sent = await callbacks.send(fields)
    // A passive reply is one more message in the same chat.
    if (sent.reply !== null) {
      keep({ kind: 'bot' }, identities.directChat(person.employeeNo), 'text', {
        kind: 'text',
        text: sent.reply,
      })
    }
    return sent
  }

  async function event(person: SandboxPerson, name: string, key: string): Promise<Said> {
    const fields = { ...head(person, 'event'), Event: name, EventKey: key, AgentID: Number(settings.agentId) }
    return { message: null, sent: await tell(person, fields) }
  }

  return {
    async say(person: SandboxPerson, chat: string, said: Say): Promise<Said> {
      if (said.kind === 'menu') return event(person, 'click', said.key)
      const { type, body, fields } = wireOf(corp, said)
      const message = keep({ kind: 'person', employeeNo: person.employeeNo }, chat, type, body)
      if (chat !== identities.directChat(person.employeeNo)) return { message, sent: null }
      const more = { ...fields, MsgId: ids.digits(), AgentID: Number(settings.agentId) }
      return { message, sent: await tell(person, { ...head(person, type), ...more }) }
    },
    /** Any message in the platform's own words: fields besides the usual head. */
    async sayRaw(person: SandboxPerson, raw: { type: string; fields: Fields }): Promise<Said> {
      const body: Body = { kind: 'system', text: `[${raw.type}]` }
      const from = { kind: 'person' as const, employeeNo: person.employeeNo }
      const message = keep(from, identities.directChat(person.employeeNo), raw.type, body)
      const more = { ...raw.fields, MsgId: ids.digits(), AgentID: Number(settings.agentId) }
      return { message, sent: await tell(person, { ...head(person, raw.type), ...more }) }
    },
    /** Opens the app's chat. */
    enter: (person: SandboxPerson) => event(person, 'enter_agent', ''),
  }
}

export type Said = { message: StoredMessage | null; sent: Sent | null }

function wireOf(
  corp: Corp,
  said: Exclude<Say, { kind: 'menu' }>,
): { type: string; body: Body; fields: Fields } {
  switch (said.kind) {
    case 'text':
      return { type: 'text', body: { kind: 'text', text: said.text }, fields: { Content: said.text } }
    case 'image': {
      const bytes = said.bytes ? Buffer.from(said.bytes, 'base64') : samplePhoto()
      const media = shelve(corp, 'image', bytes, 'photo.png')
      const fields = { PicUrl: `http://127.0.0.1/sandbox/api/media/${media}`, MediaId: media }
      return { type: 'image', body: { kind: 'image', media }, fields }
    }
    case 'file': {
      const bytes = said.bytes ? Buffer.from(said.bytes, 'base64') : Buffer.from(said.name)
      const media = shelve(corp, 'file', bytes, said.name)
      return {
        type: 'file',
        body: { kind: 'file', name: said.name },
        fields: { MediaId: media, FileName: said.name },
      }
    }
    case 'location': {
      const { label, latitude, longitude } = said
      // X is the latitude.
      const place = {
        Location_X: latitude,
        Location_Y: longitude,
        Scale: 15,
        Label: label,
        AppType: 'wxwork',
      }
      return { type: 'location', body: { kind: 'location', label, latitude, longitude }, fields: place }
    }
    case 'sticker':
      // A sticker reaches the app as a picture.
      return wireOf(corp, { kind: 'image' })
  }
}

function shelve({ store, ids, now }: Corp, kind: 'image' | 'file', bytes: Buffer, name: string): string {
  const key = ids.hex('', 64)
  const type = kind === 'image' ? 'image/png' : 'application/octet-stream'
  store.media.put(key, { kind, bytes, type, name, at: now().toISOString(), from: 'person' })
  return key
}
