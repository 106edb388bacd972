import { isIPv4 } from 'node:net'
import { advice, broken, type Check, fine } from '../chat/check.ts'

/** Whether the platform can find this service under PUBLIC_URL, as far as can be told from here. */
export async function checkCallback(publicUrl: string | undefined, platform: string): Promise<Check[]> {
  const address = `${publicUrl ?? 'https://你的域名'}/webhooks/${platform}`
  const enter = `${consoles[platform]}填 ${address}`
  if (!publicUrl) return [advice(topic, '没有设 PUBLIC_URL，查不了回调地址', `设上 PUBLIC_URL；${enter}。`)]
  const { hostname, protocol } = new URL(publicUrl)
  if (isPrivate(hostname))
    return [broken(topic, `${hostname} 是内网地址，平台访问不到`, 'PUBLIC_URL 要用公网能访问的域名。')]
  const plain = advice(topic, 'PUBLIC_URL 不是 https', '在前面的代理上配好证书，改用 https。')
  return [...(protocol === 'https:' ? [] : [plain]), await checkAnswer(address, enter)]
}

/**
 * An unsigned request has to be turned away with 401 or 400: whoever does so is a webhook of ours with this
 * platform configured. It counts as one refused request in the metrics.
 */
export async function checkAnswer(address: string, enter: string): Promise<Check> {
  const status = await statusOf(address)
  if (status === 401 || status === 400)
    return fine(topic, `${address} 在听，没有签名的请求会被拒绝；${enter}`)
  const [found, mend] = ANSWERS[status ?? 'none'] ?? [
    `${address} 回答了 HTTP ${status}`,
    '看看代理有没有把 /webhooks/ 原样转给服务。',
  ]
  return status === undefined ? advice(topic, found, mend) : broken(topic, found, mend)
}

async function statusOf(address: string): Promise<number | undefined> {
  try {
    const signal = AbortSignal.timeout(8_000)
    return (await fetch(address, { method: 'POST', body: '{}', signal, redirect: 'manual' })).status
  } catch {
    return undefined
  }
}

const topic = '回调'
const consoles: Record<string, string> = {
  feishu: '飞书开放平台「事件与回调」的事件配置和回调配置两处都',
  wecom: '企业微信管理后台「接收消息 → 设置 API 接收」',
}

const notRunning = [
  '代理通了，后面的服务没有回答',
  '先启动服务（npm start），看 /readyz 说什么；再看代理转的端口对不对。',
] as const
const ANSWERS: Record<string, readonly [string, string] | undefined> = {
  none: [
    '从本机连不上 PUBLIC_URL',
    '有的网络从里面访问不了自己的公网地址，换一台外面的机器试；也可能是域名解析、证书、防火墙没配好。',
  ],
  404: ['有服务在回答，但没有这个平台的回调', '运行中的服务没有读到这个平台的配置：改完环境变量要重启。'],
  502: notRunning,
  503: notRunning,
  504: notRunning,
}

const isPrivate = (host: string): boolean =>
  host === 'localhost' ||
  host === '[::1]' ||
  /\.(local|internal|lan)$/.test(host) ||
  (isIPv4(host) && /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(host))
