import { chineseDigits, smallNumber } from './numbers.ts'

/** A time of day after a date or by itself. Without an hour there is none: 下午 is no time. */
export type TimeOfDay = { end: number; hour: number; minute: number }

const part = '凌晨|清晨|一大早|大清早|一早|早上|早晨|上午|中午|午后|下午|傍晚|晚上|晚间|夜里|早|晚'
const hour = `(?<hour>2[0-4]|1\\d|0?\\d|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])`
const minute = `(?<minute>[0-5]?\\d|[${chineseDigits}]{1,3})`

/** 10点整, but 10点整理报价. */
const sharp = '整(?![理顿改合体])'

/** With the part of the day: 下午3点半, 晚上8:30. */
const parted = new RegExp(
  `(?:的)?\\s?(?<part>${part})\\s?的?${hour}(?:(?:点钟?|时)(?:(?<half>半|一刻|三刻|${sharp})|${minute}分?(?![天个台万块]))?|[:](?<colon>[0-5]\\d))`,
  'y',
)
/** Without: only where a date stands before it, or the hour is written out as one. */
const bare = new RegExp(
  `(?:的)?\\s?${hour}(?:点钟?(?:(?<half>半|一刻|三刻|${sharp})|${minute}分?(?![天个台万块]))?|[:](?<colon>[0-5]\\d)(?!\\d))`,
  'y',
)

/** 10am, 3:30 pm. */
const english = /\s?(?:at )?(?<hour>1[0-2]|0?[1-9])(?:[:.](?<colon>[0-5]\d))?\s?(?<ampm>am|pm)(?![a-z])/y

/** The time that begins here. `dated`: a date was said right before, so a bare 3点 is an hour and not a point. */
export function timeAt(text: string, at: number, dated: boolean): TimeOfDay | undefined {
  const found = match(parted, text, at) ?? match(english, text, at) ?? match(bare, text, at)
  if (!found?.groups) return undefined
  const { part, ampm, hour: hours, half, minute: minutes, colon } = found.groups
  const said = ampm ? (ampm === 'pm' ? '下午' : '上午') : part
  const end = at + found[0].length
  if (!dated && !said && !colon && !half && !clockAfter.test(text.slice(end, end + 4))) return undefined
  const spoken = smallNumber(hours ?? '') ?? 0
  const past = colon
    ? Number(colon)
    : half
      ? ({ 半: 30, 一刻: 15, 三刻: 45 }[half] ?? 0)
      : (smallNumber(minutes ?? '') ?? 0)
  return spoken > 24 || past > 59 ? undefined : { end, hour: dayHour(spoken, said), minute: past }
}

/** Where a part of the day without an hour ends: it belongs to the date's words. */
export function dayPartAt(text: string, at: number): number | undefined {
  const found = match(alone, text, at)
  return found ? at + found[0].length : undefined
}

const alone = new RegExp(
  `(?:的)?(?:${part}|下班(?:之)?前|上班前|午饭[前后]|饭[前后]|全天)(?:之)?[前后]?`,
  'y',
)
const clockAfter = /^(?:钟|整|之?前|开会|提醒|叫|喊|出发|见|到|去|准时|左右|的时候)/

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** 3点 at work is the afternoon; 下午 and 晚上 say so themselves. */
function dayHour(spoken: number, said: string | undefined): number {
  if (spoken === 24) return 0
  if (said && /午后|下午|傍晚|晚|夜/.test(said)) return spoken < 12 ? spoken + 12 : spoken
  if (said === '中午') return spoken < 3 ? spoken + 12 : spoken
  if (said) return spoken
  return spoken >= 1 && spoken <= 6 ? spoken + 12 : spoken
}
