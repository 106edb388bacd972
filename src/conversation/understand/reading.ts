import type { Context } from './context.ts'
import { type Masked, mask, type Sign, signs } from './mask.ts'
import { type Amount, readAmounts } from './readers/amounts.ts'
import { type Correction, readCorrections } from './readers/corrections.ts'
import { readDates, type SaidDate } from './readers/dates.ts'
import type { Mention } from './readers/mention.ts'
import { isOfCompany, readMentions } from './readers/mentions.ts'
import { isColleague, readTitled, type Titled } from './readers/people.ts'
import { type Phone, readPhones } from './readers/phones.ts'
import { readQuotes } from './readers/quotes.ts'
import { overlap, type Span } from './readers/span.ts'
import { readStages, type SaidStage } from './readers/stages.ts'
import { readStranger, type Stranger } from './readers/strangers.ts'
import { readable, type Text } from './text.ts'

/** Everything that stands in a sentence, before anybody asks what it is for. */
export type Reading = {
  text: Text
  context: Context
  mentions: Mention[]
  titled: Titled[]
  dates: SaidDate[]
  amounts: Amount[]
  phones: Phone[]
  stages: SaidStage[]
  quotes: Span[]
  corrections: Correction[]
  /** A company that nobody has stored, where no stored one is named. */
  stranger?: Stranger | undefined
  /** With everything read replaced by its sign, quotations too. Patterns of intents are matched here. */
  masked: Masked
}

export function read(sentence: string, context: Context): Reading {
  const text = readable(sentence)
  const phones = readPhones(text.plain)
  const mentions = ofCustomers(readMentions(text.plain, context), context)
    .map((mention) => told(mention, text.plain))
    .filter((mention) => !phones.some((phone) => overlap(phone, mention)))
  const quotes = readQuotes(text.plain, mentions)
  const stages = readStages(text.plain, context.stages).filter(
    (stage) => !mentions.some((one) => overlap(one, stage)),
  )
  const dates = readDates(text.plain, context.at, context.zone, [...mentions, ...phones])
  const titled = readTitled(text.plain, [...mentions, ...dates], context)
  const amounts = readAmounts(text.plain, [...mentions, ...phones, ...dates])
  const corrections = readCorrections(text.plain)
  const kept = <S extends Span>(spans: S[]): S[] => uncorrected(spans, corrections)
  const reading = {
    text,
    context,
    phones,
    quotes,
    stages,
    titled,
    corrections,
    mentions: mentions,
    dates: kept(dates),
    amounts: kept(amounts),
  }
  const masked = mask(text.plain, signed({ ...reading, dates, amounts }))
  const stranger = mentions.some(isOfCompany) ? undefined : readStranger(text, masked)
  return { ...reading, masked, stranger }
}

/** 江海顾总 is the contact of that name at 江海, though a colleague is called so too. */
const ofCustomers = (mentions: Mention[], { names }: Context): Mention[] =>
  mentions.filter((one) => {
    const before = mentions.find((other) => other.end === one.start)?.entries ?? []
    const surname = one.text[0] as string
    return !(
      one.entries.every((entry) => entry.kind === 'member') &&
      before.some(
        (entry) =>
          entry.kind === 'account' &&
          names.of(entry.id, 'contact').some((contact) => contact.name.startsWith(surname)),
      )
    )
  })

/** 提醒向阳: who is told to do something is the colleague of that name, not the school. */
function told(mention: Mention, plain: string): Mention {
  const members = mention.entries.filter((entry) => entry.kind === 'member')
  return members.length &&
    members.length < mention.entries.length &&
    (toSomebody.test(plain.slice(Math.max(0, mention.start - 4), mention.start)) ||
      givenTask.test(plain.slice(mention.end)))
    ? { ...mention, entries: members }
    : mention
}

const toSomebody =
  /(?:提醒|喊|叫|让|请|通知|催|派|派给|安排|交给|指派|转告|告诉|嘱咐|交代|盯着?|@)(?:一下)?\s?$/
const givenTask =
  /^(?:派|建|加|挂|布置|安排|下|记|设)(?:一?[个条])?(?:新)?(?:任务|待办|活|提醒)|^(?:这个?月|本月|本周|今天|这周|本季度?|今年)?(?:的)?(?:业绩|签单|排名|排第几)/

const isSame = (one: Span & { when?: string }, other: Span & { when?: string }): boolean =>
  one.when !== undefined && one.when === other.when

/** A correction takes back the last thing of its kind, when the same kind follows: 这周四——说岔了,这周五. */
function uncorrected<S extends Span>(spans: S[], corrections: readonly Correction[]): S[] {
  const taken = new Set<S>()
  for (const { start, end } of corrections) {
    const before = spans.filter((span) => span.end <= start).at(-1)
    const after = spans.find((span) => span.start >= end)
    if (!before || !after || start - before.end > 16 || after.start - end > 16) continue
    taken.add(before)
    // 周三——不对周三要开会,周四吧: what is said again only to be ruled out.
    const next = spans.find((span) => span.start >= after.end)
    if (next && next.start - after.end <= 8 && isSame(before, after)) taken.add(after)
  }
  return spans.filter((span) => !taken.has(span))
}

function signed(reading: Omit<Reading, 'masked'>): (Span & { sign: Sign })[] {
  const outside = (span: Span): boolean => !reading.quotes.some((quote) => overlap(quote, span))
  const all: (Span & { sign: Sign })[] = [
    ...reading.mentions.map((one) => ({ start: one.start, end: one.end, sign: signOf(one) })),
    ...reading.titled.map((one) => ({
      start: one.start,
      end: one.end,
      sign: isColleague(one, reading.context) ? signs.member : signs.contact,
    })),
    ...reading.dates.map(withSign(signs.date)),
    ...reading.amounts.map(withSign(signs.amount)),
    ...reading.phones.map(withSign(signs.phone)),
    ...reading.stages.map((one) => ({ start: one.start, end: one.end, sign: stageSign[one.stage.kind] })),
  ]
  return [...reading.quotes.map(withSign(signs.quote)), ...all.filter(outside)]
}

const stageSign = { open: signs.stage, won: signs.won, lost: signs.lost } as const

const withSign =
  (sign: Sign) =>
  ({ start, end }: Span): Span & { sign: Sign } => ({ start, end, sign })

/** What a name is taken for when it fits several kinds. */
function signOf({ entries }: Mention): Sign {
  const order = ['account', 'lead', 'opportunity', 'contact', 'member', 'department', 'task'] as const
  const kind = order.find((one) => entries.some((entry) => entry.kind === one)) ?? 'account'
  return signs[kind]
}
