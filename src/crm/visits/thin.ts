/**
 * Whether a follow-up says nothing: too short, or only a stock phrase (DOMAIN.md, Follow-ups).
 * The words are those that quality control strikes out most.
 */
export function isThin(content: string): boolean {
  const words = content.replace(/[\s，。,.!！~～、；;：:]/gu, '')
  if ([...words].length < 3) return true
  return stockPhrases.some(
    (phrase) => words === phrase || words === `客户${phrase}` || words === `${phrase}了`,
  )
}

const stockPhrases = [
  '继续跟进',
  '跟进中',
  '持续跟进',
  '暂无意向',
  '没意向',
  '无意向',
  '再联系',
  '保持联系',
  '考虑中',
  '再考虑',
  '待定',
  '已联系',
  '已跟进',
  '电话联系',
  '打过电话',
  '没接电话',
  '未接',
  '下次再说',
  '没什么进展',
  '暂无进展',
  '正常跟进',
  '聊过',
  '见过',
  '拜访过',
  '已拜访',
]
