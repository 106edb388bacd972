import { inMandarin, isDialect } from './dialect.ts'

/** Longer sentences are read up to here: nobody says more in one breath, and it bounds the time of any input. */
export const longest = 1000

/**
 * The sentence twice, position by position the same: `original` for what people see, `plain` to be read:
 * half width, lower case, without emoji, control characters and the signs that masks use.
 */
export type Text = { original: string; plain: string }

export function readable(sentence: string): Text {
  const original = sentence.slice(0, longest)
  let plain = ''
  for (let at = 0; at < original.length; at++) plain += plainUnit(original.charCodeAt(at))
  return { original, plain: inMandarin(plain).replace(toTheBot, (called) => ' '.repeat(called.length)) }
}

/** In a group the bot is called by its name first. */
const toTheBot = /^\s*@(?:聊单|机器人|小助手|助手|bot)[^\s]{0,4}\s/

/** A name or word as `plain` would have it, for keys. */
export const plainWord = (word: string): string =>
  isPlain.test(word) && !isDialect(word) ? word : readable(word).plain.trim()

/** Most names need no change; a book of 50,000 is built faster for knowing it. */
const isPlain = /^(?:(?![啦咯喽嘞她您滴哒帐])[\u4e00-\u9fff])+$/

export const isWordUnit = (unit: string | undefined): boolean => unit !== undefined && /[a-z0-9]/.test(unit)

/** Parts between stops, with where they begin. A comma ends a part: Chinese sentences run on. */
export function clauses(text: string): Clause[] {
  const found: Clause[] = []
  let start = 0
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !stops.has(text[at] as string)) continue
    if (text.slice(start, at).trim()) found.push({ start, end: at, text: text.slice(start, at) })
    start = at + 1
  }
  return found
}

export type Clause = { start: number; end: number; text: string }

/** Characters said for the same thing; one for one, so that positions stay. */
const variants: Record<string, string> = {
  啦: '了',
  咯: '了',
  喽: '了',
  嘞: '了',
  她: '他',
  您: '你',
  滴: '的',
  哒: '的',
  帐: '账',
}

const stops = new Set([...',。;!?\n…~、'])

function plainUnit(unit: number): string {
  if (unit === 0x0a) return '\n'
  if (unit === 0x3000 || unit === 0xa0) return ' '
  if (unit === 0xffe5) return '¥'
  if (unit >= 0xff01 && unit <= 0xff5e) return lower(unit - 0xfee0)
  if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) return ' '
  if (ticks.has(unit)) return '√'
  if (isSign(unit)) return ' '
  const plainer = variants[String.fromCharCode(unit)]
  if (plainer) return plainer
  return lower(unit)
}

/** ✅ ✔ ☑ say that something is done. */
const ticks = new Set([0x2705, 0x2714, 0x2611])

const lower = (unit: number): string => String.fromCharCode(unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit)

/** Surrogates and dingbats are emoji to us, zero-width marks nothing; circled letters are taken by masks. */
const isSign = (unit: number): boolean =>
  (unit >= 0xd800 && unit <= 0xdfff) ||
  (unit >= 0x2600 && unit <= 0x27bf) ||
  (unit >= 0x24b6 && unit <= 0x24cf) ||
  (unit >= 0x200b && unit <= 0x200f) ||
  unit === 0xfe0f ||
  unit === 0xfeff
