import type { Context } from './context.ts'
import { understand } from './understand.ts'
import type { Understanding } from './understanding.ts'

/**
 * A pasted conversation: each line read by itself, in order, with the account of the line before for a line that
 * names none. Only what asks for something is kept. `null` when the text is no conversation. Nothing is to be
 * written from one without a tap.
 */
export function understandChatLog(text: string, context: Context): Understanding[] | null {
  const lines = text.slice(0, longestLog).split('\n').map(withoutSender)
  if (lines.filter((line) => line.sender).length < 2) return null
  const found: Understanding[] = []
  let recent = context.recent
  for (const { said } of lines.slice(0, mostLines)) {
    if (!said) continue
    const understanding = understand(said, { ...context, recent })
    const account = understanding.arguments.account?.record
    if (account) recent = { account, at: context.at }
    if (understanding.intent !== 'none') found.push(understanding)
  }
  return found
}

const longestLog = 6000
const mostLines = 40

/** `张伟 10:21`, `[2026-06-10 10:21] 张伟:`, `张伟：` in front of what was said. */
function withoutSender(line: string): { sender: boolean; said: string } {
  const found = header.exec(line)
  return found && !label.test(line)
    ? { sender: true, said: line.slice(found[0].length).trim() }
    : { sender: false, said: line.trim() }
}

/** 电话：, 地址：: lines of a business card. */
const label =
  /^\s*(?:公司|单位|企业|名称|姓名|名字|联系人|职务|职位|部门|电话|手机|座机|传真|邮箱|邮件|地址|网址|微信|客户|来源|备注|需求|产品|tel|mobile|email|add|fax)\S{0,4}\s*[:：]/iu

const header =
  /^\s*(?:[[【(]?(?:20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?)?\s?\d{1,2}:\d{2}(?::\d{2})?[\]】)]?\s*)?[\p{Script=Han}A-Za-z]{2,8}\s?(?:(?:20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?)?\s?\d{1,2}:\d{2}(?::\d{2})?\s*[:：]?|[:：])\s*/u
