import { z } from 'zod'
import { advice, broken, type Check, fine } from '../../chat/check.ts'
import type { FeishuClient } from './client.ts'

const scopesAnswer = z.object({
  data: z.object({
    scopes: z.array(z.object({ scope_name: z.string(), grant_status: z.number() })).nullish(),
  }),
})
const GRANTED = 1

/** https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/application-v6/scope/list.md; it needs no scope itself. */
export async function checkScopes(client: FeishuClient): Promise<Check[]> {
  const answer = await client.call((sdk, options) => sdk.application.v6.scope.list({}, options))
  const scopes = scopesAnswer.parse(answer).data.scopes ?? []
  const granted = new Set(
    scopes.filter((scope) => scope.grant_status === GRANTED).map(({ scope_name }) => scope_name),
  )
  const missing = (needs: Need[]) => needs.filter(({ anyOf }) => !anyOf.some((name) => granted.has(name)))
  const lacking = missing(required)
  const wished = missing(useful)
  return [...(lacking.length === 0 ? [fine('权限', '要用的都有了')] : lacking.map(lack)), ...wished.map(wish)]
}

const lack = ({ anyOf: [name], use }: Need): Check =>
  broken('权限', `缺 ${name}（${use}）`, `开放平台 → 权限管理，开通 ${name}，再创建版本并发布。`, '99991672')

const wish = ({ anyOf: [name], use }: Need): Check =>
  advice('权限', `没有 ${name}（${use}）`, `想要的话：权限管理里开通 ${name}，再创建版本并发布。`)

/** The narrowest scope first; a wider one will do. */
type Need = { anyOf: [string, ...string[]]; use: string }

const wholeDirectory = ['contact:contact:readonly_as_app', 'contact:contact:access_as_app']

const required: Need[] = [
  { anyOf: ['im:message:send_as_bot', 'im:message'], use: '发消息' },
  { anyOf: ['im:message:update', 'im:message:send_as_bot', 'im:message'], use: '更新卡片' },
  { anyOf: ['im:message.p2p_msg:readonly', 'im:message.p2p_msg'], use: '听单聊' },
  { anyOf: ['im:message.group_at_msg:readonly', 'im:message.group_at_msg'], use: '听群里 @ 机器人的话' },
  { anyOf: ['im:resource'], use: '发图表' },
  { anyOf: ['im:chat:readonly', 'im:chat'], use: '认识群' },
  { anyOf: ['contact:contact.base:readonly', ...wholeDirectory], use: '读通讯录' },
  { anyOf: ['contact:department.base:readonly', ...wholeDirectory], use: '读部门' },
  { anyOf: ['contact:user.base:readonly', ...wholeDirectory], use: '读姓名' },
  { anyOf: ['contact:user.employee:readonly', ...wholeDirectory], use: '读职务和上级，定角色' },
]

const joining = '同一个人在飞书和企业微信上自动认成一个人；没有就靠「绑定」'
const useful: Need[] = [
  { anyOf: ['contact:user.employee_id:readonly', ...wholeDirectory], use: `工号，${joining}` },
  { anyOf: ['contact:user.email:readonly', ...wholeDirectory], use: `邮箱，${joining}` },
  { anyOf: ['contact:user.phone:readonly', ...wholeDirectory], use: `手机号，${joining}` },
]
