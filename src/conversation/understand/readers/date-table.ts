import type { DateTime } from 'luxon'
import { addWorkdays, afterHoliday, beforeHoliday, holidayNames, onHoliday } from './holidays.ts'
import { chineseDigits, smallNumber } from './numbers.ts'

/** One way to say a day. `vague`: a stretch of time, which yields to a day said in the same sentence. */
export type DateForm = {
  pattern: RegExp
  day(found: Groups, today: DateTime): DateTime | undefined
  vague?: true
  /** The day of a month without the month: the next one, for money that came in the last one. */
  recurs?: 'month' | 'week' | 'year'
}
type Groups = Record<string, string | undefined>

const N = `\\d{1,3}|[${chineseDigits}]{1,4}`
const month = `(?<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])`
const dayOfMonth = `(?<d>3[01]|[12]\\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]|廿[一二三四五六七八九]?|卅一?)`
const weekday = '(?:周|星期|礼拜)(?<w>[一二三四五六日天1-6])(?![年月个季度])'
const later = '(?:之后|以后|过后|后)'
const within = '(?:之内|以内|内|里)'
const re = (source: string): RegExp => new RegExp(source, 'g')

/** Every way to say a day, read by its longest match. Weeks begin on Monday. */
export const dateForms: readonly DateForm[] = [
  ...relativeDays(),
  {
    pattern: /(?<![a-z])next ?week(?![a-z])/g,
    day: (_, today) => monday(today).plus({ weeks: 1 }),
    vague: true,
  },
  {
    pattern: /(?<![a-z])(?:eom|(?:by )?(?:the )?(?:end of (?:the |this )?month|month[ -]?end))(?![a-z])/g,
    day: (_, today) => today.endOf('month'),
  },
  {
    pattern: /(?<![a-z])next ?month(?![a-z])/g,
    day: (_, today) => today.plus({ months: 1 }).startOf('month'),
    vague: true,
  },
  {
    pattern: /(?<![a-z])(?<next>next )?(?<e>mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day)?(?![a-z])/g,
    day: ({ next, e }, today) => {
      const index = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].indexOf(e as string)
      return next ? monday(today).plus({ weeks: 1, days: index }) : nextWeekday(today, index)
    },
  },
  { pattern: re(`(?:这个?|本)${weekday}`), day: ({ w }, today) => monday(today).plus({ days: week(w) }) },
  {
    pattern: re(`(?<!一)下个?${weekday}`),
    day: ({ w }, today) => monday(today).plus({ weeks: 1, days: week(w) }),
  },
  {
    pattern: re(`(?:下|大)下个?${weekday}`),
    day: ({ w }, today) => monday(today).plus({ weeks: 2, days: week(w) }),
  },
  { pattern: re(`上个?${weekday}`), day: ({ w }, today) => monday(today).plus({ weeks: -1, days: week(w) }) },
  { pattern: re(weekday), day: ({ w }, today) => nextWeekday(today, week(w)), recurs: 'week' },
  {
    pattern: re('(?:下|大)下个?(?:周|星期|礼拜)(?:初|里|内)?(?![一二三四五六日天末])'),
    day: (_, today) => monday(today).plus({ weeks: 2 }),
    vague: true,
  },
  {
    pattern: re('(?<![下大一])下个?(?:周|星期|礼拜)(?:初|里|内)?(?![一二三四五六日天末])'),
    day: (_, today) => monday(today).plus({ weeks: 1 }),
    vague: true,
  },
  {
    pattern: re('上个?(?:周|星期|礼拜)(?![一二三四五六日天])'),
    day: (_, today) => monday(today).minus({ weeks: 1 }),
    vague: true,
  },
  { pattern: re('(?:这个?|本)?(?:周|星期|礼拜)末'), day: (_, today) => saturday(today) },
  { pattern: re('下个?(?:周|星期|礼拜)末'), day: (_, today) => monday(today).plus({ weeks: 1, days: 5 }) },
  {
    pattern: re('(?:这|本)个?(?:周|星期|礼拜)(?:内|里|之内|以内|底)'),
    day: (_, today) => monday(today).plus({ days: 4 }),
    vague: true,
  },

  {
    pattern: re(
      `(?<y>20\\d\\d|今|明|后)年?\\s?[-./年]?\\s?${month}\\s?[-./月]\\s?${dayOfMonth}[号日]?(?!\\d)`,
    ),
    day: ({ y, m, d }, today) => exact(today, year(y, today), m, d),
  },
  {
    pattern: /(?<!\d)(?<y>20\d\d)(?<m>0[1-9]|1[0-2])(?<d>0[1-9]|[12]\d|3[01])(?!\d)/g,
    day: ({ y, m, d }, today) => exact(today, Number(y), m, d),
  },
  {
    pattern: re(`(?<![\\d.])${month}月(?:份)?\\s?${dayOfMonth}(?:[号日]|(?![\\d万千百台个套点:]))`),
    day: ({ m, d }, today) => nextMonthDay(today, m, d),
    recurs: 'year',
  },
  {
    pattern: re(
      `(?<![\\d./-])(?<m>1[0-2]|0?[1-9])[/-](?<d>3[01]|[12]\\d|0?[1-9])(?![\\d./%-])(?!\\s?[万wk元块折点个台套])`,
    ),
    day: ({ m, d }, today) => nextMonthDay(today, m, d),
    recurs: 'year',
  },
  {
    pattern: re(
      `(?<![\\d.])(?<m>1[0-2]|0?[1-9])\\.(?<d>3[01]|[12]\\d|0?[1-9])(?:[号日]|(?=\\s?(?:到账|入账|进账|转账|回款|收))|(?=(?:之?前|前|上午|下午|晚上|再|付|签|给|见|去|约|到|打款|回款|交)))`,
    ),
    day: ({ m, d }, today) => nextMonthDay(today, m, d),
    recurs: 'year',
  },
  {
    pattern: re(`下下个?月${dayOfMonth}[号日]?`),
    day: ({ d }, today) => inMonth(today.plus({ months: 2 }), d),
  },
  {
    pattern: re(`(?<!下)下个?月${dayOfMonth}[号日]?`),
    day: ({ d }, today) => inMonth(today.plus({ months: 1 }), d),
  },
  { pattern: re(`(?:这个?|本|当)月${dayOfMonth}[号日]`), day: ({ d }, today) => inMonth(today, d) },
  {
    pattern: re(`上个?月${dayOfMonth}[号日]?`),
    day: ({ d }, today) => inMonth(today.minus({ months: 1 }), d),
  },
  {
    pattern: re(`(?<![\\d月.一二三四五六七八九十])${dayOfMonth}[号日](?![线楼门院店机码])`),
    day: ({ d }, today) => nextDayOfMonth(today, d),
    recurs: 'month',
  },

  { pattern: re('(?:这个?|本|当)?月(?:底|末|尾|终)(?!前?两)'), day: (_, today) => today.endOf('month') },
  { pattern: re('下个?月(?:底|末|尾)'), day: (_, today) => today.plus({ months: 1 }).endOf('month') },
  { pattern: re('上个?月(?:底|末|尾)'), day: (_, today) => today.minus({ months: 1 }).endOf('month') },
  {
    pattern: re(`(?<!个|\\d|[十个])(?<y>今年|明年|来年)?${month}月(?:份)?(?:底|末|尾)`),
    day: ({ y, m }, today) => ofMonth(today, m, y).endOf('month'),
  },
  {
    pattern: re(`(?<!\\d)(?<y>今年|明年|来年)?${month}月(?:份)?(?:初|上旬)`),
    day: ({ y, m }, today) => ofMonth(today, m, y).startOf('month'),
  },
  {
    pattern: re(`(?<!\\d)(?<y>今年|明年|来年)?${month}月(?:份)?(?:中旬|中(?![心国间型号小]))`),
    day: ({ y, m }, today) => ofMonth(today, m, y).set({ day: 15 }),
  },
  {
    pattern: re(`(?<!\\d)(?<y>今年|明年|来年)?${month}月(?:份)?下旬`),
    day: ({ y, m }, today) => ofMonth(today, m, y).endOf('month'),
  },
  { pattern: re('下个?月(?:初|上旬)'), day: (_, today) => today.plus({ months: 1 }).startOf('month') },
  { pattern: re('下个?月(?:中旬|中)'), day: (_, today) => today.plus({ months: 1 }).set({ day: 15 }) },
  { pattern: re('(?:这个?|本)?月中(?:旬)?'), day: (_, today) => today.set({ day: 15 }) },
  {
    pattern: re('中旬'),
    day: (_, today) => (today.day > 15 ? today.plus({ months: 1 }) : today).set({ day: 15 }),
  },
  { pattern: re('下旬'), day: (_, today) => today.endOf('month') },
  { pattern: re('月初'), day: (_, today) => today.plus({ months: 1 }).startOf('month') },
  {
    pattern: re('(?<!下)下个?月(?![底末尾初中上下\\d一二三四五六七八九十])'),
    day: (_, today) => today.plus({ months: 1 }).startOf('month'),
    vague: true,
  },
  {
    pattern: re(
      `(?<![\\d.第])(?<y>今年|明年|来年)?${month}月(?:份)?(?![底末尾初中上下\\d一二三四五六七八九十个])`,
    ),
    day: ({ y, m }, today) => ofMonth(today, m, y).endOf('month'),
    vague: true,
  },
  { pattern: re('(?<!下)(?:这个?|本|当)?季度?(?:末|底|尾)'), day: (_, today) => today.endOf('quarter') },
  { pattern: re('下个?季度?(?:末|底|尾)'), day: (_, today) => today.plus({ quarters: 1 }).endOf('quarter') },
  {
    pattern: re('(?:第)?(?:q(?<q>[1-4])|(?<c>[一二三四1-4])季度?)(?:的)?(?:末|底|尾|结束)'),
    day: ({ q, c }, today) => ofQuarter(today, q ?? c),
  },
  { pattern: re('(?:今年?|本年)?年(?:底|末|终(?!奖)|尾)'), day: (_, today) => today.endOf('year') },
  { pattern: re('明年(?:年)?初'), day: (_, today) => today.plus({ years: 1 }).startOf('year') },
  { pattern: re('上半年(?:末|底|结束)?'), day: (_, today) => today.set({ month: 6, day: 30 }), vague: true },

  { pattern: re(`(?<n>${N})\\s?(?:天|日)${later}`), day: ({ n }, today) => today.plus({ days: count(n) }) },
  {
    pattern: re(`(?<n>${N})\\s?(?:天|日)(?:之)?${within}`),
    day: ({ n }, today) => today.plus({ days: count(n) }),
  },
  {
    pattern: re(`(?:再?过|再等|隔)(?:个)?(?<n>${N})\\s?(?:天|日)(?:${later})?`),
    day: ({ n }, today) => today.plus({ days: count(n) }),
  },
  {
    pattern: re(`(?<n>${N})\\s?个?(?:周|星期|礼拜)(?:${later}|${within})`),
    day: ({ n }, today) => today.plus({ weeks: count(n) }),
  },
  {
    pattern: re(`(?:再?过|再等|隔)(?:个)?(?<n>${N})\\s?个?(?:周|星期|礼拜)(?:${later})?`),
    day: ({ n }, today) => today.plus({ weeks: count(n) }),
  },
  {
    pattern: re(`(?<n>${N})\\s?个月(?:${later}|${within})`),
    day: ({ n }, today) => today.plus({ months: count(n) }),
  },
  {
    pattern: re(`(?:再?过|再等|隔)(?:个)?(?<n>${N})\\s?个月(?:${later})?`),
    day: ({ n }, today) => today.plus({ months: count(n) }),
  },
  {
    pattern: re(`(?:再?过)?半个?月(?:${later}|${within})|再?过半个?月`),
    day: (_, today) => today.plus({ days: 15 }),
  },
  {
    pattern: re(`(?:再?过)?半年(?:${later}|${within})|再?过半年`),
    day: (_, today) => today.plus({ months: 6 }),
  },
  {
    pattern: re(`(?<n>${N})\\s?个?工作日(?:之)?(?:${later}|${within})?`),
    day: ({ n }, today) => addWorkdays(today, count(n)),
  },
  {
    pattern: re(`(?<n>${N})\\s?(?:天|日)(?:之)?前(?![要得把])`),
    day: ({ n }, today) => today.minus({ days: count(n) }),
  },
  {
    pattern: re(
      `(?<h>${Object.keys(holidayNames).join('|')}|(?<![季时])节)(?:节|假期|放假|长假|小长假|假)*(?:之后|以后|过后|一过|过了|过完|结束|完了?|后|回来|收假|复工|上班)(?:之后|以后|后)?(?:的?第一天)?`,
    ),
    day: ({ h }, today) => afterHoliday(h as string, today),
  },
  {
    pattern: re(`(?:过完|过了|等)(?<h>${Object.keys(holidayNames).join('|')}|节)(?:节|假)*(?:再|就|了)?`),
    day: ({ h }, today) => afterHoliday(h as string, today),
  },
  {
    pattern: re(
      `(?<h>${Object.keys(holidayNames).join('|')}|(?<![季时])节)(?:节|假期|放假|长假|小长假|假)*(?:之前|以前|前)`,
    ),
    day: ({ h }, today) => beforeHoliday(h as string, today),
  },
  {
    pattern: re('(?<h>元旦|清明|劳动节|端午|中秋|国庆)(?:节|当天)?(?![后前假长放完])'),
    day: ({ h }, today) => onHoliday(h as string, today),
    vague: true,
  },
  { pattern: re('双十一|双11'), day: (_, today) => nextMonthDay(today, '11', '11') },
  { pattern: re('双十二|双12'), day: (_, today) => nextMonthDay(today, '12', '12') },
  { pattern: re('年后|年后开工|开年(?:后)?'), day: (_, today) => afterHoliday('春节', today) },
]

