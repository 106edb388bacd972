import { keys } from './events.ts'

/** Rates are lifted: the receiver is ours, and the service is what is measured. */
export function serviceEnv(receiverUrl: string): Record<string, string> {
  return {
    API_TOKEN: 'token-of-the-bench',
    OUTBOUND_RATE_FACTOR: '1000000',
    FEISHU_APP_ID: keys.appId,
    FEISHU_APP_SECRET: keys.appSecret,
    FEISHU_ENCRYPT_KEY: keys.encryptKey,
    FEISHU_VERIFICATION_TOKEN: keys.verificationToken,
    FEISHU_BASE_URL: receiverUrl,
  }
}

/** One account for each person, so that each message finds its customer. The directory is read first. */
export async function prepare(url: string, people: number): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer token-of-the-bench' }
  for (let tries = 0; tries < 100; tries++) {
    const response = await fetch(`${url}/api/v1/members?limit=200`, { headers })
    const { items } = (await response.json()) as { items: unknown[] }
    if (items.length >= people) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  for (let index = 0; index < people; index++) {
    const body = JSON.stringify({ name: `压测客户${index}号有限公司`, owner: `压测${index}` })
    const response = await fetch(`${url}/api/v1/accounts`, { method: 'POST', body, headers })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  }
}
