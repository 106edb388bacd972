import { z } from 'zod'
import { cleanText } from '../../chat/fit.ts'
import type { Content } from '../../chat/inbound.ts'
import { id, type Mention, type MessageEvent } from './envelope.ts'

type Message = MessageEvent['message']

/**
 * What a message says. `null` for pictures, files and places in groups: there they are for colleagues, since
 * none of them can mention the bot. `botId` is the bot's open_id; until it is known, any bot that is mentioned
 * counts.
 */
export function messageContent(message: Message, botId: string | undefined): Content | null {
  const mentions = message.mentions ?? []
  const toBot = message.chat_type === 'p2p' || mentions.some((mention) => isBot(mention, botId))
  const content = parsed(message.content)
  const words = (text: string) => resolveMentions(text, mentions, botId)
  switch (message.message_type) {
    case 'text':
      return { kind: 'text', text: words(textContent.parse(content).text), toBot }
    case 'post':
      return postContent(message, content, words, toBot)
    case 'image':
      return toBot ? image(imageContent.parse(content).image_key, message) : null
    case 'file': {
      const { file_key, file_name } = fileContent.parse(content)
      const name = cleanText(file_name ?? '', 200)
      return toBot ? { kind: 'file', fileKey: file_key, name, messageId: message.message_id } : null
    }
    case 'location':
      return toBot ? location(content) : null
    default:
      return { kind: 'unsupported', type: cleanText(message.message_type, 40), toBot }
  }
}

const textContent = z.object({ text: z.string() })
const imageContent = z.object({ image_key: id })
const fileContent = z.object({ file_key: id, file_name: z.string().optional() })
const place = z.object({
  name: z.string().optional(),
  longitude: z.coerce.number(),
  latitude: z.coerce.number(),
})

function location(content: unknown): Content {
  const read = place.safeParse(content)
  if (!read.success) return { kind: 'unsupported', type: 'location', toBot: true }
  const { latitude, longitude, name } = read.data
  return { kind: 'location', latitude, longitude, label: cleanText(name ?? '', 200) }
}

const node = z.looseObject({
  tag: z.string(),
  text: z.string().optional(),
  user_id: z.string().optional(),
  image_key: z.string().optional(),
})
const post = z.object({ title: z.string().optional(), content: z.array(z.array(node)) })

/** Rich text as plain lines. A post that is nothing but a picture is that picture. */
function postContent(
  message: Message,
  content: unknown,
  words: (text: string) => string,
  toBot: boolean,
): Content {
  const { title, content: paragraphs } = post.parse(content)
  const lines = paragraphs.map((nodes) => nodes.map(nodeText).join(''))
  const text = words([title ?? '', ...lines].join('\n'))
  const picture = paragraphs.flat().find((each) => each.tag === 'img')?.image_key
  if (text === '' && picture && toBot) return image(id.parse(picture), message)
  return { kind: 'text', text, toBot }
}

const nodeText = ({ tag, text, user_id }: z.infer<typeof node>): string =>
  tag === 'at' ? (user_id ?? '') : (text ?? '')

const image = (fileKey: string, message: Message): Content => ({
  kind: 'image',
  fileKey,
  messageId: message.message_id,
})

/** `@_user_1` becomes the name of who is meant; the bot's own mention and @all go, they are no part of the sentence. */
function resolveMentions(text: string, mentions: Mention[], botId: string | undefined): string {
  const named = new Map(mentions.map((each) => [each.key, isBot(each, botId) ? '' : (each.name ?? '')]))
  const resolved = text.replace(/@_(?:user_\d+|all)/g, (key) =>
    key === '@_all' ? '' : (named.get(key) ?? key),
  )
  return cleanText(resolved.trim())
}

const isBot = (mention: Mention, botId: string | undefined): boolean =>
  botId === undefined ? mention.mentioned_type === 'bot' : mention.id?.open_id === botId

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return {}
  }
}
