import { ask } from '../questions.ts'
import type { SaidDate } from '../readers/dates.ts'
import { readRivals } from '../readers/rivals.ts'
import { stageMeant } from '../readers/stages.ts'
import type { Reading } from '../reading.ts'
import { clauses } from '../text.ts'
import type { Named } from '../understanding.ts'
import { amountIn } from './amount.ts'
import { channelIn } from './channel.ts'
import { asTyped, type Fill, isMending, needs, only, trimmed } from './frame.ts'
import { accountIn, contactIn } from './named.ts'

/** A visit, call or message with all its facts: who, how, what, how much, against whom, what next and when. */
export const followUp: Fill = (reading, match) => {
  const account = strangerNamed(reading) ?? accountIn(reading) ?? unknownAccount(reading)
  const contact = contactIn(reading, account)
  const rivals = rivalsIn(reading)
  const next = nextDate(reading)
  const given = only({
    account,
    contact,
    channel: channelIn(reading) ?? (isMending(match) ? undefined : 'other'),
    content: contentOf(reading),
    nextAt: next?.when,
    nextAction: next && nextAction(reading, next),
    stage: stageReached(reading),
    amount: amountIn(reading, rivals),
    competitor: rivals.length ? rivals.join('、') : undefined,
  })
  const question =
    needs('log_follow_up', 'account', account) ??
    severalContacts(contact) ??
    (given.content ? undefined : ask('log_follow_up', 'content'))
  return { arguments: given, question }
}

const severalContacts = (contact: Named | undefined) =>
  contact?.candidates ? ask('log_follow_up', 'contact', contact.candidates, contact.text) : undefined

/** Names of competitors as they were said. */
export const rivalsIn = (reading: Reading): string[] => [
  ...new Set(
    readRivals(reading.masked.text)
      .map((rival) => rival.name)
      .filter((name) => !ourThings(reading).some((thing) => thing.includes(name)))
      .map((name) => asTyped(name, reading.text)),
  ),
]

/** Names of deals under way, which a price may belong to as well as a competitor. */
function ourThings(reading: Reading): string[] {
  const accountId = accountIn(reading)?.record?.id
  const deals = accountId ? reading.context.names.of(accountId, 'opportunity') : []
  return [
    ...deals.flatMap((deal) => [deal.name, ...deal.aliases]),
    ...reading.mentions.map((mention) => mention.text),
  ].map((name) => name.toLowerCase())
}

/**
 * The day things go on: a plain day before a stretch of time, one with an appointment's words before one
 * that only dates a fact, the later before the earlier.
 */
export function nextDate(reading: Reading): SaidDate | undefined {
  const { plain } = reading.text
  const parts = clauses(plain)
  const scored = reading.dates
    .filter((date) => date.days >= 0)
    .map((date) => {
      const clause = parts.find((part) => part.start <= date.start && date.start < part.end)
      const head = plain.slice(clause?.start ?? 0, date.start)
      const tail = plain.slice(date.end, clause?.end)
      const timed = date.when.length > 10
      if (date.days === 0 && !timed && !goesOn.test(tail)) return { date, score: -1 }
      if (date.days === 0 && !timed && justNow.test(tail)) return { date, score: -1 }
      if (date.days === 0 && /了|过|完/.test(tail.slice(0, 12)) && !/再/.test(tail))
        return { date, score: -1 }
      if (date.last && didThen.test(tail)) return { date, score: -1 }
      const score =
        (date.days === 0 && !timed ? -3 : 0) +
        (goesOn.test(tail) ? 3 : 0) +
        (goesOn.test(head) ? 2 : 0) -
        (date.vague ? 4 : 0) -
        (fact.test(head + tail) ? 2 : 0)
      return { date, score: score + 5 }
    })
    .filter(({ score }) => score >= 0)
  return scored.sort((a, b) => b.score - a.score || b.date.start - a.date.start)[0]?.date
}

/** 周三去送了合同: a day of the week that was. */
const didThen =
  /^[^,。再]{0,4}(?:去|见|拜访|送|聊|谈|开|到|跟|寄|发|陪|演示|吃)[^,。再]{0,6}[了过](?![^,。]*再)/

/** 今天来电话: what was done, however it is worded. */
const justNow =
  /^[^,。再约]{0,4}(?:call|来电|来信|来消息|来微信|打来|说|讲|问|反馈|回复|回我|发来|告诉|提出|跟我)/

const goesOn =
  /再|约|定|签|给|答复|答应|拍板|过去|去|见|回|联系|拜访|演示|谈|开会|聊|送|寄|发|装|试|出结果|上会|过会|评审|review|demo|call|跟进|上门|碰|报|交|看|复|安排|决定|下次|到时|等|来|沟通|对|讨论|考察|测|催|做/
const fact = /交付|交货|到货|上线|到期|开业|投产|搬家|搬迁|完工|竣工|开学|预算|投入使用|放假|休假|出差/

