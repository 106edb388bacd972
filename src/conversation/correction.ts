import { withoutHalves } from '../characters.ts'
import { channelIn } from './understand/frames/channel.ts'
import type { Context } from './understand/index.ts'
import { readDates, type SaidDate } from './understand/readers/dates.ts'
import { contactsTitled, readTitled } from './understand/readers/people.ts'
import { timeAt } from './understand/readers/times.ts'
import { type Reading, read } from './understand/reading.ts'
import type { Channel, Named, When } from './understand/understanding.ts'

/**
 * What a sentence mends of the record made last: 不对，是下周四; 金额改成8万; 不是张总是李总. Only what is said is
 * in it. `null` when the sentence mends nothing, or wonders. Contacts are looked for at `accountId`.
 */
export function readCorrection(sentence: string, context: Context, accountId?: string): Correction | null {
  const form = formOf(sentence.trim())
  if (!form) return null
  const { field, wrong, right, isSaid } = form
  const found = valueIn(right, { ...context, recent: undefined } as Context, accountId)
  const value = field ? named(field, right, found, isSaid) : found
  if (!value || Object.keys(value).length === 0) return null
  return { ...value, ...(wrong ? { wrong } : {}), ...(value.contact ? { right: value.contact.text } : {}) }
}

export type Correction = {
  when?: When
  /** Only the time of day was said: the day stays as it was. */
  keepsDay?: true
  action?: string
  amount?: string
  channel?: Channel
  account?: Named
  contact?: Named
  competitor?: string
  content?: string
  /** The words that were wrong, and those in their place. */
  wrong?: string
  right?: string
}

type Field = 'when' | 'action' | 'amount' | 'channel' | 'account' | 'contact' | 'competitor' | 'content'

function formOf(
  sentence: string,
): { field?: Field | undefined; wrong?: string | undefined; right: string; isSaid: boolean } | null {
  if (sentence.length > 60 || /[?？]|[吗呢么吧][。.!！]?$|如果|要是|是不是/u.test(sentence)) return null
  for (const form of forms) {
    const groups = form.exec(sentence)?.groups
    if (!groups?.right) continue
    const name = Object.keys(fields).find(
      (word) => groups.field && new RegExp(`^(?:${word})$`, 'u').test(groups.field),
    )
    return {
      field: name ? fields[name] : undefined,
      wrong: groups.wrong?.trim(),
      right: groups.right.trim(),
      isSaid: groups.becomes !== '是',
    }
  }
  return null
}

const fields: Record<string, Field> = {
  '时间|日期|下次|下次时间|下次联系|跟进时间|到账日期|回款日期|签约日期|预计签约|截止时间|截止日期|期限':
    'when',
  '下一步|要做的事|事项|任务': 'action',
  '金额|报价|价格|价钱|回款金额|到账金额|总价': 'amount',
  '方式|渠道|跟进方式': 'channel',
  '客户|公司|客户名|单位': 'account',
  '联系人|对接人|人': 'contact',
  '竞品|竞争对手|对手': 'competitor',
  '内容|备注|跟进内容|记录': 'content',
}
const field = `(?<field>${Object.keys(fields).join('|')})`
const oops =
  '(?:哦|噢|啊|呃)?(?:不对|错了|搞错了?|说错了?|写错了?|记错了?|弄错了?|打错了?|口误|更正(?:一下)?|纠正(?:一下)?|改一下|改口)'
const becomes = '(?<becomes>应该是|改成|改为|改到|换成|更正为|改|是)'
const stop = '[\\s,，。.!！:：、—-]*'
const tail = '[\\s。.!！]*$'
const forms = [
  new RegExp(
    `^(?:${oops}${stop})?(?:把)?(?:刚才的?|上一条的?)?${field}(?:给我|帮我)?(?:${oops}${stop})?${becomes}${stop}(?<right>.+?)${tail}`,
    'u',
  ),
  new RegExp(
    `^(?:${oops}${stop})?不是(?<wrong>[^,，。]{1,20}?)${stop}(?:而是|应该是|是)(?<right>.+?)${tail}`,
    'u',
  ),
  new RegExp(
    `^(?:${oops}${stop})?(?:应该是|是)(?<right>[^,，。不]{1,20})${stop}不是(?<wrong>.{1,20}?)${tail}`,
    'u',
  ),
  new RegExp(`^${oops}${stop}(?:应该是|应该|改成|改为|改到|换成|是)?(?<right>.+?)${tail}`, 'u'),
  new RegExp(`^(?:应该是|改成|改为|改到|换成)(?<right>.+?)${tail}`, 'u'),
]

