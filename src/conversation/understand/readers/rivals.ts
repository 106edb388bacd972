import { isWord, tagged } from '../words.ts'
import { brands } from './brands.ts'
import { readCorrections } from './corrections.ts'
import { matchesOf, overlap, type Span } from './span.ts'

/**
 * Competitors nobody has listed, by what is said about them: 输给X, 还在看X, X也给了方案, 比X贵. Read from the
 * masked text, where our own records cannot be mistaken for one. What beat us may be called anything; what is only
 * looked at or named beside a price must be no word of the dictionary.
 */
export function readRivals(masked: string): Rival[] {
  const found: Rival[] = []
  for (const rival of [
    ...told(masked, beatUs, nameFrom),
    ...told(masked, cuesBefore, nameFrom).filter((one) => isProper(one) || isOneWord(one)),
    ...told(masked, tookIt, nameUpTo).filter(isProper),
    ...told(masked, cuesAfter, nameUpTo).filter(
      (one) => isProper(one) || (heads(masked, one) && isOneWord(one)),
    ),
  ])
    if (!found.some((one) => overlap(one, rival))) found.push(rival)
  const all = [
    ...found,
    ...found
      .flatMap((rival) => beside(masked, rival))
      .filter((one) => !found.some((other) => overlap(one, other))),
  ]
  return corrected(masked, all)
}

/** KONE和康力都在投: who is named in one breath with a rival is one too. */
function beside(masked: string, { start, end }: Rival): Rival[] {
  const before = joinedBefore.exec(masked.slice(0, start))
  const after = joinedAfter.exec(masked.slice(end))
  return [before && nameUpTo(masked, before.index), after && nameFrom(masked, end + after[0].length)].filter(
    (one) => !!one && isProper(one),
  ) as Rival[]
}

const joinedBefore = /(?:和|跟|与|、|还有|以及)$/
const joinedAfter = /^(?:和|跟|与|、|还有|以及)/

/** 通力也来看过,哦不对,是迅达: the last one named is taken back. */
function corrected(masked: string, rivals: Rival[]): Rival[] {
  const [mark] = readCorrections(masked)
  const meant = mark && nameFrom(masked, mark.end)
  const taken = mark && rivals.filter((one) => one.end <= mark.start).sort((a, b) => b.start - a.start)[0]
  if (!meant || !taken || !isProper(meant)) return rivals
  return [...rivals.filter((one) => one !== taken && !overlap(one, meant)), meant]
}

/** The names that the cues point to: behind each where they are read on, before each where they are read back. */
const told = (masked: string, cues: readonly RegExp[], read: typeof nameFrom): Rival[] =>
  cues.flatMap((cue) =>
    matchesOf(masked, cue)
      .map((found) => read(masked, read === nameFrom ? found.index + found[0].length : found.index))
      .filter((rival) => rival !== undefined),
  )

/** A name is of a kind of its own, a brand that everybody knows, or no word that the dictionary has. */
const isProper = ({ name }: Rival): boolean =>
  brands.has(name) ||
  (!counted.test(name) &&
    tagged(name).some(
      ({ word, tag }) => /^(?:nz|nr|ns|nt|x|eng)/.test(tag) || (word.length > 1 && !isWord(word)),
    ))

/** 致远, 浪潮: names that are words as well. */
const isOneWord = ({ name }: Rival): boolean =>
  !counted.test(name) &&
  isWord(name) &&
  /^n/.test(tagged(name)[0]?.tag ?? '') &&
  !/[师员人商部门件品料色图表书量价款费期率机器泵阀线柜车屏箱板卡包盒]$/.test(name)

const counted = /^[\d一二两三四五六七八九十几]/

const heads = (masked: string, { start }: Rival): boolean =>
  /(?:^|[\s,。;:!?、Ⓐ-Ⓩ])$/.test(masked.slice(0, start))

/** `start` and `end` count in the masked text. */
export type Rival = Span & { name: string }

