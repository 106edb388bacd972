import { ask } from '../questions.ts'
import type { SaidDate } from '../readers/dates.ts'
import type { Reading } from '../reading.ts'
import { amountIn } from './amount.ts'
import { type Fill, needs, only, trimmed } from './frame.ts'
import { accountIn } from './named.ts'

/** Money that came in; its day lies in the past. */
export const payment: Fill = (reading) => {
  const account = accountIn(reading)
  const amount = amountIn(reading, [], true)
  const question =
    needs('record_payment', 'account', account) ??
    (amount && !isTwoSums(reading) ? undefined : ask('record_payment', 'amount'))
  return { arguments: only({ account, amount, paidOn: pastDay(reading) }), question }
}

/** 到账3万和2万: two payments, or one of 5万; who came in knows. */
const isTwoSums = ({ masked: { text } }: Reading): boolean =>
  /Ⓜ(?:和|跟|加|\+|、|,?(?:另外?|还有|又|再)?(?:一笔|一个)(?:是)?)Ⓜ|[两二三几]笔/.test(text)

/** A day the customer named for paying. Of two payments it is the first; the words of the other are kept as a note. */
export const promise: Fill = (reading) => {
  const account = accountIn(reading)
  const second = secondPayment(reading)
  const first = second === undefined ? reading : upTo(reading, second)
  const dueOn = dueDay(first)
  const question =
    needs('promise_payment', 'account', account) ?? (dueOn ? undefined : ask('promise_payment', 'dueOn'))
  const note = second === undefined ? undefined : trimmed(reading.text.original.slice(second))
  return { arguments: only({ account, amount: amountIn(first, [], true), dueOn, note }), question }
}

/** Where a second payment begins: 剩下的月底前结清, 下周三再付2万. */
function secondPayment({ masked: { text, origin } }: Reading): number | undefined {
  const found = twoPayments.exec(text)
  return found ? origin[found[0].length] : undefined
}

const twoPayments =
  /^[^\n]*?[ⒹⓂ][^\n]*?[,;。、\s](?=(?:剩下?|剩余|余下|余款|其余|另外|还有|尾款|后面|第二[笔次])[^,;。\n]{0,12}Ⓓ|Ⓓ[^,;。\n]{0,4}(?:(?:再|又)[^,;。\n]{0,4}(?:[付打转汇结给还]|Ⓜ)|[付打结还]清?(?:剩|余|其余|另外)))/

const upTo = (reading: Reading, end: number): Reading => ({
  ...reading,
  dates: reading.dates.filter((date) => date.end <= end),
  amounts: reading.amounts.filter((amount) => amount.end <= end),
})

function pastDay({ dates }: Reading): string | undefined {
  const days = dates
    .map((date) => (date.days > 0 ? date.last : date.when.slice(0, 10)))
    .filter((day) => day !== undefined)
  return days[0]
}

/** The last day to come that is said; a plain one before a stretch of time. */
function dueDay({ dates }: Reading): string | undefined {
  const ahead = dates.filter((date) => date.days >= 0)
  return pick(ahead.filter((date) => !date.vague)) ?? pick(ahead)
}

const pick = (dates: readonly SaidDate[]): string | undefined => dates.at(-1)?.when.slice(0, 10)
