import { z } from 'zod'

/** The parts of Feishu's events that we read; everything else is left alone. Ids are capped, they become keys. */

export const id = z.string().min(1).max(200)
const text = z.string()

export const userId = z.object({ open_id: id })

const header = z.object({
  event_id: id,
  event_type: text,
  create_time: z.union([z.string(), z.number()]).optional(),
  tenant_key: text.optional(),
})

export const envelope = z.object({ header, event: z.record(z.string(), z.unknown()) })
export type Envelope = z.infer<typeof envelope>

/** Envelope 1.0, still used for `p2p_chat_create`. */
export const envelopeV1 = z.object({
  uuid: id,
  ts: z.union([z.string(), z.number()]).optional(),
  event: z.looseObject({ type: text }),
})

const mention = z.object({
  key: text,
  id: z.object({ open_id: text.optional() }).optional(),
  mentioned_type: text.optional(),
  name: text.optional(),
})
export type Mention = z.infer<typeof mention>

export const messageEvent = z.object({
  sender: z.object({
    sender_id: z.object({ open_id: id.optional() }).nullish(),
    sender_type: text,
    tenant_key: text.optional(),
  }),
  message: z.object({
    message_id: id,
    create_time: z.union([z.string(), z.number()]).optional(),
    chat_id: id,
    chat_type: text,
    message_type: text,
    content: text,
    mentions: z.array(mention).nullish(),
  }),
})
export type MessageEvent = z.infer<typeof messageEvent>

const context = z.object({ open_message_id: id.optional(), open_chat_id: id.optional() })

/** Some samples of the documentation put `context` beside `event`; the reference page puts it inside. */
export const actionEvent = z.object({
  operator: z.object({ open_id: id, tenant_key: text.optional() }),
  token: z.string().max(300).optional(),
  action: z.object({
    tag: text.optional(),
    name: text.optional(),
    value: z.unknown().optional(),
    form_value: z.record(z.string(), z.unknown()).nullish(),
    option: text.optional(),
    options: z.array(text).optional(),
    input_value: text.optional(),
    checked: z.boolean().optional(),
  }),
  context: context.optional(),
})

export const menuEvent = z.object({
  operator: z.object({ operator_id: userId }),
  event_key: z.string().max(200),
  timestamp: z.union([z.string(), z.number()]).optional(),
})

export const chatEvent = z.object({
  chat_id: id,
  operator_id: userId.nullish(),
  name: text.nullish(),
  external: z.boolean().nullish(),
})

const named = z.object({ open_id: id.optional(), open_department_id: id.optional() })
export const directoryEvent = z.object({ object: named.optional(), old_object: named.optional() })

export const firstChatEvent = z.object({
  chat_id: id,
  user: z.object({ open_id: id }).optional(),
  operator: z.object({ open_id: id }).optional(),
})
