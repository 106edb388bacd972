import { DateTime } from 'luxon'
import { advice, broken, type Check } from '../chat/check.ts'
import type { PlatformDeps } from '../chat/deps.ts'
import { businessDay } from '../clock.ts'
import type { Config } from '../config.ts'
import { checkFeishu } from '../platforms/feishu/check.ts'
import { checkWeCom } from '../platforms/wecom/check.ts'
import { checkCallback } from './callback.ts'
import { checkDatabase } from './database.ts'

/** Looks at everything that a configuration names, changing nothing. What is not configured is not asked. */
export async function examine(config: Config, deps: PlatformDeps): Promise<Section[]> {
  const { feishu, wecom, publicUrl, databaseUrl: url, dataDir } = config
  const sections = [
    {
      title: '这台机器',
      checks: [
        ...checkAccess(config),
        ...checkTokens(config, businessDay(deps.now(), config.zone)),
        ...(await checkDatabase({ url, dataDir })),
      ],
    },
  ]
  if (feishu) {
    const checks = [...(await checkFeishu(feishu, deps)), ...(await checkCallback(publicUrl, 'feishu'))]
    sections.push({ title: '飞书', checks })
  }
  if (wecom) {
    const checks = [...(await checkWeCom(wecom, deps)), ...(await checkCallback(publicUrl, 'wecom'))]
    sections.push({ title: '企业微信', checks })
  }
  return sections
}

export type Section = { title: string; checks: Check[] }

function checkAccess({ feishu, wecom, apiToken }: Config): Check[] {
  const sandbox = advice('平台', '一个都没配，启动的是沙箱', '按 README 填上 FEISHU_* 四项或 WECOM_* 五项。')
  const closed = advice(
    '接口',
    '没有 API_TOKEN，REST 接口是关着的',
    '要用接口就设一个足够长的随机 API_TOKEN。',
  )
  if (!feishu && !wecom) return [sandbox]
  return apiToken ? [] : [closed]
}

/** Told ahead: with its token a program goes silent in the night, and nobody thinks of the token. */
function checkTokens({ apiPrograms = [] }: Config, today: string): Check[] {
  return apiPrograms.flatMap(({ name, lastDay }) => {
    if (!lastDay) return []
    const left = DateTime.fromISO(lastDay, utc).diff(DateTime.fromISO(today, utc), 'days').days
    const topic = `接口令牌 ${name}`
    if (left < 0) return broken(topic, `${lastDay} 已经到期，这个程序进不来了`, renew)
    return left <= toldDaysAhead ? advice(topic, `${lastDay} 到期，还有 ${left} 天`, renew) : []
  })
}

const toldDaysAhead = 30
const utc = { zone: 'utc' }
const renew = '在 API_PROGRAMS 里给它换一个新令牌和新日期，重启聊单，再告诉用它的人。'