function nextAction(reading: Reading, next: SaidDate): string | undefined {
  const { original, plain } = reading.text
  const clause = clauses(plain).find((part) => part.start <= next.start && next.start < part.end)
  const after = trimmed(original.slice(next.end, clause?.end))
  const before = trimmed(original.slice(clause?.start ?? 0, next.start))
  if (theyPay.test(after)) return `盯${moneyNamed.exec(before)?.[0] ?? '回款'}`
  const action = after || before
  return action.replace(/^(?:之?前|以前|左右|再|就)/, '') || undefined
}

/** 月底前肯定付: theirs to do, ours to watch. */
const theyPay =
  /^(?:之?前|以前|左右|准时|[肯一]定|应该|可以|安排|[会就能给先都再要])*(?:付|打|结|回|汇|转)(?:清|过来|给我们)?(?:[款钱账])?[了的]?$/u

const moneyNamed = /(?:预付|首付|进度|验收|合同|质保|设备|工程|[货尾首余全定])款$/u

/** The stage a follow-up says was reached, outside quotations. */
function stageReached(reading: Reading): string | undefined {
  const found =
    /(?:进入|推进到|推到|进到|可以进|该进|到了|走到|转入|转到|来到|算是?|升到|(?<!快|要|没|想|能|会)进|步入|迈入)(?:了)?(Ⓢ|[^,。;\n]{2,8}阶段)/.exec(
      reading.masked.text,
    )
  if (!found) return undefined
  if (found[1] === 'Ⓢ') return reading.stages.find((stage) => stage.stage.kind === 'open')?.stage.name
  return stageMeant(found[1] as string, reading.context.stages)?.name
}

/** What happened, in the person's own words, without those that only call the bot or say whom it was about. */
function contentOf(reading: Reading): string {
  const { original } = reading.text
  const called = calling.exec(original)?.[0].length ?? 0
  return trimmed(original.slice(headed(reading, called) ?? called))
}

/** Where 拜访 华联超市 ends, if the sentence begins like that. */
function headed(reading: Reading, from: number): number | undefined {
  const { plain } = reading.text
  const start = from + (opening.exec(plain.slice(from))?.[0].length ?? 0)
  if (start === from) return undefined
  const end =
    reading.mentions.find((mention) => mention.start === start)?.end ??
    start + (strangerNamed(reading)?.text.length ?? 0)
  return end > start && !/^[的家和跟与、]/.test(plain.slice(end)) ? end : undefined
}

const opening = /^\s*(?:今天|刚刚?|上午|下午)?(?:去)?(?:拜访|走访|回访|跟进|电话|微信)(?:了|过)?\s*/

const calling =
  /^[\s]*(?:哎|诶|嗨|喂|那个|嗯)?[,，\s]*(?:(?:你|请|麻烦)?(?:帮|给|替)我)?(?:记录|记|登记|存|录|备注|补记|补录|写)(?:一下|下|个|条|一条|一笔)?(?:跟进|拜访)?(?:记录)?[\s:：,，]*/

/**
 * 拜访 兴隆面馆 谈了合作: a name in its own place that nobody has stored is no word about the company that was
 * talked about before.
 */
function strangerNamed({ text, titled, mentions }: Reading): Named | undefined {
  const name = inItsPlace.exec(text.plain)?.groups?.name
  if (!name || mentions.length > 0 || titled.length > 0) return undefined
  const start = text.plain.indexOf(name)
  return { text: text.original.slice(start, start + name.length) }
}

const inItsPlace =
  /^\s*(?:拜访|跟进|回访|走访|电话|微信)(?:了|过)?\s+(?<name>(?![谈聊说问见送发去约给和跟对很挺还不没又再已都也客他她你我])[\p{Script=Han}a-z0-9()]{3,20})\s+\S/u

/** A company nobody has stored, after the words that open a follow-up: 拜访 兴隆面馆 … */
function unknownAccount(reading: Reading): Named | undefined {
  const found = unknownName.exec(reading.text.plain)
  const name = found?.groups?.name
  if (!found || !name || /^(?:客户|跟进|拜访|记录)$/.test(name)) return undefined
  const start = found.index + found[0].lastIndexOf(name)
  const person = reading.titled.find((one) => one.start > start && one.start < start + name.length)
  return { text: reading.text.original.slice(start, person?.start ?? start + name.length) }
}

const unknownName =
  /^\s*(?:(?:今天|刚|刚刚|上午|下午|昨天)?(?:去)?(?:拜访|跟进|回访|见|走访)(?:了|过)?|(?:记录?|登记)(?:一下|跟进|拜访)+)\s*(?:客户)?\s*(?<name>[\p{Script=Han}a-z0-9]{2,12}?)(?=[\s,。:;]|的|谈|聊|$)/u
