import { z } from 'zod'
import { advice, broken, type Check, fine, looked, type Mends } from '../../chat/check.ts'
import type { PlatformDeps } from '../../chat/deps.ts'
import { createWeComClient, type WeComClient } from './client.ts'
import type { WeComConfig } from './config.ts'
import { createWeComDirectory } from './directory.ts'

/** What WeCom says about the app: its secret, its trusted IP, its state, whom it may see. Changes nothing. */
export async function checkWeCom(config: WeComConfig, deps: PlatformDeps): Promise<Check[]> {
  const client = createWeComClient(config, deps)
  const agent = await looked('应用', MENDS, () => checkAgent(client, config.agentId))
  if (agent.some(({ code }) => code !== undefined)) return agent
  return [...agent, ...(await looked('通讯录', MENDS, () => checkDepartments(client)))]
}

const agentAnswer = z.object({
  name: z.string().nullish(),
  close: z.number().nullish(),
  allow_partys: z.object({ partyid: z.array(z.number()).nullish() }).nullish(),
})
const ROOT = 1

/** https://developer.work.weixin.qq.com/document/path/90227 */
async function checkAgent(client: WeComClient, agentId: number): Promise<Check[]> {
  const agent = agentAnswer.parse(await client.get('/cgi-bin/agent/get', { agentid: agentId }))
  const seen = agent.allow_partys?.partyid ?? []
  const mend = '管理后台 → 应用管理 → 可见范围，选上根部门。'
  return [
    fine('凭证', 'CorpID、Secret、AgentId 对得上，本机在可信 IP 里'),
    agent.close === 1
      ? broken('应用', `「${agent.name ?? ''}」被停用了`, '管理后台 → 应用管理，打开这个应用的开关。')
      : fine('应用', `「${agent.name ?? ''}」已启用`),
    seen.includes(ROOT)
      ? fine('可见范围', '包含根部门，可以建群')
      : advice('可见范围', '不含根部门，「绑定群」建不了群；不在范围里的人也用不了', mend),
  ]
}

async function checkDepartments(client: WeComClient): Promise<Check[]> {
  const departments = await createWeComDirectory(client).departments()
  if (departments.length > 0) return [fine('通讯录', `看得到 ${departments.length} 个部门`)]
  return [broken('通讯录', '一个部门也看不到', '管理后台 → 应用管理 → 可见范围，选上根部门。')]
}

const networkMend = '检查这台机器能不能出网、WECOM_BASE_URL 对不对、有没有被代理或防火墙拦住。'
const secretMend = '管理后台 → 应用管理 → 这个应用，重新查看 Secret，填到 WECOM_SECRET。'
const agentMend = '管理后台 → 应用管理 → 这个应用，AgentId 和 Secret 要取自同一个应用。'
const rangeMend = '管理后台 → 应用管理 → 可见范围，选上根部门。'

const MENDS: Mends = {
  40001: ['Secret 不对', secretMend],
  40013: ['CorpID 不对', '管理后台 → 我的企业 → 企业信息，复制企业 ID 到 WECOM_CORP_ID。'],
  40056: ['AgentId 不对', agentMend],
  301002: ['AgentId 和 Secret 不是同一个应用的', agentMend],
  48001: ['应用没有这个接口的权限', rangeMend],
  48002: ['应用没有这个接口的权限', rangeMend],
  48009: ['这个地址不能读通讯录', '不要用「通讯录同步」的 Secret，用自建应用自己的 Secret。'],
  50003: ['应用被停用了', '管理后台 → 应用管理，打开这个应用的开关。'],
  60011: ['不在应用的可见范围里', rangeMend],
  60020: [
    '本机出网地址不在企业可信 IP 里',
    '管理后台 → 应用管理 → 这个应用 → 企业可信 IP，填上这个地址（要先设好接收消息的 URL），约一分钟后生效。出网地址会变的机器请配固定出口。',
  ],
  45009: ['调用太频繁', '过一分钟再跑一次。'],
  timeout: ['企业微信没有及时回答', networkMend],
  network: ['连不上企业微信', networkMend],
  unreadable: ['企业微信的回答看不懂', networkMend],
}
