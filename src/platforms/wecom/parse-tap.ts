import { z } from 'zod'
import { cleanText } from '../../chat/fit.ts'
import type { Tap } from '../../chat/inbound.ts'
import type { Event } from './event.ts'
import { decodeKey, decodeRow, deliveryOf, ROW_QUESTION } from './tap-key.ts'

const selectedItems = z.object({
  SelectedItem: z
    .array(
      z.object({
        QuestionKey: z.string(),
        OptionIds: z.union([z.object({ OptionId: z.array(z.string()).optional() }), z.string()]).optional(),
      }),
    )
    .optional(),
})

/** A tap on one of our template cards; `null` if its key is none of ours. */
export function tapOf(event: Event): Tap | null {
  const pressed = decodeKey(event.EventKey ?? '')
  if (!pressed || !event.TaskId) return null
  const { [ROW_QUESTION]: row, ...values } = chosen(event.SelectedItems)
  const rowArgs = pressed.row && typeof row === 'string' ? decodeRow(row) : {}
  return {
    kind: 'tap',
    act: pressed.act,
    args: { ...pressed.args, ...rowArgs },
    values,
    messageId: cleanText(deliveryOf(event.TaskId), 200),
    ...(event.ResponseCode && { updateToken: event.ResponseCode }),
  }
}

/** One chosen option as a string, several as a list; a question without an answer is left out. */
function chosen(raw: unknown): Tap['values'] {
  const read = selectedItems.safeParse(raw)
  const values: Tap['values'] = {}
  for (const { QuestionKey, OptionIds } of (read.success && read.data.SelectedItem) || []) {
    const options = ((typeof OptionIds === 'object' && OptionIds.OptionId) || []).map((each) =>
      cleanText(each, 1000),
    )
    if (options.length > 0)
      values[cleanText(QuestionKey, 100)] = options.length === 1 ? (options[0] as string) : options
  }
  return values
}
