import { z } from 'zod'
import type { Body } from '../view.ts'
import { cardProblem } from './card/problem.ts'
import { FeishuRefusal } from './refusal.ts'
import { chatOf, type Tenant } from './tenant.ts'

/**
 * Reads what the app wants to send; throws the platform's refusal if it is not allowed. `content` is JSON in a
 * string: open.feishu.cn/document/server-docs/im-v1/message-content-description/create_json
 */
export function readContent(tenant: Tenant, type: string, content: unknown): Body {
  if (typeof content !== 'string') throw new FeishuRefusal(230001, invalid('content is required as a string'))
  const limit = type === 'text' ? textBytes : cardBytes
  if (Buffer.byteLength(content) > limit)
    throw new FeishuRefusal(230025, 'The length of the message content reaches its limit.')
  const value = parse(content, type)
  const read = readers[type]
  if (!read) throw new FeishuRefusal(230001, invalid('invalid msg_type'))
  return read(value, tenant)
}

const textBytes = 150 * 1024
export const cardBytes = 30 * 1024

const readers: Record<string, (value: unknown, tenant: Tenant) => Body> = {
  text: (value) => ({
    kind: 'text',
    text: mentionsRead(expect(z.object({ text: z.string().min(1) }), value).text),
  }),
  post: (value) => ({ kind: 'markdown', text: postText(value) }),
  image: (value, tenant) => {
    const { image_key: key } = expect(z.object({ image_key: z.string() }), value)
    ownMedia(tenant, key, 'image')
    return { kind: 'image', media: key }
  },
  file: (value, tenant) => {
    const { file_key: key } = expect(z.object({ file_key: z.string() }), value)
    return { kind: 'file', name: ownMedia(tenant, key, 'file').name }
  },
  interactive: (value, tenant) => {
    checkCard(tenant, value)
    return { kind: 'feishu-card', card: value }
  },
}

/** Throws 230099 with the sub-code in its message, as the platform does. */
export function checkCard(tenant: Tenant, card: unknown): void {
  const problem = cardProblem(card, {
    image: (key) => tenant.store.media.get(key)?.kind === 'image',
    person: (openId) =>
      tenant.identities.person(openId) !== undefined || openId === tenant.identities.botOpenId,
  })
  if (!problem) return
  const { code, path, message } = problem
  const where = path === 'ROOT' ? '' : `ErrPath: ${path}; `
  throw new FeishuRefusal(
    230099,
    `Failed to create card content, ext=ErrCode: ${code}; ${where}ErrMsg: ${message}; `,
  )
}

function parse(content: string, type: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    if (type !== 'interactive')
      throw new FeishuRefusal(230001, invalid('content is not a string in json format'))
    throw new FeishuRefusal(
      230099,
      'Failed to create card content, ext=ErrCode: 200621; ErrMsg: parse card json err, please check whether the card json is correct; ',
    )
  }
}

function expect<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new FeishuRefusal(230001, invalid(`content ${parsed.error.issues[0]?.path.join('.')} is wrong`))
}

function ownMedia(tenant: Tenant, key: string, kind: 'image' | 'file') {
  const media = tenant.store.media.get(key)
  if (!media) throw new FeishuRefusal(230001, invalid(`invalid ${kind}_key`))
  if (media.from !== 'bot') throw new FeishuRefusal(230017, 'Bot is NOT the owner of the resource.')
  if ((media.kind === 'image') !== (kind === 'image')) {
    throw new FeishuRefusal(230055, 'The type of file upload does not match the type of message being sent.')
  }
  return media
}

const invalid = (what: string) => `Your request contains an invalid request parameter, ext=${what}`

const mentionsRead = (text: string) =>
  text.replace(/<at user_id="[^"]*">([^<]*)<\/at>/g, (_, name: string) => `@${name || '所有人'}`)

const post = z.record(
  z.string(),
  z.object({
    title: z.string().optional(),
    content: z.array(z.array(z.looseObject({ tag: z.string(), text: z.string().optional() }))),
  }),
)

function postText(value: unknown): string {
  const [first] = Object.values(expect(post, value))
  if (!first) throw new FeishuRefusal(230001, invalid('post content is empty'))
  const lines = first.content.map((line) => line.map((node) => node.text ?? '').join(''))
  return [...(first.title ? [`**${first.title}**`] : []), ...lines].join('\n')
}

/** Whom a message is for, by the kind of id that the call names. Throws the platform's refusal. */
export function receiverChat(tenant: Tenant, idType: string | undefined, id: unknown) {
  if (typeof id !== 'string' || !id) throw new FeishuRefusal(230001, invalid('receive_id is required'))
  if (idType === 'chat_id') return chatById(tenant, id)
  const wrong = wrongId[idType ?? '']
  if (!wrong) throw new FeishuRefusal(99992402, 'field validation failed: receive_id_type')
  if (idType !== 'email' && !wrong.form.test(id))
    throw new FeishuRefusal(wrong.code, `not a valid {${idType}}`)
  const person = tenant.identities.person(idType === 'email' ? `email:${id}` : id)
  // An open_id belongs to one app: one that looks right and is unknown here comes from another.
  if (!person)
    throw new FeishuRefusal(idType === 'open_id' ? 99992361 : 230001, `${idType} cross app or unknown`)
  if (!tenant.roster.person(person.employeeNo)) throw new FeishuRefusal(230029, 'The user has resigned.')
  const chat = chatOf(tenant, tenant.identities.directChat(person.employeeNo))
  if (!chat) throw new FeishuRefusal(230013, 'Bot has NO availability to this user.')
  return chat
}

function chatById(tenant: Tenant, id: string) {
  const chat = chatOf(tenant, id)
  if (!chat) throw new FeishuRefusal(230001, invalid('invalid receive_id'))
  if (!chat.withBot) throw new FeishuRefusal(230002, 'The bot can not be outside the group.')
  return chat
}

const wrongId: Record<string, { form: RegExp; code: number }> = {
  open_id: { form: /^ou_[\w-]+$/, code: 99992351 },
  union_id: { form: /^on_[\w-]+$/, code: 99992352 },
  user_id: { form: /^[\w-]{1,64}$/, code: 99992353 },
  email: { form: /.*/, code: 230001 },
}
