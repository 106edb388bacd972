import type { NameEntry } from '../book/name-book.ts'
import { provinceOf } from '../book/regions.ts'
import { smallNumber } from '../readers/numbers.ts'
import type { Reading } from '../reading.ts'
import type { Named } from '../understanding.ts'
import { tagged } from '../words.ts'
import { type Fill, needs, only, trimmed } from './frame.ts'
import { accountIn, accountMention, companyMention, named } from './named.ts'

const inPool = (entry: NameEntry): boolean => entry.ownerId === null
const isLead = (entry: NameEntry): boolean => entry.kind === 'lead'

/** 领取 3 means the third of the list last shown; whoever showed it knows. */
export const claim: Fill = (reading) => {
  const position = placeInList(reading.text.plain)
  if (position) return { arguments: { target: { text: position } } }
  const mention = companyMention(reading, inPool) ?? companyMention(reading, isLead)
  const several = reading.mentions.filter(
    ({ entries }) => entries.length > 0 && entries.every((entry) => isLead(entry) && inPool(entry)),
  )
  if (several.length > 1 && /Ⓛ(?:和|跟|、|,|还有|以及|与)Ⓛ/.test(reading.masked.text)) {
    const target = named(
      several.map(({ text }) => text).join('、'),
      several.flatMap(({ entries }) => entries),
    )
    return { arguments: { target }, question: needs('claim', 'target', target) }
  }
  const target = mention
    ? named(mention.text, described(preferred(mention.entries, inPool), reading))
    : unknownTarget(reading)
  return { arguments: only({ target }), question: needs('claim', 'target', target) }
}

/** 做糖的那个海湾: of two that are called so, the one whose name has the trade in it. */
function described(entries: NameEntry[], { text: { plain } }: Reading): NameEntry[] {
  const trade = /(?:做|卖|搞|开|产|生产)([\p{Script=Han}]{1,4}?)(?:的|那家|那个)/u.exec(plain)?.[1]
  const fitting = trade ? entries.filter((entry) => entry.name.includes(trade)) : []
  return fitting.length === 1 ? fitting : entries
}

function placeInList(text: string): string | undefined {
  const said =
    /(?:领取?|认领|抢|捞|拿|要|收|claim|第)\s*(?:第)?\s*(\d{1,3})\s*(?:号|条|个|家)?(?![\d万千百wk])/.exec(
      text,
    )?.[1]
  const ordinal = /第([一二三四五六七八九十]{1,2})(?:条|个|家)/.exec(text)?.[1]
  return said ?? (ordinal ? String(smallNumber(ordinal)) : undefined)
}

export const release: Fill = (reading, match) => {
  // A lead that is named counts before the account just talked about.
  const several = reading.mentions.filter(({ entries }) => entries.some(({ kind }) => kind === 'account'))
  if (several.length > 1 && /Ⓐ(?:和|跟|、|还有|以及|与)Ⓐ/.test(reading.masked.text)) {
    const accounts = several.flatMap(({ entries }) => entries.filter(({ kind }) => kind === 'account'))
    const account = named(several.map(({ text }) => text).join('、'), accounts)
    return { arguments: { account }, question: needs('release', 'account', account) }
  }
  const account = accountMention(reading) ? accountIn(reading) : (ownLead(reading) ?? accountIn(reading))
  return {
    arguments: only({ account, reason: reasonIn(reading, match) }),
    question: needs('release', 'account', account),
  }
}

export const convertLead: Fill = (reading) => {
  const target = ownLead(reading) ?? companyNamed(reading) ?? wordsAfterCommand(reading)
  return { arguments: only({ target }), question: needs('convert_lead', 'target', target) }
}

export const browsePool: Fill = (reading) => {
  const region = regionIn(reading.text.plain)
  return { arguments: only({ keyword: keywordIn(reading, region), region }) }
}

function ownLead(reading: Reading): Named | undefined {
  const mention = companyMention(reading, isLead)
  return (
    mention &&
    named(
      mention.text,
      preferred(mention.entries.filter(isLead), (entry) => !inPool(entry)),
    )
  )
}

function companyNamed(reading: Reading): Named | undefined {
  const mention = companyMention(reading, () => true)
  return mention && { text: mention.text }
}

function wordsAfterCommand(reading: Reading): Named | undefined {
  const said = /(?:转客户|转成客户|转化|转为客户|转正|convert)[\s:：,，]*([^\s,，。]{2,20})/.exec(
    reading.text.plain,
  )?.[1]
  return said ? { text: said } : undefined
}

const preferred = (entries: NameEntry[], fits: (entry: NameEntry) => boolean): NameEntry[] => {
  const best = entries.filter(fits)
  return best.length ? best : entries
}

