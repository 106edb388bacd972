import { z } from 'zod'

/** What the page may send, as `view.ts` says it. */

export const platform = z.enum(['feishu', 'wecom'])
const base64 = z.base64().max(14_000_000).optional()
export const saying = z.object({
  platform,
  person: z.string(),
  chat: z.string(),
  say: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('text'),
      text: z.string().min(1).max(10_000),
      mention: z.boolean().optional(),
    }),
    z.object({ kind: z.literal('image'), bytes: base64 }),
    z.object({ kind: z.literal('file'), name: z.string().min(1).max(200), bytes: base64 }),
    z.object({ kind: z.literal('location'), label: z.string(), latitude: z.number(), longitude: z.number() }),
    z.object({ kind: z.literal('sticker') }),
    z.object({ kind: z.literal('menu'), key: z.string().min(1) }),
  ]),
})
export const tapping = z.object({
  platform,
  person: z.string(),
  message: z.string(),
  action: z.discriminatedUnion('platform', [
    z.object({
      platform: z.literal('feishu'),
      tag: z.string(),
      name: z.string().optional(),
      value: z.unknown().optional(),
      option: z.string().optional(),
      formValue: z.record(z.string(), z.unknown()).optional(),
      options: z.array(z.string()).optional(),
      inputValue: z.string().optional(),
      checked: z.boolean().optional(),
    }),
    z.object({
      platform: z.literal('wecom'),
      key: z.string(),
      selected: z.array(z.object({ question: z.string(), options: z.array(z.string()) })).optional(),
    }),
  ]),
})
