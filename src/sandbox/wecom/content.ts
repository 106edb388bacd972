import { createHash } from 'node:crypto'
import { z } from 'zod'
import { imageType } from '../pictures.ts'
import type { Body } from '../view.ts'
import type { Corp } from './corp.ts'
import { WecomRefusal } from './refusal.ts'
import { interactiveTypes, type TemplateCard, templateCardProblem } from './template-card.ts'

/** Where a message goes to decides what it may be. */
export type Road = 'app' | 'appchat' | 'webhook'

/**
 * Reads what is to be sent; throws the platform's refusal if it is not allowed. Limits are UTF-8 bytes. Where
 * the platform would cut a text off, it is refused here, so that the loss is seen.
 */
export function readContent(corp: Corp, road: Road, body: Record<string, unknown>): Body {
  const type = String(body.msgtype)
  const reader = roads[road].has(type) ? readers[type] : undefined
  if (!reader) throw new WecomRefusal(40008, 'invalid message type')
  const content = body[type]
  if (typeof content !== 'object' || content === null)
    throw new WecomRefusal(40063, `some parameters are empty: ${type}`)
  return reader(content, corp, road)
}

const roads: Record<Road, Set<string>> = {
  app: new Set(['text', 'markdown', 'textcard', 'image', 'file', 'news', 'template_card']),
  appchat: new Set(['text', 'markdown', 'textcard', 'image', 'file', 'news']),
  webhook: new Set(['text', 'markdown', 'markdown_v2', 'image', 'file', 'news', 'template_card']),
}

const readers: Record<string, (content: unknown, corp: Corp, road: Road) => Body> = {
  text: (content) => ({ kind: 'text', text: within(textOf(content, 'content'), 2048, 'text.content') }),
  markdown: (content, _, road) => markdown(content, road === 'webhook' ? 4096 : 2048),
  markdown_v2: (content) => markdown(content, 4096),
  textcard: (content) => textcard(content),
  image: (content, corp, road) =>
    road === 'webhook' ? inlineImage(content, corp) : mediaImage(content, corp),
  file: (content, corp) => ({ kind: 'file', name: mediaOf(corp, textOf(content, 'media_id')).name }),
  news: (content) => news(content),
  template_card: (content, _, road) => templateCard(content, road),
}

const markdown = (content: unknown, limit: number): Body => ({
  kind: 'markdown',
  text: within(textOf(content, 'content'), limit, 'markdown.content'),
})

function textcard(content: unknown): Body {
  const title = within(textOf(content, 'title'), 128, 'textcard.title')
  const description = within(textOf(content, 'description'), 512, 'textcard.description')
  const url = within(textOf(content, 'url'), 2048, 'textcard.url')
  const button = (content as { btntxt?: unknown }).btntxt ?? '详情'
  if (typeof button !== 'string' || [...button].length > 4)
    throw new WecomRefusal(45002, 'btntxt exceeds 4 characters')
  return { kind: 'textcard', title, description, url, button }
}

const articles = z
  .array(
    z.object({
      title: z.string().min(1),
      description: z.string().optional(),
      url: z.string().min(1),
      picurl: z.string().optional(),
    }),
  )
  .min(1)
  .max(8)

function news(content: unknown): Body {
  const parsed = z.object({ articles }).safeParse(content)
  if (!parsed.success) throw new WecomRefusal(40063, 'news.articles is wrong')
  return {
    kind: 'news',
    articles: parsed.data.articles.map(({ title, description, url, picurl }) => ({
      title: within(title, 128, 'news.title'),
      ...(description ? { description: within(description, 512, 'news.description') } : {}),
      url: within(url, 2048, 'news.url'),
      ...(picurl ? { picture: picurl } : {}),
    })),
  }
}

function mediaImage(content: unknown, corp: Corp): Body {
  const key = textOf(content, 'media_id')
  if (mediaOf(corp, key).kind !== 'image') throw new WecomRefusal(40007, 'invalid media_id')
  return { kind: 'image', media: key }
}

/** A group's webhook takes the picture itself, with the MD5 of its bytes. */
function inlineImage(content: unknown, { store, ids, now }: Corp): Body {
  const bytes = Buffer.from(textOf(content, 'base64'), 'base64')
  if (bytes.length > 2 * 1024 * 1024) throw new WecomRefusal(40009, 'invalid image size')
  const type = imageType(bytes)
  if (type !== 'image/png' && type !== 'image/jpeg') throw new WecomRefusal(301019, 'invalid image')
  const md5 = createHash('md5').update(bytes).digest('hex')
  if (md5 !== textOf(content, 'md5').toLowerCase()) throw new WecomRefusal(301019, 'image md5 not match')
  const key = ids.hex('wi_')
  store.media.put(key, { kind: 'image', bytes, type, name: 'image', at: now().toISOString(), from: 'bot' })
  return { kind: 'image', media: key }
}

export function templateCard(content: unknown, road: Road): Body {
  const problem = templateCardProblem(content)
  if (problem) throw new WecomRefusal(problem.code, problem.message)
  const card = content as TemplateCard
  if (road === 'webhook' && interactiveTypes.has(card.card_type)) {
    throw new WecomRefusal(42031, 'a webhook takes text_notice and news_notice only')
  }
  return { kind: 'wecom-card', card, disabled: card.replace_text !== undefined }
}

/** Media live for three days. */
export function mediaOf({ store, now }: Corp, key: string) {
  const media = store.media.get(key)
  if (!media || now().getTime() - Date.parse(media.at) > mediaLifeMs)
    throw new WecomRefusal(40007, 'invalid media_id')
  return media
}

const mediaLifeMs = 3 * 24 * 3_600_000

function textOf(content: unknown, name: string): string {
  const value = (content as Record<string, unknown>)[name]
  if (typeof value !== 'string' || value === '') throw new WecomRefusal(44004, `empty content: ${name}`)
  return value
}

function within(text: string, limit: number, name: string): string {
  const length = Buffer.byteLength(text)
  if (length > limit)
    throw new WecomRefusal(45002, `content size out of limit: ${name} has ${length} of ${limit} bytes`)
  return text
}