/**
 * A field that was named takes its words as they are, where they need not be read and `isSaid` that they are to
 * take its place: 内容是… only tells.
 */
function named(field: Field, right: string, found: Correction | null, isSaid: boolean): Correction | null {
  if (!isSaid) return found?.[field] ? { [field]: found[field] } : null
  if (field === 'content' || field === 'competitor') return { [field]: right }
  if (field === 'action') return { action: right, ...(found?.when ? { when: found.when } : {}) }
  if (field === 'contact') return { contact: found?.contact ?? { text: right } }
  if (field === 'account') return { account: found?.account ?? { text: right } }
  if (field !== 'when') return found?.[field] ? { [field]: found[field] } : null
  const { when, keepsDay, action } = found ?? {}
  return when ? { when, ...(keepsDay && { keepsDay }), ...(action && { action }) } : null
}

/** The one value that the words are: a day, a sum, a person, a customer or a way; with what to do on that day. */
function valueIn(words: string, context: Context, accountId?: string): Correction | null {
  const reading = read(words, context)
  const { dates, amounts } = reading
  const [date = hourIn(reading)] = dates
  const [amount] = amounts.length > 0 ? amounts : read(`金额${words}`, context).amounts
  if (date && restOf(words, date).length <= 12 && !told.test(restOf(words, date)))
    return { ...withAction(date.when, restOf(words, date)), ...(date.isTime && { keepsDay: true }) }
  if (
    amount &&
    /^[约大概左右元块钱整人民币¥￥]*$/u.test(
      words.replace(/[\d.,，万千百十亿wkWK一二两三四五六七八九零半]/gu, ''),
    )
  )
    return { amount: amount.amount }
  return personIn(reading, words, accountId) ?? accountIn(reading, words) ?? wayIn(reading, words)
}

/** 四点 by itself, which elsewhere may be a point. */
function hourIn({ text: { plain }, context }: Reading): SaidDate | undefined {
  if (timeAt(plain, 0, true)?.end !== plain.length) return undefined
  return readDates(`${plain}整`, context.at, context.zone, [])[0]
}

/** Somebody else's words, or a doubt. */
const told = /他|她|说|问|觉得|来着|客户|对方|好像|可能/u

function withAction(when: When, rest: string): Correction {
  const action = rest.replace(/^(?:再|就|去|要)?/u, '')
  return action.length > 1 ? { when, action } : { when }
}

const restOf = (words: string, { start, end }: { start: number; end: number }): string =>
  withoutHalves(`${words.slice(0, start)}${words.slice(end)}`).replace(/^[\s,，]+|[\s,，。]+$/gu, '')

function personIn(
  { text, context, mentions }: Reading,
  words: string,
  accountId?: string,
): Correction | null {
  const [titled] = readTitled(text.plain, [])
  const whole = words.replace(/[\s。]/gu, '')
  const entries = mentions
    .filter((mention) => mention.text === text.plain.trim())
    .flatMap((mention) => mention.entries)
    .filter((entry) => entry.kind === 'contact' && (!accountId || entry.accountId === accountId))
  const titledHere = titled?.text === whole && accountId ? contactsTitled(titled, [accountId], context) : []
  const found = [...new Map([...entries, ...titledHere].map((entry) => [entry.id, entry])).values()]
  if (found.length === 0) return titled?.text === whole ? { contact: { text: whole } } : null
  const refs = found.map(({ id, name }) => ({ kind: 'contact' as const, id, name }))
  return {
    contact:
      refs.length === 1
        ? { text: whole, record: refs[0] as (typeof refs)[0] }
        : { text: whole, candidates: refs },
  }
}

function accountIn({ mentions, text }: Reading, words: string): Correction | null {
  const mention = mentions.find(
    ({ start, end, entries }) =>
      end - start >= text.plain.trim().length - 2 &&
      entries.some(({ kind }) => kind === 'account' || kind === 'lead'),
  )
  if (!mention) return null
  const refs = mention.entries.flatMap(({ kind, id, name }) =>
    kind === 'account' || kind === 'lead' ? [{ kind, id, name }] : [],
  )
  const [only] = refs
  return {
    account: refs.length === 1 && only ? { text: words, record: only } : { text: words, candidates: refs },
  }
}

function wayIn(reading: Reading, words: string): Correction | null {
  const channel = words.length <= 6 ? channelIn(reading) : undefined
  return channel ? { channel } : null
}
