import { DateTime } from 'luxon'
import { smallNumber } from '../readers/numbers.ts'
import type { Reading } from '../reading.ts'
import type { Period } from '../understanding.ts'

/** 昨天, 上周, 5月, 去年: a period that is over, with its last day. `undefined` where it still runs, or none is said. */
export function pastPeriod({ text: { plain }, context: { at, zone }, dates }: Reading): Past | undefined {
  const today = DateTime.fromJSDate(at, { zone }).startOf('day')
  const day = dates.find(({ vague }) => !vague)
  const until = day && (day.last ?? day.when.slice(0, 10))
  if (until) return until < (today.toISODate() as string) ? { period: 'day', until } : undefined
  for (const { period, said, within } of pasts) {
    const found = said.exec(plain)
    if (!found) continue
    const last = within(today, found.groups ?? {}).endOf(period)
    // 本月比上月: the running one is shown beside the one before.
    const isOver = last < today && !running[period].test(plain)
    return isOver ? { period, until: last.toISODate() as string } : undefined
  }
  return undefined
}

const running: Record<Exclude<Period, 'day'>, RegExp> = {
  week: /本周|这个?(?:周|星期|礼拜)/,
  month: /本月|这个?月|当月/,
  quarter: /本季|这个?季/,
  year: /今年|本年/,
}

type Past = { period: Period; until: string }

type PastForm = {
  period: keyof typeof running
  said: RegExp
  /** Any day of it. */
  within(today: DateTime, said: Record<string, string | undefined>): DateTime
}

const pasts: readonly PastForm[] = [
  {
    period: 'month',
    said: /(?<lastYear>去年)?(?<![\d个.一二三四五六七八九十])(?<n>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?![\d一二三四五六七八九十])/,
    within: (today, { lastYear, n = '' }) => latest(today, 'month', smallNumber(n) ?? 1, lastYear),
  },
  {
    period: 'quarter',
    said: /(?<lastYear>去年)?(?:q(?<q>[1-4])|第?(?<n>[1-4一二三四])季)/,
    within: (today, { lastYear, q, n }) =>
      latest(today, 'quarter', 3 * (smallNumber(q ?? n ?? '') ?? 1), lastYear),
  },
  {
    period: 'week',
    said: /上个?(?:周|星期|礼拜)(?![一二三四五六日天末])/,
    within: (today) => today.minus({ weeks: 1 }),
  },
  { period: 'month', said: /上个?月/, within: (today) => today.minus({ months: 1 }) },
  { period: 'quarter', said: /上个?季/, within: (today) => today.minus({ quarters: 1 }) },
  { period: 'year', said: /去年|上年度|上一年/, within: (today) => today.minus({ years: 1 }) },
]

/** The one that has begun last; of last year where that is said. */
function latest(today: DateTime, period: Period, month: number, lastYear: string | undefined): DateTime {
  const day = today.set({ month }).startOf(period)
  return lastYear || day > today ? day.minus({ years: 1 }) : day
}
