import { createDecipheriv, createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decrypt, getSignature } from '@wecom/crypto'
import { onTestFinished } from 'vitest'
import type { SandboxCompany } from '../../src/sandbox/company.ts'
import { listenSandbox } from '../../src/sandbox/index.ts'
import type { SandboxLimits, SandboxOptions } from '../../src/sandbox/options.ts'

export const company: SandboxCompany = {
  name: '海纳科技',
  departments: [
    { key: 'sales', parentKey: null, name: '销售部', leaderKey: 'E001' },
    { key: 'east', parentKey: 'sales', name: '华东区', leaderKey: 'E002' },
    { key: 'finance', parentKey: null, name: '财务部' },
  ],
  people: [
    person('E001', '陈总监', '销售总监', ['sales']),
    { ...person('E002', '王主管', '区域主管', ['east']), leaderKey: 'E001' },
    { ...person('E003', '小李', '销售代表', ['east']), leaderKey: 'E002' },
    person('E004', '老赵', '财务', ['finance']),
    { ...person('E005', '阿飞', '销售代表', ['east']), platforms: ['feishu'] },
    person('E006', '董事长', '董事长', []),
  ],
  groups: [
    { platform: 'feishu', key: 'east', name: '华东群', memberKeys: ['E002', 'E003'], withBot: true },
    { platform: 'feishu', key: 'quiet', name: '没有机器人的群', memberKeys: ['E003'], withBot: false },
    { platform: 'wecom', key: 'east-hook', name: '华东战报', memberKeys: ['E002', 'E003'], withBot: true },
  ],
}

function person(employeeNo: string, name: string, title: string, departmentKeys: string[]) {
  const digits = employeeNo.slice(1)
  return {
    employeeNo,
    name,
    title,
    mobile: `13800000${digits}`,
    email: `${employeeNo}@haina.example`,
    departmentKeys,
  }
}

export const feishuSettings = {
  appId: 'cli_0123456789abcdef',
  appSecret: 'feishu-secret',
  encryptKey: 'demo-encrypt-key',
  verificationToken: 'vt-1',
}
export const wecomSettings = {
  corpId: 'wx5823bf96d3bd56c7',
  agentId: 218,
  secret: 'wecom-secret',
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
}

/** A sandbox on a port of its own, and a service that remembers what it was told. */
export async function start(options: Partial<SandboxOptions> & { limits?: Partial<SandboxLimits> } = {}) {
  const service = await listenService()
  const clock = { now: new Date('2026-04-01T02:00:00Z') }
  const { sandbox, url, feishuBaseUrl, wecomBaseUrl, close } = await listenSandbox({
    company,
    zone: 'Asia/Shanghai',
    now: () => clock.now,
    random: seeded(),
    feishu: { ...feishuSettings, webhookUrl: `${service.url}/webhooks/feishu` },
    wecom: { ...wecomSettings, webhookUrl: () => `${service.url}/webhooks/wecom` },
    ...options,
  })
  onTestFinished(async () => {
    await close()
    await service.close()
  })
  return {
    sandbox,
    url,
    clock,
    service,
    feishu: feishuClient(feishuBaseUrl),
    wecom: wecomClient(wecomBaseUrl),
  }
}

/** mulberry32: small, and good enough for ids. */
export function seeded(seed = 1) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

