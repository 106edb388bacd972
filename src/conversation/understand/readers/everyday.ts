import { isWord } from '../words.ts'

/**
 * Words of every day that companies are called by too. A short form that nobody gave the company, such as 明天 for
 * 明天科技, is always the word.
 */
export const isCommon = (word: string): boolean => words.has(word) && isWord(word)

/** Whether a company that its people call so is meant here: 未来的校长 and 跟未来聊了, but not 未来几年. */
export function isName(text: string, start: number, word: string): boolean {
  const before = text.slice(Math.max(0, start - 4), start)
  const after = text.slice(start + word.length, start + word.length + 8)
  if (inPlace.test(before) || ofCompany.test(after)) return true
  return !ofTime.has(word) && !aroundWord.some((around) => around.test(`${before}|${after}`))
}

const inPlace = /(?:跟|和|与|给|去|到|往|从|找|陪|约|访|见|查|看|看看|退|领|推进|客户|联系|把)[了过]?\s?$/
const ofCompany =
  /^(?:那边|那家|这家|这边|那单|那个单|公司|集团|学校|医院|物业|酒店|超市|工厂|退|回款|到账|打款|答应|赢单|输单|[\s,:]|的?\p{Script=Han}{1,2}(?:总|校长|院长|厂长|经理|主任|主管|老板|园长|店长|科长|工|姐|哥|老师)|的(?:合同|单|款|项目|报价|钱|尾款|方案|采购|老板|财务))/u

/** These say when; without a sign of the company they mean no company. */
const ofTime = new Set(
  '明天 今天 现在 今年 下午 上午 晚上 长期 一下 大家 我们 你们 他们 客户 公司 第一'.split(' '),
)

/** What stands around them where they are words: `before|after`. */
const aroundWord = [
  /(?:在|对|为|是|有|没|没有|展望|面向|把握|说)\||\|(?:[几两三五十一半\d]|会|可期|发展|规划|趋势|方向|市场|我们|肯定|再说|的(?:事|路|方向|趋势|市场|日子|发展))/,
  /(?:有|没|很|真|多|还|也|都|就|我|他|们|方|总|最|大|抱|表示|客户)\||\|(?:我|你|他|能|可以|明|今|下|不|别|尽快|早|月|咱|客户|领导|老天|大|今年|这|有|是)/,
  /(?:不|很|太|比较|更|最|挺|蛮|没|未|就|才|会|能|已|要|祝|身体)\||\|(?:就好|最重要|快乐|后|率|了就|第一)/,
]

const words = new Set(
  '明天 今天 未来 时代 世纪 中国 方案 报价 合同 产品 价格 客户 公司 市场 项目 系统 服务 经理 老板 技术 智能 数据 信息 网络 安全 健康 生活 大家 我们 你们 他们 可以 一下 现在 下午 上午 晚上 今年 明年 东方 南方 北方 西部 中心 管理 创新 合作 发展 成功 同意 满意 希望 理想 快乐 幸福 优秀 第一 专业 环球 全球 国际 世界 中央 人民 长期 稳定 顺利 正式 先进 新鲜 阳光 美好 完美 一起 机会 平安 天天 永远 家家 长远 共赢 先锋 卓越 优质 简单 方便 放心 安心 开心 大众 百姓 精彩 辉煌 光明 和谐 朝阳 春天'.split(
    ' ',
  ),
)