/** What we lost to is named behind these words, whatever it is called. */
const beatUs = [
  /(?:输给|败给|丢给|让给|败在|输在|落到|归了?)了?(?=[^\s,。;Ⓐ-Ⓩ]{2,8}(?:了|抢|撬|截|拿|签|的|,|。|;|\s|手|$))/g,
  /(?<!没|没有)(?:被|让|给|叫|遭)(?=[^\s,。;Ⓐ-Ⓩ我咱]{2,8}(?:给|以|用|低价|抢|撬|截|拿|签|挖|中标|中了|夺|端|吃|占|捡|搞走|搞定|干掉|免费|挤|干翻))/g,
  /(?:干不过|没(?:干|搞|打|拼|争|卷|比|竞争|斗|玩|抢)(?:得)?(?:赢|过|掉)|(?:干|搞|打|拼|争|斗|玩|抢)不赢|拼不过|打不过|比不过|没比过|竞争不过|争不过|没争过|搞不过|卷不过|没卷过|惜败|惜败给|不敌|不如)(?=[^\s,。;Ⓐ-Ⓩ]{2,8}(?:,|。|;|的|家|那|$|\s))/g,
]
const cuesBefore = [
  /(?:竞品|对手|友商|竞对)\s+(?=[\p{Script=Han}a-z])/gu,
  /(?:拿|用)(?:着)?(?=[^\s,。;Ⓐ-Ⓩ我咱]{2,6}(?:的)?(?:Ⓜ|价|报价)[^,。]{0,4}(?:压|比|说事|逼|砍|要挟))/g,
  /(?:跟|被|投|奔|找|选|上)(?:着|了)?(?=[^\s,。;Ⓐ-Ⓩ我咱]{2,6}(?:走了|跑了|签了|合作了|定了|好上了|去了))/g,
  /(?:选|签|用|定|买|换成|换|转投|投靠|投奔|上|倒向|偏向|倾向|倾向于|选择|选用|敲定)了(?=[^\s,。;Ⓐ-Ⓩ]{2,8}(?:家)?(?:的|,|。|;|$|那边|家))/g,
  /(?:还在|也在|正在|同时在|同时|一直在|在)(?:看|对比|比较|接触|考虑|试用|用|谈|聊|评估|跟|和|测试|测)(?:着|了|的是)?(?!方案|合同|报价|产品|价格|资料|样|我|咱|其他|别|几家|效果|情况)/g,
  /(?:就|要|改|想|准备|打算)换(?:成|用)?(?=[^\s,。;Ⓐ-Ⓩ我咱]{2,6}(?:,|。|;|了|的|$))/g,
  /比价[^。]{0,8}(?:还有|有|包括)(?=[^\s,。;Ⓐ-Ⓩ我咱]{2,8}(?:和|跟|,|。|;|$))/g,
  /(?:抱怨|吐槽|骂|嫌弃|数落)(?:了)?(?:一通|一顿|一下|半天|过)?(?=[^\s,。;Ⓐ-Ⓩ我咱]{2,6}(?:,|。|;|的|说|$))/g,
  /(?:对手|竞品|竞争对手|友商|同行|竞对)(?:是|有|叫|为|:|主要是|包括|那家)(?!谁|什么|哪)/g,
  /(?:对比|比较|考虑|接触|参考|中意|倾向于?|偏向|更看好|看好|看中|看上)(?:了|过|着)?(?=[^\s,。;Ⓐ-Ⓩ]{2,6}(?:的|,|。|;|\s|$|和|跟|那[边台款套个家]|这[台款套个家]|家))/g,
  /(?:原来|现在|目前|之前|以前|一直|手上|家里)(?:用|使用|合作)(?:的)?(?:是|着)?(?=[^\s,。;Ⓐ-Ⓩ]{2,8}(?:的|家|,|。|;|$))/g,
  /比(?=[^\s,。;Ⓐ-Ⓩ]{2,6}(?:家)?(?:的)?(?:贵|便宜|高|低|好|差|强|慢|快|多|少|报))/g,
  /(?:在|还)?问(?=[^\s,。;Ⓐ-Ⓩ]{2,5}(?:的价|家的|的报价|那边的))/g,
  /(?:找的|请的|找了|请了)(?=[^\s,。;Ⓐ-Ⓩ]{2,6}(?:一年|一个|才|只|,|。|;|$|做|的))/g,
  /(?:用紧|用开|用着|用的(?:还)?(?:是|一直是))(?=[^\s,。;Ⓐ-Ⓩ]{2,8})/g,
  /(?:看|考虑|评估|对比|比较|选|谈)(?:的是)?(?:我们|咱们?)(?:和|跟|与|还有|以及)(?=[^\s,。;Ⓐ-Ⓩ]{2,8})/g,
  /(?:还|也)(?:要)?(?:对比|比较|比一下|看看|看|参考|接触|考虑|约了|找了|试了|测了)(?:一下|下|了|过)?(?=[^\s,。;Ⓐ-Ⓩ我咱]{2,8}(?:,|。|;|$|的|和|跟))/g,
  /(?:跟|和|与|拿)(?=[^\s,。;Ⓐ-Ⓩ]{2,6}(?:家|的)?(?:比|对比|比价|pk|相比|在比|做对比|竞争|打擂|差不多))/g,
  /(?:跟|和|与|比|较)(?=[^\s,。;Ⓐ-Ⓩ]{2,6}(?:家|的|那边)?(?:差|相差|差不多|低|高|贵|便宜|平|竞争))/g,
  /(?:倾向于?|偏向|更想用|想用|要用|首选|指定|主推|心仪)(?=[^\s,。;Ⓐ-Ⓩ]{2,6}(?:的|,|。|;|\s|$|那边|家))/g,
]
/** 没中标,迈瑞中的. */
const tookIt = [
  /(?:那边|家)?(?:也|都|还|已经|正|同时)(?:在)?(?:在投|投标?|在报|在跟|在盯|在抢|在谈|在接触|要投|参加|来投|来竞|来抢|想做|想接|进来)/g,
  /(?:的人|的销售|他们)?(?:也|还|都|同时)(?:在比|在场|在列|在等|在会议室|在排队|来了|来过|进来了|在陪标)/g,
  /(?:科技|公司|软件|信息|集团)?的(?:Ⓞ|[^,。;\sⒶ-Ⓩ我咱]{1,10})(?:一年|一套|一台|一个点|整套|打包|年费)?(?:才|只要?|就)(?:收|卖|要|报|开)?(?:价|到|了)?Ⓜ/g,
  /(?:科技|公司|集团|股份|软件|教育|信息|家)?(?:的人|那边)?(?:在)?(?:现场|当场|会上|台上|一直|背后|私下)(?:提了|挑|攻击|说我们|针对|砸|报|质疑|讲|演示|放话|答)/g,
  /的(?:人|销售|业务员?)(?:也|还|都|刚|已经|Ⓓ|来|去|在|找)/g,
  /(?:中的标?|中标了?|拿下的?|拿走了?|抢走了?|截走了?|截胡了?|签走了?|低价中的|进场了?|赢了?)(?=[,。;!\s]|$)/g,
  /(?:平|便宜|低|少|报低|让)(?:了)?(?:我们|咱们?|我|Ⓜ|[一两二三四五六七八九半\d]{1,2}(?:成|个点))/g,
  /的(?:货|料|墨|漆|胶|价|报价|产品|设备|清漆)[^,。]{0,4}(?:便宜|平|低|也不差|不差|效果)/g,
]