async function listenService() {
  const received: Received[] = []
  const answers: Answer[] = []
  let always: Answer = { status: 200, body: '{}' }
  const server = createServer(async (request, response) => {
    const heard = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: await read(request),
    }
    received.push(heard)
    const answer = answers.shift() ?? always
    const { status, body } = typeof answer === 'function' ? await answer(heard) : answer
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    /** Answers for the next requests, then for all further ones. */
    next: (...list: Answer[]) => answers.push(...list),
    answerWith(answer: Answer) {
      always = answer
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

export type Received = { method: string; url: string; headers: Record<string, unknown>; body: string }
type Reply = { status: number; body: string }
type Answer = Reply | ((heard: Received) => Reply | Promise<Reply>)

/** Verifies and decrypts as Feishu's documents say; throws if the signature is wrong. */
export function openFeishu({ headers, body }: Received, { signed = true } = {}) {
  const { encryptKey } = feishuSettings
  const given = `${headers['x-lark-request-timestamp']}${headers['x-lark-request-nonce']}${encryptKey}${body}`
  if (signed && createHash('sha256').update(given).digest('hex') !== headers['x-lark-signature']) {
    throw new Error('wrong signature')
  }
  return JSON.parse(decryptFeishu(JSON.parse(body).encrypt, encryptKey))
}

export function decryptFeishu(encrypted: string, encryptKey: string): string {
  const bytes = Buffer.from(encrypted, 'base64')
  const key = createHash('sha256').update(encryptKey).digest()
  const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, 16))
  return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString('utf8')
}

/** Verifies and decrypts as WeCom's documents say; returns the inner XML. */
export function openWecom({ url, body }: Received): { xml: string; agent: boolean } {
  const query = new URL(url, 'http://service').searchParams
  const encrypted = query.get('echostr') ?? /<Encrypt><!\[CDATA\[(.*)\]\]><\/Encrypt>/.exec(body)?.[1] ?? ''
  const { token, encodingAesKey, corpId } = wecomSettings
  const signature = getSignature(token, query.get('timestamp') ?? '', query.get('nonce') ?? '', encrypted)
  if (signature !== query.get('msg_signature')) throw new Error('wrong signature')
  const { message, id } = decrypt(encodingAesKey, encrypted)
  if (id !== corpId) throw new Error('wrong receiveid')
  return { xml: message, agent: body.includes('<AgentID>') }
}

export const tag = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([\\s\\S]*?)(?:\\]\\]>)?</${name}>`).exec(xml)?.[1]

/** A small client of the Feishu API that fetches a token when it has none. */
function feishuClient(base: string) {
  let token: string | undefined
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    if (token === undefined) token = (await tokenCall()).tenant_access_token
    const form = body instanceof FormData
    const response = await fetch(`${base}/open-apis${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(form ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    })
    const json = response.headers.get('content-type')?.includes('json')
    // biome-ignore lint/suspicious/noExplicitAny: the answers of an API under test
    const answer: any = json ? await response.json() : await response.arrayBuffer()
    return {
      status: response.status,
      headers: response.headers,
      ...(json ? answer : { bytes: Buffer.from(answer) }),
    }
  }
  async function tokenCall(secret = feishuSettings.appSecret) {
    const response = await fetch(`${base}/open-apis/auth/v3/tenant_access_token/internal`, {
      method: 'POST',
      body: JSON.stringify({ app_id: feishuSettings.appId, app_secret: secret }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: the answers of an API under test
    return (await response.json()) as any
  }
  return {
    base,
    call,
    tokenCall,
    setToken(value: string | undefined) {
      token = value
    },
    send: (idType: string, id: string, type: string, content: unknown, more: object = {}) =>
      call('POST', `/im/v1/messages?receive_id_type=${idType}`, {
        receive_id: id,
        msg_type: type,
        content: JSON.stringify(content),
        ...more,
      }),
  }
}

function wecomClient(base: string) {
  let token: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: the answers of an API under test
  async function get(path: string): Promise<any> {
    const response = await fetch(`${base}/cgi-bin${path}`)
    if (response.headers.get('content-type')?.includes('json')) return response.json()
    return { bytes: Buffer.from(await response.arrayBuffer()), type: response.headers.get('content-type') }
  }
  const tokenCall = (secret = wecomSettings.secret, corp = wecomSettings.corpId) =>
    get(`/gettoken?corpid=${corp}&corpsecret=${secret}`)
  const signed = async (path: string) => {
    if (token === undefined) token = (await tokenCall()).access_token
    return `${path}${path.includes('?') ? '&' : '?'}access_token=${token}`
  }
  // biome-ignore lint/suspicious/noExplicitAny: the answers of an API under test
  async function post(path: string, body: unknown): Promise<any> {
    const form = body instanceof FormData
    const response = await fetch(`${base}/cgi-bin${path}`, {
      method: 'POST',
      body: form ? body : JSON.stringify(body),
    })
    return response.json()
  }
  return {
    base,
    tokenCall,
    setToken(value: string | undefined) {
      token = value
    },
    get: async (path: string) => get(await signed(path)),
    post: async (path: string, body: unknown) => post(await signed(path), body),
    postOpen: post,
    send: async (touser: string, type: string, content: unknown, more: object = {}) =>
      post(await signed('/message/send'), {
        touser,
        agentid: wecomSettings.agentId,
        msgtype: type,
        [type]: content,
        ...more,
      }),
  }
}