/** What is to be claimed, in the speaker's words, when no record is called so. */
function unknownTarget(reading: Reading): Named | undefined {
  const found =
    /(?:领取|认领|领|抢|捞)(?:一下|了|走)?\s*([^\s,。!?吧了]{2,16})|^\s*(?:把|将)?([^\s,。!?]{2,14}?)(?:这|那)?(?:条|家|个)?(?:线索|客户)?(?:派给我|分给我|分我|派我|划给我|归我|我领|我认领|让我领)/.exec(
      reading.text.plain,
    )
  const text = (found?.[1] ?? found?.[2] ?? '').replace(/(?:这|那)?(?:条|个|家|线索|客户)*$/, '')
  return text.length >= 2 && !/^(?:公海|一条|一个|这条|那条|这个|那个|新的)/.test(text) ? { text } : undefined
}

/** What is said beside the act: 老推脱不见人. */
function reasonIn(reading: Reading, match: { start: number; end: number }): string | undefined {
  const { text, origin } = reading.masked
  const cause = /(?:因为|原因是?|理由是?|主要是)[:,\s]*([^。\n]{2,60})/.exec(reading.text.plain)
  if (cause) return trimmed(cause[1] as string)
  const after = trimmed(reading.text.original.slice(origin[match.end]))
  if (after.replace(/[吧了啊呢吗到回公海退去客户\s]/g, '').length >= 2) return after
  const beside = text
    .split(/[,，。;\s]+/)
    .map((part) => trimmed(part.replace(/^[ⒶⓁⓄ](?:那边|这边|这家|那家)?/, '')))
    .filter((part) => part.length >= 2 && !givingBack.test(part))
  if (beside.length) return beside.join('，')
  const inside =
    /[ⒶⓁ](?:那边|这边|这家)?([^,。\n]{3,40}?)(?:我|俺)?(?:不跟|不要|不想|退|放|释放|跟不动|没法跟)/.exec(
      text,
    )?.[1]
  return inside ? trimmed(inside) : undefined
}

const givingBack =
  /公海|池子?|退|放(?:了|掉|弃|回|出|手)|释放|不跟|不要了|不想跟|还回|扔|丢|让出|让给|谁.{0,3}谁|release|[ⒶⓁ]$/

/** The trade or need somebody looks for: 物业类的公海线索 → 物业. */
function keywordIn(reading: Reading, region: string | undefined): string | undefined {
  // First the place: 上 is noise by itself, and not in 上海.
  const bare = (region ? withThings(reading).replaceAll(region, ' ') : withThings(reading))
    .replace(noise, ' ')
    .replace(/[^\p{Script=Han}a-z0-9]+/gu, ' ')
  const words = bare
    .split(' ')
    .filter(Boolean)
    .flatMap((part) => tagged(part))
    .filter(
      ({ word, tag }) =>
        !provinceOf(word.replace(/[省市]$/, '')) &&
        /^(?:n|v|vn|nz|eng|x|j|l|a|b|g|i|ng|nr|ns|s|vg|nt)/.test(tag) &&
        !skipped.has(word),
    )
    .map(({ word }) => word)
  const keyword = words.join('') || ofTrade.exec(reading.text.plain)?.[1] || ''
  if (keyword.length === 1) return ofTrade.test(reading.text.plain) ? keyword : undefined
  return keyword.length >= 2 ? keyword : undefined
}

/** 做酒的: one character is a trade where it is said to be one. */
const ofTrade = /(?:做|卖|搞|酿|开|生产)([\p{Script=Han}])(?:类)?的/u

/** Somebody looks for 一卡通, which is the name of a deal as well. */
function withThings({ masked: { text, origin }, text: { plain } }: Reading): string {
  return text.replace(/[ⓄⒽ]/g, (_, at: number) => plain.slice(origin[at], origin[at + 1]))
}

const noise =
  /公海池?|池子|公共池|线索池|客户池|线索|潜客|客户|有没有|有哪些|有什么|有啥|哪些|什么|多少|看看|看一下|看下|查一下|查查|瞅瞅|瞧瞧|翻翻|翻一下|逛逛|找找|搜一下|列出来?|列一下|打开|给我|帮我|可以领|可领|能领|待领|没人[跟要领管]?的?|无主|的|里面?|中|上|吗|么|呢|吧|啊|我想|想要?|我要|我|类型?|行业|做|搞|相关|方面|地区|那边|这边|一带|附近|新|最近|今天|本周|还有|现在|目前|有|没|能|可以|合适|好|适合|资源|单子|几个|几条|几家|一些|些|下|个|条|家(?![具电纺居装政禽])|在|哪|剩|pool/g
const skipped = new Set([
  '是',
  '看',
  '查',
  '找',
  '捞',
  '领',
  '翻',
  '逛',
  '想',
  '要',
  '来',
  '去',
  '推荐',
  '显示',
  '筛选',
  '筛',
  '挑',
  '刷',
  '省',
  '市',
  '都',
  '帮',
  '请',
  '麻烦',
  '让',
  '列',
  '搜',
  '拉',
  '列出',
])

/** A province or city that is named. */
export function regionIn(text: string): string | undefined {
  for (let at = 0; at < text.length - 1; at++) {
    for (const length of [4, 3, 2]) {
      const place = text.slice(at, at + length)
      if (place.length === length && provinceOf(place)) return place
    }
  }
  return /华东|华南|华北|华中|西南|西北|东北|长三角|珠三角|大湾区|江浙沪|京津冀/.exec(text)?.[0]
}
