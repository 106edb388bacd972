import { z } from 'zod'
import type { Act } from '../../chat/card.ts'
import { byteLength, cleanText } from '../../chat/fit.ts'

/**
 * What a tap means, written into the key of a button. WeCom brings back nothing but that key (≤ 1024 bytes) and
 * the ids of what was selected (≤ 128 bytes each): https://developer.work.weixin.qq.com/document/path/90236.
 */
export function encodeKey({ act, args = {} }: Act, row?: 'row'): string | null {
  const key = JSON.stringify([act, args, ...(row ? [row] : [])])
  return byteLength(key) <= 1024 ? key : null
}

/** `row`: the arguments of the selected row belong to the act. */
export function decodeKey(key: string): (Required<Act> & { row: boolean }) | null {
  const read = written.safeParse(parsed(key))
  if (!read.success) return null
  const [act, args, row] = read.data
  return { act, args: cleaned(args), row: row === 'row' }
}

/** The selection that stands for "which row of the list"; its options are the arguments of the row's button. */
export const ROW_QUESTION = '_row'

export function encodeRow(args: Record<string, string>): string | null {
  const id = JSON.stringify(args)
  return byteLength(id) <= 128 ? id : null
}

export function decodeRow(id: string): Record<string, string> {
  const read = argumentsOf.safeParse(parsed(id))
  return read.success ? cleaned(read.data) : {}
}

/** The delivery that a task id belongs to; its second card has `@2` behind it, and so on. */
export const deliveryOf = (taskId: string): string => taskId.replace(/@\d+$/, '')

const argumentsOf = z.record(z.string(), z.string())
const written = z.tuple([z.string().min(1).max(100), argumentsOf, z.literal('row').optional()])

const cleaned = (args: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => [cleanText(name, 100), cleanText(value, 1000)]),
  )

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
