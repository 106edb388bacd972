import type { Amount } from '../readers/amounts.ts'
import type { Reading } from '../reading.ts'
import { clauses } from '../text.ts'

/**
 * The sum a sentence is about: a total before its unit price, ours before a competitor's, never the customer's
 * own cost (unless `ours` says that every sum is). A unit price by itself is none, but what is paid by the year. Of several that are ours the one called price or total, else the last.
 */
export function amountIn(reading: Reading, rivals: readonly string[] = [], ours = false): string | undefined {
  const due = reading.amounts.filter((amount) => !isRest(amount, reading))
  const fitting = (due.length ? due : reading.amounts).filter(
    (amount) => ours || !isTheirs(amount, reading, rivals),
  )
  const totals = fitting.filter((amount) => !amount.perUnit)
  const changed = totals.filter((amount) => changedTo.test(before(amount, reading)))
  const called = totals.filter((amount) =>
    /(?:合计|总共|一共|总价|总额|总金额|共|加起来|打包价?|全部|整单|总计)[^,。]{0,3}$/.test(
      before(amount, reading),
    ),
  )
  const priced = totals.filter((amount) =>
    /(?:报价|报了|报|合同额?|金额|价格?|成交价?|谈到|改成|降到|砍到|压到|定在|给到|让到|按)[^,。]{0,4}$/.test(
      before(amount, reading),
    ),
  )
  const held = totals.filter((amount) =>
    /(?:我们?|咱们?|我方|我司)(?:这边|说|讲|守|坚持|咬住|咬死|底价|只能|最低|最多|报|给|要|的|是){0,3}$/.test(
      before(amount, reading),
    ),
  )
  const yearly = fitting.filter(
    (amount) =>
      /(?:一|每)年$/.test(before(amount, reading)) ||
      /^(?:一|每|\/)年/.test(reading.text.plain.slice(amount.end)),
  )
  return (changed.at(-1) ?? called.at(-1) ?? held.at(-1) ?? priced.at(-1) ?? totals.at(-1) ?? yearly.at(-1))
    ?.amount
}

/** 从21万5加到24万, 56万改58万5: the later one. */
const changedTo =
  /(?:[万wk元块\d]|Ⓜ)(?:[^,。\d]{0,3})(?:改成?|改到|改为|加到|加成|涨到|提到|调到|调成|变成|增到|追加到|→|->|降到|砍到|压到|谈到)了?$/

const before = (amount: Amount, { text }: Reading): string =>
  text.plain.slice(Math.max(0, amount.start - 10), amount.start)

function isTheirs(amount: Amount, reading: Reading, rivals: readonly string[]): boolean {
  const { plain } = reading.text
  const clause = clauses(plain).find((one) => one.start <= amount.start && amount.start < one.end)
  if (!clause) return false
  const head = plain.slice(clause.start, amount.start)
  const around = `${head}${plain.slice(amount.end, Math.min(clause.end, amount.end + 8))}`
  if (cost.test(head) || costAfter.test(plain.slice(amount.end, amount.end + 8))) return true
  const mine = /我们|咱|我方|我司|我这边|我报|我给/.exec(head)
  const rival = rivals
    .map((name) => head.lastIndexOf(name.toLowerCase()))
    .reduce((a, b) => Math.max(a, b), -1)
  const other = Math.max(rival, head.search(theirs))
  if (other >= 0 && (mine?.index ?? -1) < other) return true
  return differs.test(head) || differsAfter.test(around)
}

/** 回款10万,还差3万2: the rest is not what is spoken of, unless it is all. */
function isRest(amount: Amount, { text: { plain } }: Reading): boolean {
  return (
    /(?:(?<!是)不是|还|就|只|尾款|余款)?(?:(?<!是)不是|差|欠|剩下?|剩余|余款|余下?|缺)(?:着|了|的)?(?:我们|咱们?)?(?:大概|差不多|约)?$/.test(
      plain.slice(Math.max(0, amount.start - 10), amount.start),
    ) ||
    /^(?:的)?(?:尾款|余款|尾巴|质保金)?(?:还|都|暂时|先|等|待|要)?(?:(?:没|未)(?:付|到|打|结|收|给|回|来|转|汇|清)|下次|(?:下个?[月周]|月底|Ⓓ)(?:再|才)?(?:付|打|结|清)|再付|押着|压着|扣着)/.test(
      plain.slice(amount.end, amount.end + 12),
    )
  )
}

/** What it costs or earns them has nothing to do with our price. */
const cost =
  /(?:花掉|花了|花费|要花|开销|成本|(?:每年|一年|年年|每月|一个月|全年)(?=[^,。])|去年|年营收|营收|营业额|销售额|产值|年销|年产|流水|利润|亏了?|亏损|罚|罚款|被罚|工资|房租|租金|电费|水费|油费|运费|损失|浪费|注册资本|注册资金|融资|投资|贷款|欠了?(?:别人|银行|供应商)|库存|补贴|奖金|提成|月薪|年薪|人工)[^,。]{0,10}$/
const costAfter = /^(?:的)?(?:成本|损失|营收|产值|流水|注册资本|融资|罚款|人工|工资|电费|租金|运费|利润)/
const theirs =
  /(?:对手|竞品|友商|竞争对手|同行|别家|人家|别人|对面|另一家|另外一家|隔壁|他们那家|那家)[^,。]{0,8}(?:报|给|出|价|卖|才|只|要)/
/** By how much it is dearer or is to go down is no price. */
const differs =
  /(?:便宜|贵|(?<!最)低|(?<!最)高|差|(?<!最)多|少|降|优惠|让利|让|抹|抹掉|减|省|砍|压|涨|扣款?|罚款?|(?<!增)补)(?:了|掉|个|去|下)?(?:大概|差不多|约|近)?$/
const differsAfter = /的差价|差价$/
