import { z } from 'zod'
import { cleanText } from '../../chat/fit.ts'
import type { Chat, Tap } from '../../chat/inbound.ts'
import { actionEvent } from './envelope.ts'

export type FoundTap = { sender: string; tenant: string | undefined; chat: Chat | null; content: Tap }

/**
 * The names that `render` adds to a callback's value beside the act and its arguments: `_in` tells groups from
 * direct chats, which callbacks do not; `_name` is the block that a selection belongs to.
 */
const ownValue = z.record(z.string(), z.unknown()).and(z.object({ act: z.string().min(1).max(100) }))

/** A tap on one of our cards; `null` on anything else. `raw` is the whole callback. */
export function tapOf(event: Record<string, unknown>, raw: Record<string, unknown>): FoundTap | null {
  const {
    operator,
    token,
    action,
    context = actionEvent.shape.context.parse(raw.context),
  } = actionEvent.parse(event)
  const value = ownValue.safeParse(asObject(action.value))
  if (!value.success || !context?.open_message_id) return null
  const { act, _in, _name, ...args } = value.data
  const chosen = { ...formValues(action.form_value ?? {}), ...selection(action, _name) }
  return {
    sender: operator.open_id,
    tenant: operator.tenant_key,
    chat: context.open_chat_id
      ? { id: context.open_chat_id, kind: _in === 'group' ? 'group' : 'direct' }
      : null,
    content: {
      kind: 'tap',
      act,
      args: strings(args),
      values: chosen,
      messageId: context.open_message_id,
      answerable: true,
      ...(token && { updateToken: token }),
    },
  }
}

type Action = z.infer<typeof actionEvent>['action']

/** What a single component outside a form brings, under the name of its block. */
function selection(action: Action, blockName: unknown): Tap['values'] {
  const name = typeof blockName === 'string' ? blockName : action.name
  if (!name) return {}
  const { options, option, input_value, checked } = action
  if (options) return { [name]: options.map((each) => plain(each)) }
  const value = option ?? input_value ?? (checked === undefined ? undefined : String(checked))
  return value === undefined ? {} : { [name]: plain(value) }
}

function formValues(form: Record<string, unknown>): Tap['values'] {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => {
      const read = Array.isArray(value) ? value.map((each) => plain(String(each))) : scalar(value)
      return read === undefined ? [] : [[fieldName(name), read]]
    }),
  )
}

/** Without the suffix that `render` adds where two forms of a card have a field of the same name. */
const fieldName = (name: string): string => cleanText(name.replace(/__\d+$/, ''), 100)

const strings = (record: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => {
      const read = scalar(value)
      return read === undefined ? [] : [[name, read]]
    }),
  )

function scalar(value: unknown): string | undefined {
  if (typeof value === 'string') return plain(value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** `2026-04-01 +0800` → `2026-04-01`: the zone is the phone's, not a choice; the day on the picker is what was meant. */
const plain = (value: string): string =>
  cleanText(value.replace(/^(\d{4}-\d\d-\d\d(?: \d\d:\d\d)?|\d\d:\d\d) [+-]\d{4}$/, '$1'))

/** Older SDKs send the value back as a JSON string. */
function asObject(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}
