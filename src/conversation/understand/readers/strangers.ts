import { placeAtStart } from '../book/regions.ts'
import { legalSuffix, tradesAtEnd } from '../book/trades.ts'
import type { Masked } from '../mask.ts'
import type { Text } from '../text.ts'
import { matchesOf, type Span } from './span.ts'

/**
 * A company that nobody has stored, in a place where the name of one stands: 见了新世纪商厦的王总, 江南食品 回款.
 * Known by its ending (超市, 机械, 有限公司), so that what is said of it is taken for nobody else.
 */
export function readStranger({ plain, original }: Text, masked: Masked): Stranger | undefined {
  for (const { opening, strict } of openings) {
    for (const found of matchesOf(masked.text, opening)) {
      const at = found.index + found[0].length
      const length = nameLength(masked.text.slice(at), strict)
      const start = masked.origin[at] as number
      if (length)
        return {
          start,
          end: start + length,
          text: original.slice(start, start + length),
          plain: plain.slice(start, start + length),
        }
    }
  }
  return undefined
}

export type Stranger = Span & { text: string; plain: string }

/** Behind these words a name stands; at the head of a clause one may, if what follows shows it. */
const openings = [
  {
    opening:
      /(?:拜访|走访|回访|跟进|约见|见|去|跑|从|电话联系|联系|电话|致电|微信|新商机|建商机|推进|[跟和与给约陪])(?:了|过|到|一趟|趟)?\s*/g,
    strict: false,
  },
  { opening: /(?:^|[,。;!?:、\n])\s*/g, strict: true },
]

/** How long the name is that a text begins with, 0 for none. The longest that ends like a company. */
function nameLength(text: string, strict: boolean): number {
  const run = /^[\p{Script=Han}a-z0-9()]{4,20}/u.exec(text)?.[0] ?? ''
  for (let length = run.length; length >= 4; length--) {
    const name = run.slice(0, length)
    const ending = endingOf(name, strict)
    const core = name.slice(0, name.length - ending)
    if (!ending || core.length < 2 || notName.test(core) || tradesAtEnd(`某家${core}`).includes(core.length))
      continue
    if (!strict || behind.test(text.slice(length))) return length
  }
  return 0
}

function endingOf(name: string, strict: boolean): number {
  const legal = legalSuffix.exec(name)?.[0].length
  if (legal) return legal
  if (/[厂店馆]$/.test(name) && (tradesAtEnd(name.slice(0, -1)).length || placeAtStart(name))) return 1
  const [trade] = tradesAtEnd(name).filter((length) => length >= 2)
  return trade && !(strict && everyday.test(name)) ? trade : 0
}

/** What can follow a name that nothing leads up to. */
const behind =
  /^(?:那边|这边|那里|那儿|的|\s|,|赢单|输单|丢单|来电|打电话|打来|来问|来咨询|咨询|回款|到账|答应|承诺|说|讲|要|想|嫌|催|谈|聊|问|反馈|同意|拒绝|签|打款|付|欠|老板|采购|老总|[^\p{Script=Han}]|$)/u

/** No company begins like this. */
const notName =
  /^(?:他|她|它|我|你|您|咱|客户|对方|人家|大家|甲方|这|那|哪|某|各|每|全|本|贵|该|其|别|几|两|一|三|多|有|没|不|还|又|再|也|都|要|想|说|讲|谈|聊|问|做|开|看|了|过|完|的|得|在|到|去|来|下|上|给|和|跟|与|对|把|被|将|让|请|用|新的|老的|一家|一下|今|明|昨|后天|周|月|报价|合同|方案|样品|付款|产品|价格|项目|系统|采购|需求|预算|质量|售后|安装|生产|售前|财务|行政|研发|市场|技术|销售)|[了过说的聊谈]/

/** Trades that are words of every day too. */
const everyday =
  /(?:软件|系统|管理|设计|检测|服务|技术|材料|设备|数据|网络|信息|智能|工程|建设|培训|咨询|运输|物流|发展|投资|装修|包装|广告|传播|中心|配件|包材|检验|市场|零件|行|院|社|店|厂|贸易|制造|装备|配送|安防|消防|照明|环境|能源|电力|图书|健康|保险)$/