const cuesAfter = [
  /(?:和|跟|还有|以及|、)(?:我们|咱们?)(?:家)?(?=在|[两三几]家|一起|,|。|;|\s|$|比|pk)/g,
  /(?:家|那边|他们)?(?:的)?(?:更|太|比较|价格?|报价)?(?:便宜|更低|低价|给的低|有优势|关系硬)(?:些|点|一点|多了|得多|太多|了)?(?=[,。;!\s]|$)/g,
  /(?:的)?(?:代理商?|销售|业务员?|人|经销商)?(?:那边|这边|也|又|已经|刚|只|才|居然|Ⓓ)?(?:给到|给了|给出|肯做|肯接|愿意做|愿做|能做到?|只要|才要|开到|开出|开价|出到|报到|做到|降到)(?:了)?(?:[Ⓜ\d]|[一二三四五六七八九十半]{1,3}折|[一二三四五六七八九]成)/g,
  /(?:那边|家|他们|那家)?(?:也|又|已经|刚|只|才|居然|直接|昨天|上周|前天|Ⓓ|都){1,3}(?:报低了|报得|报了|报价|报的|报出|出价|出了|开价|报Ⓜ|压价|降价|降到|低价|打折|给了|给出|报|在跟|谈|在抢|在接触|在推|在做|在报|在盯|去|来|进场|送|派人|参与|投标|入围|联系|接触|上门|找过|试用|讲|演示|中标)/g,
  /(?:那边|家|他们|那家)(?:报低了|报得|报了|报价|报的|报出|出价|开价|报Ⓜ|压价|降价|降到|低价|打折|给了方案|给了报价|比咱|比我们|便宜)/g,
  /(?:报价?|开价|出价|喊价?|要价)(?:了|到|的是|的)?Ⓜ|价格?(?:更|比较|太)?低|价便宜|(?:更|太)便宜/g,
  /(?:报低了|报得?(?:更|比)低|比(?:我们|咱们?)(?:便宜|平|低|贵|高|快)|那边[^,。]{0,12}比(?:我们|咱们?)|半价|砸价|砸钱|跳水|免费送|便宜了|便宜[Ⓜ一两二三四五六七八九半]|低了Ⓜ|杀价|搅局|冲进来|杀进来|插一脚|横插|进场|截胡|撬走|撬了|抢走|抢单|在抢|在撬|给了方案|给了报价|给了个低价|派人|低价抢|恶意低价|虎视眈眈)/g,
]

