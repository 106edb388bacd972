import { DateTime } from 'luxon'
import { type DateForm, dateForms } from './date-table.ts'
import { chineseDigits, smallNumber } from './numbers.ts'
import { apart, byPlace, matchesOf, type Span } from './span.ts'
import { dayPartAt, timeAt } from './times.ts'

/** Days and moments named in the text. 下午 without an hour is a day, 两小时后 a moment. */
export function readDates(said: string, at: Date, zone: string, taken: readonly Span[]): SaidDate[] {
  // 安排一下下周二 is next Tuesday, not the one after.
  const text = said.replace(/一下(?=下个?(?:周|月|礼拜|星期|季))/g, '　　')
  const now = DateTime.fromJSDate(at, { zone })
  const days = daysIn(text, now.startOf('day'), taken).map((day) => withTime(day, text))
  const moments = apart(momentsIn(text, now), taken)
  const times = apart([...clockTimes(text, now), ...moments].sort(longestFirst), [...taken])
  return apart([...moments, ...days, ...times]).sort(byPlace)
}

/** `when`: a date, or a moment with its offset. */
export type SaidDate = Span & {
  when: string
  /** The same in the past, for a day that recurs: the last 9号. */
  last?: string
  /** A stretch of time or only part of a day: yields to a plain date. */
  vague: boolean
  /** Days from today, negative in the past. */
  days: number
  /** A time of day without a day: 下午三点. */
  isTime?: true
}

type Day = Span & { day: DateTime; form: DateForm; today: DateTime }

/** The longest words for a day at each place; the day is counted only for those that stay. */
function daysIn(text: string, today: DateTime, taken: readonly Span[]): Day[] {
  const found = dateForms.flatMap((form) =>
    matchesOf(text, form.pattern).map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      form,
      match,
    })),
  )
  return apart(
    found
      .filter((one) => !isSums(one, found, text, today))
      .sort(longestFirst)
      .slice(0, mostDates * 8),
    taken,
  )
    .slice(0, mostDates)
    .flatMap(({ start, end, form, match }) => {
      const day = form.day(match.groups ?? {}, today)
      return day?.isValid ? [{ start, end, day: day.startOf('day'), form, today }] : []
    })
}

/** 九万六月底 in September is 96,000 and the end of the month: its June is far away. */
function isSums({ start, form, match }: Said, all: readonly Said[], text: string, today: DateTime): boolean {
  if (
    !/[一二两三四五六七八九]/.test(text[start] as string) ||
    text[start + 1] !== '月' ||
    !/[万千]/.test(text[start - 1] ?? '')
  )
    return false
  const day = form.day(match.groups ?? {}, today)
  return !!day && day.diff(today, 'days').days > 120 && all.some((one) => one.start === start + 1)
}

type Said = Span & { form: DateForm; match: RegExpMatchArray }

/** More days than this in one sentence are nobody's sentence. */
const mostDates = 30

function withTime(said: Day, text: string): SaidDate {
  const days = Math.round(said.day.diff(said.today, 'days').days)
  const vague = said.form.vague ?? false
  const evening = /[晚夜]$/.test(text.slice(said.start, said.end)) ? '晚上' : ''
  const time = evening
    ? timeAt(evening + text.slice(said.end, said.end + 10), 0, true)
    : timeAt(text, said.end, true)
  if (time) {
    const end = evening ? said.end + time.end - evening.length : time.end
    const moment = said.day.set({ hour: time.hour, minute: time.minute })
    return { start: said.start, end, when: iso(moment), vague: false, days }
  }
  const end = dayPartAt(text, said.end) ?? said.end
  const last = lastOne(said)
  return { start: said.start, end, when: said.day.toISODate() as string, vague, days, ...(last && { last }) }
}

/** 9号, 周一, 5月20号 for what has happened: the one that was. */
function lastOne({ day, form, today }: Day): string | undefined {
  if (!form.recurs) return undefined
  if (day <= today) return day.toISODate() ?? undefined
  if (form.recurs !== 'month')
    return day.minus(form.recurs === 'week' ? { weeks: 1 } : { years: 1 }).toISODate() ?? undefined
  // Not every month has a 31st.
  const before = [1, 2, 3].map((months) => day.minus({ months }))
  return before.find((one) => one.day === day.day && one <= today)?.toISODate() ?? undefined
}

function momentsIn(text: string, now: DateTime): SaidDate[] {
  return matchesOf(text, duration).map((found) => {
    const { half, n, unit, extra, quarter } = found.groups ?? {}
    const size = (half ? 0.5 : (smallNumber(n ?? quarter ?? '') ?? 1)) + (extra ? 0.5 : 0)
    const minutes = quarter || unit?.startsWith('刻') ? size * 15 : unit?.startsWith('分') ? size : size * 60
    const moment = now.plus({ minutes }).startOf('minute')
    return {
      start: found.index,
      end: found.index + found[0].length,
      when: iso(moment),
      vague: false,
      days: 0,
    }
  })
}

const N = `\\d{1,3}|[${chineseDigits}]{1,4}`
const duration = new RegExp(
  `(?:再?过|等)?(?:(?<half>半)个?|(?<n>${N})\\s?个?(?<extra>半)?)(?<unit>小时|钟头|分钟|刻钟|钟(?!头))(?:之后|以后|过后|后|之内|以内|内)|(?:再?过|等)(?:(?<half>半)个?|(?<n>${N})\\s?个?(?<extra>半)?)(?<unit>小时|钟头|分钟|刻钟|钟(?!头))`,
  'g',
)

/** 下午3点 with no date: today, or tomorrow when that is over. 下午 alone is today. */
function clockTimes(text: string, now: DateTime): SaidDate[] {
  const found: SaidDate[] = []
  for (let at = 0; at < text.length; at++) {
    const time = timeAt(text, at, false)
    if (time) {
      const today = now.set({ hour: time.hour, minute: time.minute, second: 0, millisecond: 0 })
      const moment = today < now ? today.plus({ days: 1 }) : today
      found.push({ start: at, end: time.end, when: iso(moment), vague: false, days: 0, isTime: true })
      at = time.end - 1
      continue
    }
    const end = partAlone.test(text.slice(at, at + 2)) ? dayPartAt(text, at) : undefined
    if (!end) continue
    found.push({ start: at, end, when: now.toISODate() as string, vague: true, days: 0 })
    at = end - 1
  }
  return found
}

const partAlone = /^(?:上午|中午|下午|傍晚|晚上|晚间|下班)/

const iso = (moment: DateTime): string => moment.toISO({ suppressMilliseconds: true }) as string
const longestFirst = (a: Span, b: Span): number => b.end - b.start - (a.end - a.start) || a.start - b.start
