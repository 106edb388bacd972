import { z } from 'zod'
import { broken, type Check, fine, looked, type Mends } from '../../chat/check.ts'
import type { PlatformDeps } from '../../chat/deps.ts'
import { checkScopes } from './check-scopes.ts'
import { createFeishuClient, type FeishuClient } from './client.ts'
import type { FeishuConfig } from './config.ts'
import { createFeishuDirectory } from './directory.ts'

/** What Feishu says about the app: its credentials, its bot, its scopes, whom it may see. Changes nothing. */
export async function checkFeishu(config: FeishuConfig, deps: PlatformDeps): Promise<Check[]> {
  const client = createFeishuClient(config, deps)
  const token = await looked('凭证', MENDS, () => checkToken(client))
  if (token.some(({ state }) => state === 'broken')) return token
  return [
    ...token,
    ...(await looked('机器人', MENDS, () => checkBot(client))),
    ...(await looked('权限', MENDS, () => checkScopes(client))),
    ...(await looked('通讯录', MENDS, () => checkRange(client))),
  ]
}

/** The client fetches a token before it calls; nothing more is asked here. */
async function checkToken(client: FeishuClient): Promise<Check[]> {
  await client.call(async () => null)
  return [fine('凭证', 'App ID 和 App Secret 是对的')]
}

const botAnswer = z.object({ bot: z.object({ app_name: z.string().nullish(), activate_status: z.number() }) })
const ENABLED = 2

async function checkBot(client: FeishuClient): Promise<Check[]> {
  const answer = await client.call((sdk, options) =>
    sdk.request({ method: 'GET', url: '/open-apis/bot/v3/info' }, options),
  )
  const { bot } = botAnswer.parse(answer)
  if (bot.activate_status === ENABLED) return [fine('机器人', `「${bot.app_name ?? ''}」已启用`)]
  const mend =
    '请企业管理员在飞书管理后台 → 工作台 → 应用管理里启用这个应用；还没发布过的，先创建版本并发布。'
  return [broken('机器人', `没有启用（activate_status ${bot.activate_status}）`, mend)]
}

async function checkRange(client: FeishuClient): Promise<Check[]> {
  const departments = await createFeishuDirectory(client).departments()
  if (departments.length > 0) return [fine('通讯录', `看得到 ${departments.length} 个部门`)]
  const mend = '权限管理 → 通讯录权限范围，选「全部成员」或所有要用聊单的部门，再发布一个版本。'
  return [broken('通讯录', '权限范围里一个部门也没有', mend)]
}

const secretMend =
  '开放平台 → 凭证与基础信息，重新复制 App ID 和 App Secret 到 FEISHU_APP_ID、FEISHU_APP_SECRET；国际版还要设 FEISHU_BASE_URL=https://open.larksuite.com。'
const networkMend = '检查这台机器能不能出网、FEISHU_BASE_URL 对不对、有没有被代理或防火墙拦住。'

const wrongSecret = ['App ID 或 App Secret 不对', secretMend] as const
const noBot = ['应用没有机器人能力', '开放平台 → 添加应用能力 → 机器人，再创建版本并发布。'] as const

const MENDS: Mends = {
  10003: wrongSecret,
  10014: wrongSecret,
  10015: wrongSecret,
  11205: noBot,
  230006: noBot,
  212100: ['应用没有装到企业里', '开放平台 → 版本管理与发布，创建版本并请管理员通过。'],
  99991672: [
    '缺权限',
    '开放平台 → 权限管理，按 README「接入真正的飞书应用」第 2 步补齐，再创建版本并发布：不发布不生效。',
  ],
  99991401: [
    '本机出网地址不在 IP 白名单里',
    '开放平台 → 安全设置 → IP 白名单，加上本机的出网地址，或者清空白名单。',
  ],
  99991403: ['这个月的调用额度用完了', '飞书管理后台 → 费用中心看套餐额度；下个月 1 日恢复。'],
  99991400: ['调用太频繁', '过一分钟再跑一次。'],
  40004: ['部门不在通讯录权限范围里', '权限管理 → 通讯录权限范围，选上所有要用聊单的部门，再发布一个版本。'],
  timeout: ['飞书没有及时回答', networkMend],
  network: ['连不上飞书', networkMend],
  unreadable: ['飞书的回答看不懂', networkMend],
}
