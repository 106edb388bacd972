import { decimal, numberAt } from './numbers.ts'
import type { Span } from './span.ts'

/**
 * Sums of money in yuan. A bare number counts only after a word such as 金额 or 回款; 200台 and 3个点 never, nor what is
 * less than nothing or in another currency: nobody knows how many yuan that is.
 */
export function readAmounts(said: string, taken: readonly Span[]): Amount[] {
  const text = withoutMonths(said, taken)
  const found: Amount[] = []
  for (let at = 0; at < text.length; at++) {
    if (!startsNumber.test(text[at] as string) || taken.some((span) => span.start <= at && at < span.end))
      continue
    const amount = amountAt(text, at)
    if (amount && !taken.some((span) => span.start < amount.end && amount.start < span.end))
      found.push(amount)
    at = Math.max(at, (amount?.end ?? numberAt(text, at)?.end ?? at + 1) - 1)
  }
  return found
}

/** 九万六月底: where a date begins with 月, the numeral before it is the sum's. */
const withoutMonths = (text: string, taken: readonly Span[]): string =>
  taken.reduce(
    (rest, { start }) => (rest[start] === '月' ? `${rest.slice(0, start)},${rest.slice(start + 1)}` : rest),
    text,
  )

export type Amount = Span & {
  amount: string
  /** 一块2万8, 每台3000: the price of one. */
  perUnit: boolean
}

function amountAt(text: string, at: number): Amount | undefined {
  const number = numberAt(text, at)
  if (!number || number.cents <= 0n) return undefined
  const before = text.slice(Math.max(0, at - 10), at)
  const after = text.slice(number.end, number.end + 6)
  if (foreignAfter.test(after) || foreignBefore.test(before) || negative.test(before)) return undefined
  const tail = currencyAfter.exec(after)?.[0] ?? ''
  const prefix = currencyBefore.exec(before)?.[0] ?? ''
  const named = tail !== '' || prefix !== ''
  if (/[a-z0-9.]$/.test(before) && !prefix) return undefined
  // 1千2百亿: not read to its end.
  if (/^(?:[a-z]|\.\d|[%‰万萬亿])/.test(after) && !tail) return undefined
  if (!named && (number.unit ? notMoneyTight : notMoney).test(after)) return undefined
  const grouped = /^\d{1,3}(?:,\d{3})+/.test(text.slice(at, number.end))
  if (
    !named &&
    !number.unit &&
    !(number.cents >= 10_000n && (grouped || cued.test(before) || cuedAfter.test(after)))
  )
    return undefined
  if (!named && number.unit && number.cents < 100_000n && !cued.test(before)) return undefined
  return {
    start: at - prefix.length,
    end: number.end + tail.length,
    amount: decimal(number.cents),
    perUnit:
      unitBefore.test(before) ||
      unitAfter.test(text.slice(number.end + tail.length, number.end + tail.length + 6)),
  }
}

const startsNumber = /[\d廿一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾]/
const currencyBefore = /(?:¥|rmb|cny|人民币)\s?$/
const currencyAfter = /^\s?(?:元整|圆整|块钱|元|圆|块(?![^\s,。;!?])|整|rmb|cny|人民币)/
const foreignAfter =
  /^\s?多?(?:美[元金刀]|刀(?!片|具|库)|欧元?(?!派|式)|日[元币]|港[元币纸]|英镑|澳[元币]|加元|韩[元币]|新币|台币|卢布|泰铢|usd|eur|hkd|jpy|gbp)/
const foreignBefore = /(?:[$€£]|usd|eur|hkd|jpy|gbp|美[元金]|欧元|日[元币]|港[元币]|英镑)\s?$/
/** 回款 -3万; in 3-5万 it stands between two. */
const negative = /(?:负|(?:^|[\s:,]|金额)-)\s?$/
const cued =
  /(?:金额|那笔|这笔|一笔|报价|报|合同额|合同|回款|回了|到账|打款|打了|付了|付|收款|收到|收了|进账|首款|首付|尾款|定金|订金|押金|预付款?|全款|总价|合计|共|一共|总共|预算|价格|价|款|钱|为|是|改成|改|增补|补|租金|押金|质保金|转了?|进来|汇来|打来|打过来|来款|结了?|给了|现金|盖章|签字|签了?|定了?|到了|进了|来了|入了|汇了|收|[:=])\s?$|(?:付清|结清|到账|打款|回款|转账|全款|尾款|货款|(?:给|付|结|打|回)[钱款账])了?[,:\s]+$|(?:款|金|钱|账)(?:已|都|已经)?(?:到|来|付|打)(?:了|账|过来)?[,:\s]+$|(?:^|[,。\s])收(?:到)?[^,。\d]{2,7}$/
const cuedAfter =
  /^[,\s]*(?:昨天|今天|刚|刚刚|前天|上午|下午)?(?:到的|进来的|打来的|收到的|到了账)|^\s?(?:的?\p{Script=Han}{0,3}(?:款|货款|租金|押金|定金|订金|尾款|运费|费用)(?=[^项式]|$)|租金|货款|到账|进账|入账|结清|付清|打过来|(?:已|都|刚|全)(?:收|到|入|付|结)|到了|收(?:讫|齐|妥)|回款|打款|已付|付了|收到)/u
/** What follows a number of things, shares, days or points. */
const notMoney =
  /^\s?(?:台|套|个(?!亿)|件|箱|吨|斤|公斤|kg|人|名|位|家|户|次|张|份|支|只|辆|条|亩|平|米|公里|升|瓶|盒|包|袋|片|粒|头|棵|株|块|点|页|字|岁|天|年|月|周|季|小时|分钟|秒|号|日|期|楼|层|折|成|%|倍|级|门|站|届|套房|床|例|单|票|柜|板|托|门店|粉丝|用户|会员|订单|方|立方|并发|终端|端口|路)/
/** After 20万 a day may follow; a thing must stand close. */
const notMoneyTight =
  /^(?:台|套|个(?!亿)|件|箱|吨|斤|公斤|kg|人|名|位|家|户|次|张|份|支|只|辆|条|亩|平|米|公里|升|瓶|盒|包(?!干|邮|税|圆|含|括|安装|运|年|死)|袋|片|粒|头|棵|株|页|字|岁|级|倍|楼|站|例|票|柜|板|托|门店|粉丝|用户|会员|订单|方|立方|并发|终端|端口)/
const unitBefore =
  /(?:单价|每(?:台|套|个|件|箱|吨|斤|块|张|支|瓶|盒|人|年|月|单|票|家|点|辆|条|柜|公里)|一(?:台|套|个|件|箱|吨|斤|块|张|支|瓶|盒|票|单|柜|年|家|辆|条))(?:是|要|才|卖|报|就)?\s?$/
const unitAfter =
  /^\s?(?:\/|一|每|元?一)\s?(?:台|套|个|件|箱|吨|斤|块|张|支|瓶|盒|人|年|月|单|票|家|点|辆|条|柜|公里|公斤|kg|片|个月)/