function relativeDays(): DateForm[] {
  const words: [string, number][] = [
    ['today|今天|今日|今儿个?|当天|今晚|今早|今夜|今下午', 0],
    ['tomorrow|tmr|明天|明日|明儿个?|明晚|明早|明晨|明个儿?', 1],
    ['(?<!大)后天|(?<!大)后儿个?|后日', 2],
    ['(?<!大)大后[天儿]', 3],
    ['大大后[天儿]', 4],
    ['昨天|昨日|昨儿个?|昨晚|昨夜', -1],
    ['(?<!大)前天|前儿个?|前晚', -2],
    ['大前[天儿]', -3],
  ]
  return words.map(([said, days]) => ({ pattern: re(said), day: (_, today) => today.plus({ days }) }))
}

const count = (n: string | undefined): number => Math.min(smallNumber(n ?? '') ?? 1, 999)
const week = (w: string | undefined): number =>
  ({ 日: 6, 天: 6 })[w as '日'] ?? (smallNumber(w ?? '') ?? 1) - 1
const monday = (today: DateTime): DateTime => today.startOf('week')
const saturday = (today: DateTime): DateTime => monday(today).plus({ days: 5 })

/** 周五 is the next Friday; said on a Friday, the one in a week. */
function nextWeekday(today: DateTime, index: number): DateTime {
  const day = monday(today).plus({ days: index })
  return day <= today ? day.plus({ weeks: 1 }) : day
}