/** The name that begins here: words up to the first that cannot be part of one. */
function nameFrom(masked: string, at: number): Rival | undefined {
  const stretch = /^[\p{Script=Han}a-z0-9]{1,10}/u.exec(masked.slice(at, at + 10))?.[0]
  if (!stretch) return undefined
  let end = 0
  for (const { word, tag } of tagged(stretch)) {
    if (end > 0 && !namePart(word, tag)) break
    if (end === 0 && (notNames.has(word) || /^[rpcdu]/.test(tag))) return undefined
    end += word.length
    if (end >= 4) break
  }
  // DZ-600 is a thing.
  if (/[a-z0-9]$/.test(masked.slice(0, at + end)) && /^[-/\d]/.test(masked.slice(at + end))) return undefined
  return rival(masked, at, at + end + lastOf(masked.slice(at + end), end))
}

/** 科锐特 in 丢给科锐特了: what no dictionary has is cut anywhere, but one character before an end is still the name's. */
function lastOf(rest: string, length: number): number {
  const [last] = /^\p{Script=Han}(?=[了的,。;!\s]|抢|撬|截|走|$)/u.exec(rest) ?? []
  return last && length <= 3 && !functional.has(last) && !verbs.has(last) && !/[家那也才]/.test(last) ? 1 : 0
}

/** The name that ends here, looking back over words that can be part of one. */
function nameUpTo(masked: string, at: number): Rival | undefined {
  const stretch = /[\p{Script=Han}a-z0-9]{1,14}$/u.exec(masked.slice(Math.max(0, at - 14), at))?.[0]
  if (!stretch) return undefined
  const words = tagged(stretch)
  let start = stretch.length
  for (let at = words.length - 1; at >= 0; at--) {
    const { word, tag } = words[at] as (typeof words)[number]
    const isPart = namePart(word, tag) || (start === stretch.length && endsName(word, words[at - 1]?.tag))
    if (!isPart || (stretch.length - start + word.length > 5 && tag !== 'eng')) break
    start -= word.length
    if (tag === 'eng') break
  }
  // 冼老板讲台达, 嫌贵科锐特: the word before is none of the name.
  if (/^[讲说称贵嫌高中](?=..)/.test(stretch.slice(start)) && !isWord(stretch.slice(start))) start++
  return rival(masked, at - (stretch.length - start), at)
}

/** 特 in 科锐特, whatever it is by itself: it stands behind a word that no dictionary has. */
const endsName = (word: string, tagBefore = ''): boolean =>
  word.length === 1 && tagBefore === 'x' && !functional.has(word) && !verbs.has(word)

function rival(masked: string, start: number, end: number): Rival | undefined {
  const name = masked.slice(start, end).replace(/(?:的|家|那边|他们|公司|[那这][套台款个单家边])$/, '')
  return name.length >= 2 &&
    name.length <= (/^[a-z]/.test(name) ? 14 : 8) &&
    !notNames.has(name) &&
    !/^\d+$|[了我你他不]/.test(name)
    ? { name, start, end: start + name.length }
    : undefined
}

const namePart = (word: string, tag: string): boolean =>
  !notNames.has(word) &&
  /^(?:n|nr|ns|nt|nz|ng|nrt|nrfg|eng|x|j|b|vn|g|a$|ag|q|z|s|m$|l|i|vg|tg|h|k|f|t|v)/.test(tag) &&
  !(tag === 'v' && word.length === 1 && verbs.has(word)) &&
  !(word.length === 1 && functional.has(word))

const functional = new Set([
  ...'贵低高平差强慢快的了着过在是和跟与比也都就还又才只很太更最给被把让对从到向说讲问想要嫌看用选听见有没不这那他她它我你您们个家上下里',
])
const verbs = new Set([
  ...'说讲问想要嫌看用选听见有给报谈聊约签做去来到回发打改换拿截抢撬挖中夺端占捡搞卖送走跑投比整',
])
const notNames = new Set(
  '拿走 抢走 截走 签走 撬走 拿下 抢单 截胡 中标 低价 嫌贵 嫌高 礼拜 星期 上周 上礼拜 下周 月底 月初 我们 咱们 他们 她们 你们 人家 对方 客户 自己 别人 别家 同行 友商 竞品 竞对 对手 价格 报价 方案 合同 产品 总价 单价 价钱 质量 服务 预算 成本 交期 账期 项目 系统 单子 老板 采购 领导 财务 技术 厂家 供应商 代理商 渠道 其他 其它 另外 几家 两家 三家 一家 别的 那家 这家 哪家 第三方 市面 市场 去年 今年 之前 以前 原来 现在 目前 昨天 今天 上周 我方 咱家 我司 公司 样品 资料 试用 透露 然后 但是 不过 而且 因为 所以 说是 听说 觉得 认为 表示 反馈 结果 竞争 竞争对手 什么 多少 贵点 一点 这边 那边 运费 首付 尾款 大家 多家 很多 有人 没人 谁家 时候 全部 一直 已经 对比 感觉 了解 考虑 效果 样机 设备 内部 隔壁 本地 外地 国产 进口 品牌 老供应商 原供应商 便宜'.split(
    ' ',
  ),
)
