import { placeAtStart } from '../book/regions.ts'
import { tradesAtEnd } from '../book/trades.ts'
import type { Reading } from '../reading.ts'

/**
 * The company of a lead nobody has stored: its legal name, or the stretch of words that looks most like one
 * (begins with a place, ends with a trade) once commands, persons, phones and sources are taken out.
 */
export function companyIn(reading: Reading): string | undefined {
  const { plain, original } = reading.text
  const stretches = stretchesOf(reading)
  const best = stretches
    .filter(({ text }) => placeAtStart(text) < text.replace(/的$/, '').length)
    .sort((a, b) => b.score - a.score || a.start - b.start)[0]
  if (!best || best.score < 2) return undefined
  const start = plain.indexOf(best.text, best.start)
  return start < 0 ? best.text : original.slice(start, start + best.text.length).trim()
}

type Stretch = { text: string; start: number; score: number }

function stretchesOf(reading: Reading): Stretch[] {
  const { plain } = reading.text
  const cut = [...reading.phones, ...reading.amounts, ...reading.titled].reduce(
    (text, span) => text.slice(0, span.start) + '|'.repeat(span.end - span.start) + text.slice(span.end),
    plain,
  )
  const found: Stretch[] = []
  let start = 0
  for (const part of cut.split(/([\s,。;:!?、|\n【】[\]]+)/)) {
    const text = core(part)
    if (/[\p{L}\p{N}]/u.test(part) && text.length >= 2 && !notCompany.test(text) && !whatTheyDo.test(part))
      found.push({ text, start, score: score(text, part) })
    start += part.length
  }
  return found
}

/** Without the words that lead to a company and those that follow it. */
function core(part: string): string {
  let text = part
  for (let round = 0; round < 6; round++) {
    const next = text.replace(leading, '').replace(trailing, '')
    if (next === text) break
    text = next
  }
  return text
}

function score(text: string, part: string): number {
  const legal = /(?:公司|集团|合伙企业|事务所)$/.test(text) ? 6 : 0
  const trade =
    tradesAtEnd(text).length ||
    /(?:馆|坊|庄|园|庙|城|屋|铺|档|排档|行|室|堂|轩|楼|厅|吧|社|会所|基地|农庄|渔港|牧场|茶厂|分店|旗舰店)$/.test(
      text,
    )
      ? 3
      : 0
  const place = placeAtStart(text) ? 2 : 0
  const size = text.length >= 4 && text.length <= 16 ? 2 : text.length >= 3 ? 1 : 0
  const said = part.length > text.length && /线索|潜客|询盘|登记|客户|公司|来了|认识|名片/.test(part) ? 1 : 0
  return legal + trade + place + size + said
}

/** 做洗衣凝珠的: what they do, not what they are called. */
const whatTheyDo = /^(?:是|也|都|主要|专门|专)?(?:做|搞|卖|开|弄|干|生产|经营|加工)(?!.*公司的$).{1,10}的$/

const leading =
  /^(?:哎|诶|把|将|帮我|帮忙|给我|请|麻烦|你|我|刚才?|刚刚|今天|昨天|昨晚|上午|下午|上周|前天|又|有|来了?|收到|接到|拿到|认识了?|遇到了?|碰到了?|加了?|谈了?|见了?|进来|找来|过来|挖到|搞到|了|个|一个|一家|一条|条|家|一|新的?|的|是|叫做?|名叫|做|在|从|记一?下?|记个|录一?下?|录入|录个|登记一?下?|登记个|存一?下?|存个|添加|添个|新增|新建|补一?下?|创建|提交|报|建|收|线索|潜客|潜在客户|意向客户|询盘|名片|新客户|客户|咨询|公司名?称?(?=.{4})|单位|企业|来源|展会上?|峰会上?|论坛上?|官网|公众号|小红书|抖音|视频号|百度|朋友介绍|老客户介绍|转介绍|介绍|推荐|微信|留资|对方是|那边是)+(?=.{2})/
const trailing =
  /(?:的|[录登存加建记补]进去|(?:录|登|存|记)(?:上|下|下来|一下|个线索)|来电.*|打电话.*|打来.*|那边|这家|这边|老板|采购|负责人?|联系人|对接人|电话|手机|微信|找(?:[老小阿]?[\p{Script=Han}](?:总|工|姐|哥|经理|主任|老板|小姐|女士|先生)?)?|姓|想.*|要.*|需要.*|来咨询.*|来询.*|打听.*|问.*|做成线索|录成线索|存成线索|建成线索|记.{0,3}线索|存.{0,3}线索|是做.*|在找.*|看到.*|刷到.*|看上.*|有意.*|感兴趣.*|设备科|采购部|采购科|信息中心|信息科|信息部|市场部|行政部|总务科|医务科|科室|负责人姓.*|联系人姓.*|老板姓.*|手机.*|电话.*|姓.{0,1})$/u
const notCompany =
  /^(?:回头|稍后|晚点|晚些|待会儿?|等会儿?|一会儿?|过会儿?|改天|先)|^做.{1,5}的$|^姓.{1,3}$|(?:潜在|意向|新|老)客户$|手机号?.{0,3}(?:回头|稍后|后补)|打来.{0,4}(?:询盘|咨询|电话)|^(?:我|你|他|她|新|没|不|帮|记|存|录|登|加|微信|电话|手机|mobile|tel|m|t|p|e|email|mail|邮箱|地址|姓|老|小|联系|负责|采购|总经理|经理|主任|总监|主管|店长|厂长|院长|老板|运营|运维|销售|技术|客户|公司|线索|潜客|询盘|名片|官网|抖音|展会|介绍|朋友|来|有|想|要|需要|展|部|科|中心|看到|留|问|昨天|今天|刚).{0,3}$|来了.{0,3}(?:客户|询盘|咨询|线索|潜客|单)|来电|来询|询价|咨询|客户咨询$|[省市区县]?.{0,12}(?:路|街|大道|巷|弄)\d*号?|留公司名|^[a-z0-9.@\-/]+$|线索$|加我的|看到我们|刷到我们/
