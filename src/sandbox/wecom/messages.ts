import type { Context } from 'koa'
import { createRate } from '../../rate.ts'
import type { SandboxPerson } from '../company.ts'
import { jsonOf } from '../requests.ts'
import type { StoredMessage } from '../store.ts'
import { readContent, templateCard } from './content.ts'
import type { Corp } from './corp.ts'
import { WecomRefusal } from './refusal.ts'
import { targetsOf } from './targets.ts'
import { interactiveTypes, type TemplateCard } from './template-card.ts'

/** message/send, update_template_card and recall: between the app and one person each. */
export function createMessages(corp: Corp) {
  const { store, ids, now, settings, limits } = corp
  const perMinute = createRate(limits.wecomMemberPerMinute, 60)
  const perHour = createRate(limits.wecomMemberPerHour, 3600)
  const taskIds = new Set(store.messages().flatMap((message) => message.tag?.taskId ?? []))
  const recent = new Map<string, { until: number; answer: Record<string, unknown> }>()

  function checkAgent(body: Record<string, unknown>) {
    if (typeof body.agentid !== 'number') throw new WecomRefusal(40056, 'invalid agentid')
    if (body.agentid !== Number(settings.agentId))
      throw new WecomRefusal(301002, 'agentid not match access_token')
  }

  /** One copy in each person's chat. Who has had too many gets nothing, and nobody is told. */
  async function copyTo(person: SandboxPerson, message: Omit<StoredMessage, 'id' | 'chat'>) {
    const dropped = (await perMinute(person.employeeNo)) || (await perHour(person.employeeNo))
    if (dropped) return
    const chat = corp.identities.directChat(person.employeeNo)
    store.put({ ...message, id: ids.hex('wm_'), chat, tag: { ...message.tag } })
  }

  function newCode(msgid: string, taskId: string): string {
    const code = ids.hex('rc_', 48)
    store.responseCodes.put({ code, msgid, taskId, createdAt: now().toISOString(), used: false })
    return code
  }

  async function send(body: Record<string, unknown>) {
    const { people, invalid } = targetsOf(corp, body)
    const shown = readContent(corp, 'app', body)
    const card = shown.kind === 'wecom-card' ? (shown.card as TemplateCard) : undefined
    if (card?.task_id && taskIds.has(card.task_id)) throw new WecomRefusal(42014, 'duplicate task_id')
    if (card?.task_id) taskIds.add(card.task_id)
    const msgid = ids.hex('', 32)
    const interactive = interactiveTypes.has(card?.card_type ?? '')
    const taskId = card?.task_id
    const type = String(body.msgtype)
    for (const person of people) {
      await copyTo(person, {
        platform: 'wecom',
        at: now().toISOString(),
        from: { kind: 'bot' },
        type,
        content: JSON.stringify(body[type]),
        body: shown,
        tag: { msgid, interactive, ...(taskId ? { taskId } : {}) },
      })
    }
    const answers = interactive || card?.action_menu !== undefined
    return { ...invalid, msgid, ...(answers ? { response_code: newCode(msgid, taskId ?? '') } : {}) }
  }

  /** The code as the app used it; throws if it may not be used now. */
  function redeem(code: unknown) {
    const known = store.responseCodes.get(String(code))
    if (!known || now().getTime() - Date.parse(known.createdAt) > codeLifeMs) {
      throw new WecomRefusal(60140, 'invalid response_code')
    }
    if (known.used) throw new WecomRefusal(42022, 'response_code has been used')
    return known
  }

  return {
    newCode,

    async send(ctx: Context) {
      const body = (await jsonOf(ctx)) ?? {}
      checkAgent(body)
      const key = body.enable_duplicate_check === 1 ? JSON.stringify(body) : undefined
      const before = key ? recent.get(key) : undefined
      // The platform does not say what a repeat is told; the first answer is what a caller who lost it needs.
      if (before && before.until > now().getTime()) return before.answer
      const answer = await send(body)
      if (key) recent.set(key, { until: now().getTime() + duplicateMs(body), answer })
      if (recent.size > rememberedSends) recent.delete(recent.keys().next().value as string)
      return answer
    },

    async update(ctx: Context) {
      const body = (await jsonOf(ctx)) ?? {}
      checkAgent(body)
      const code = redeem(body.response_code)
      const copies = store
        .messages()
        .filter((message) => message.tag?.msgid === code.msgid && !message.recalled)
      const { chats, invaliduser } = updateTargets(corp, body, copies)
      const change = changeOf(body, copies[0])
      code.used = true
      store.responseCodes.put(code)
      for (const copy of copies.filter((one) => chats.has(one.chat))) {
        store.update(copy, { ...change(copy), changedAt: now().toISOString() })
      }
      return { invaliduser }
    },

    async recall(ctx: Context) {
      const msgid = String((await jsonOf(ctx))?.msgid)
      const copies = store.messages().filter((message) => message.tag?.msgid === msgid)
      if (copies.length === 0) throw new WecomRefusal(40058, 'invalid msgid')
      const age = now().getTime() - Date.parse(copies[0]?.at ?? '')
      if (age > recallMs) throw new WecomRefusal(42052, 'msgid expired')
      for (const copy of copies.filter((one) => !one.recalled)) store.recall(copy)
      return {}
    },
  }
}

export type Messages = ReturnType<typeof createMessages>

const codeLifeMs = 72 * 3_600_000
const recallMs = 24 * 3_600_000
const rememberedSends = 5000

const duplicateMs = (body: Record<string, unknown>) =>
  Math.min(14_400, Number(body.duplicate_check_interval ?? 1800)) * 1000

function updateTargets(corp: Corp, body: Record<string, unknown>, copies: StoredMessage[]) {
  const owners = new Set(copies.map((copy) => copy.chat))
  if (body.atall === 1) return { chats: owners, invaliduser: [] }
  const { people } = targetsOf(corp, {
    touser: ((body.userids ?? []) as string[]).join('|'),
    toparty: ((body.partyids ?? []) as number[]).join('|'),
    totag: ((body.tagids ?? []) as number[]).join('|'),
  })
  const chats = new Set(people.map((person) => corp.identities.directChat(person.employeeNo)))
  const known = people.filter((person) => owners.has(corp.identities.directChat(person.employeeNo)))
  const invaliduser = ((body.userids ?? []) as string[])
    .map((id) => id.toLowerCase())
    .filter((id) => !known.some((person) => person.employeeNo.toLowerCase() === id))
  return { chats, invaliduser }
}

/** Either the button's new words, after which it can no longer be clicked, or a whole new card. */
function changeOf(body: Record<string, unknown>, sample: StoredMessage | undefined) {
  const name = (body.button as { replace_name?: unknown } | undefined)?.replace_name
  if (typeof name === 'string') {
    if (!sample?.tag?.interactive) throw new WecomRefusal(82101, 'only an interactive card has a button')
    return (copy: StoredMessage) => {
      if (copy.body.kind !== 'wecom-card') return {}
      const card = { ...(copy.body.card as TemplateCard), replace_text: name }
      return { body: { kind: 'wecom-card' as const, card, disabled: true }, content: JSON.stringify(card) }
    }
  }
  const shown = templateCard(body.template_card, 'app')
  if (shown.kind !== 'wecom-card') throw new WecomRefusal(40058, 'template_card is required')
  const card = shown.card as TemplateCard
  return (copy: StoredMessage) => ({
    body: shown,
    content: JSON.stringify(card),
    tag: {
      ...copy.tag,
      interactive: interactiveTypes.has(card.card_type),
      ...(card.task_id ? { taskId: card.task_id } : {}),
    },
  })
}