function exact(
  today: DateTime,
  y: number,
  m: string | undefined,
  d: string | undefined,
): DateTime | undefined {
  const day = today.set({ year: y, month: number(m), day: 1 })
  return inMonth(day, d)
}

function inMonth(monthDay: DateTime, d: string | undefined): DateTime | undefined {
  const day = number(d)
  return day >= 1 && day <= (monthDay.daysInMonth ?? 31) ? monthDay.set({ day }) : undefined
}

function nextMonthDay(today: DateTime, m: string | undefined, d: string | undefined): DateTime | undefined {
  const day = exact(today, today.year, m, d)
  return day && day < today ? exact(today, today.year + 1, m, d) : day
}

function nextDayOfMonth(today: DateTime, d: string | undefined): DateTime | undefined {
  for (let ahead = 0; ahead < 3; ahead++) {
    const day = inMonth(today.set({ day: 1 }).plus({ months: ahead }), d)
    if (day && day >= today) return day
  }
  return undefined
}

function ofMonth(today: DateTime, m: string | undefined, y: string | undefined): DateTime {
  const day = today.set({ month: number(m), day: 1 })
  if (y === '明年' || y === '来年') return day.plus({ years: 1 })
  return day.endOf('month') < today && y !== '今年' ? day.plus({ years: 1 }) : day
}

function ofQuarter(today: DateTime, q: string | undefined): DateTime {
  const end = today.set({ month: number(q) * 3, day: 1 }).endOf('month')
  return end < today ? end.plus({ years: 1 }).endOf('month') : end
}

const year = (y: string | undefined, today: DateTime): number =>
  y === '今' ? today.year : y === '明' ? today.year + 1 : y === '后' ? today.year + 2 : Number(y)

const number = (text: string | undefined): number => {
  const plain = (text ?? '').replace(/^廿/, '二十').replace(/^卅/, '三十').replace(/^0/, '')
  return smallNumber(plain) ?? 0
}
