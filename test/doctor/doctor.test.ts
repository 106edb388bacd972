import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Config } from '../../src/config.ts'
import { checkAnswer, checkCallback } from '../../src/doctor/callback.ts'
import { checkLine } from '../../src/doctor/database.ts'
import { examine } from '../../src/doctor/examine.ts'
import { isBroken, reportOf } from '../../src/doctor/report.ts'
import { listenSandbox } from '../../src/sandbox/index.ts'
import type { SandboxOptions } from '../../src/sandbox/options.ts'
import { testDeps } from '../platforms/support/deps.ts'
import { company, feishuSettings, wecomSettings } from '../sandbox/support.ts'
import { testFolder } from '../support/database.ts'

const server = process.env.DATABASE_URL

test('a tenant that is set up well has nothing to mend', async () => {
  const { config } = await tenant()
  const { sections, text } = await examined(config)
  expect(isBroken(sections)).toBe(false)
  expect(text).toContain('✓ 凭证：App ID 和 App Secret 是对的')
  expect(text).toContain('✓ 机器人：「聊单」已启用')
  expect(text).toContain('✓ 权限：要用的都有了')
  expect(text).toContain('✓ 通讯录：看得到 3 个部门')
  expect(text).toContain('✓ 凭证：CorpID、Secret、AgentId 对得上，本机在可信 IP 里')
  expect(text).toContain('✓ 可见范围：包含根部门，可以建群')
})

test('the token of a program that ends soon is told ahead, one that has ended is broken', async () => {
  const { config } = await tenant()
  const program = (name: string, lastDay?: string) => ({
    ...{ name, token: `token-of-${name}-that-nobody-reads`, mayWrite: true },
    ...(lastDay ? { lastDay } : {}),
  })
  const soon = [program('erp', '2026-04-01'), program('bi', '2026-04-02'), program('shop')]
  const advised = await examined({ ...config, apiPrograms: soon })
  expect(isBroken(advised.sections)).toBe(false)
  expect(advised.text).toContain('！ 接口令牌 erp：2026-04-01 到期，还有 30 天')
  expect(advised.text.match(/接口令牌/g)).toHaveLength(1)
  const ended = await examined({ ...config, apiPrograms: [program('erp', '2026-03-01')] })
  expect(isBroken(ended.sections)).toBe(true)
  expect(ended.text).toContain('已经到期，这个程序进不来了')
  expect(ended.text).not.toContain('nobody-reads')
})

test.each([
  ['Feishu', { FEISHU: 'wrong' }, '✗ 凭证：App ID 或 App Secret 不对（10014）', 'FEISHU_APP_SECRET'],
  ['WeCom', { WECOM: 'wrong' }, '✗ 应用：Secret 不对（40001）', 'WECOM_SECRET'],
])('a wrong secret of %s is told with where to find the right one', async (_, secrets, line, variable) => {
  const { config } = await tenant({}, secrets)
  const { sections, text } = await examined(config)
  expect(isBroken(sections)).toBe(true)
  expect(text).toContain(line)
  expect(text).toContain(variable)
  expect(text).not.toContain('wrong')
})

test('a scope that was not granted is named with its use; one that only helps is advice', async () => {
  const missingScopes = ['im:resource', 'contact:user.phone:readonly']
  const { config } = await tenant({ feishu: { ...feishuSettings, webhookUrl: nowhere, missingScopes } })
  const { sections, text } = await examined(config)
  expect(isBroken(sections)).toBe(true)
  expect(text).toContain('✗ 权限：缺 im:resource（发图表）（99991672）')
  expect(text).toContain('！ 权限：没有 contact:user.phone:readonly')
  expect(text.match(/✗/g)).toHaveLength(1)
})

test('a call that a missing scope refuses says so, and the rest is still looked at', async () => {
  const { config, sandbox } = await tenant()
  sandbox.faults.add({ match: 'GET /open-apis/contact/v3/scopes', status: 400, code: 99991672 })
  const { text } = await examined(config)
  expect(text).toContain('✗ 通讯录：缺权限（99991672）')
  expect(text).toContain('✓ 机器人')
})

test('an address that WeCom does not trust is told, to be entered as it is', async () => {
  const { config, sandbox } = await tenant()
  const message = 'not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at https://x'
  sandbox.faults.add({ match: '/cgi-bin/agent/get', code: 60020, message })
  const { sections, text } = await examined(config)
  expect(isBroken(sections)).toBe(true)
  expect(text).toContain('✗ 应用：本机出网地址不在企业可信 IP 里：203.0.113.7（60020）')
  expect(text).toContain('企业可信 IP，填上这个地址')
})

test('a visible range without the root is advice: only making groups needs it', async () => {
  const visibleDepartments = [2]
  const { config } = await tenant({ wecom: { ...wecomSettings, webhookUrl: nowhere, visibleDepartments } })
  const { sections, text } = await examined(config)
  expect(isBroken(sections)).toBe(false)
  expect(text).toContain('！ 可见范围：不含根部门')
})

test('a platform that cannot be reached, and a database that cannot, are told apart', async () => {
  const { config } = await tenant()
  const { text } = await examined({
    ...config,
    databaseUrl: 'postgresql://nobody@127.0.0.1:1/none',
    feishu: config.feishu && { ...config.feishu, baseUrl: 'http://127.0.0.1:1' },
    wecom: undefined,
  })
  expect(text).toContain('✗ 凭证：连不上飞书（network）')
  expect(text).toContain('✗ 数据库：连不上（DatabaseNotReachable）')
})

test.skipIf(!server)(
  'a server database is told by its version and its schema; a missing one by how to make it',
  async () => {
    const { config } = await tenant()
    const alone = { ...config, feishu: undefined, wecom: undefined }
    const { text } = await examined({ ...alone, databaseUrl: server })
    expect(text).toMatch(/✓ 数据库：PostgreSQL \d+，连得上/)
    expect(text).toContain('数据库连线：')
    expect(text).toMatch(/表结构：(是最新的|还有 \d+ 步没升级)/)
    const missing = new URL(server as string)
    missing.pathname = '/liaodan_never_made'
    expect((await examined({ ...alone, databaseUrl: missing.href })).text).toContain('✗ 数据库：没有这个库')
  },
)

test('an embedded folder of this version is fine', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'liaodan-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  await (await testFolder(dataDir)).close()
  const { config } = await tenant()
  const alone = { ...config, dataDir, feishu: undefined, wecom: undefined }
  expect((await examined(alone)).text).toContain('✓ 表结构：是最新的')
})

test('a data folder that is a file, or would have to be made in one, is told before the first start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'liaodan-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'a-file')
  await writeFile(file, '')
  const { config } = await tenant()
  for (const dataDir of [file, join(file, 'deeper', 'data')]) {
    const { sections, text } = await examined({ ...config, dataDir })
    expect(isBroken(sections)).toBe(true)
    expect(text).toContain(`✗ 数据库：${dataDir} 建不了数据`)
    expect(text).toContain('DATA_DIR')
  }
})

test('nothing configured is the sandbox, and nothing is broken', async () => {
  const { config } = await tenant()
  const { sections, text } = await examined({ ...config, feishu: undefined, wecom: undefined })
  expect(isBroken(sections)).toBe(false)
  expect(text).toContain('一个都没配，启动的是沙箱')
})

test.each([
  [undefined, 'advice', '没有设 PUBLIC_URL'],
  ['http://192.168.1.5', 'broken', '内网地址'],
  ['https://localhost:3000', 'broken', '内网地址'],
])('PUBLIC_URL %s is %s', async (publicUrl, state, found) => {
  const [check] = await checkCallback(publicUrl, 'wecom')
  expect(check).toMatchObject({ state, found: expect.stringContaining(found) })
})

test.each([
  [401, 'fine'],
  [404, 'broken'],
  [502, 'broken'],
  [200, 'broken'],
])('an address that answers an unsigned request with %d is %s', async (status, state) => {
  const server = createServer((_, response) => response.writeHead(status).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  expect(await checkAnswer(`http://127.0.0.1:${port}/webhooks/feishu`, '')).toMatchObject({ state })
})

const nowhere = 'http://127.0.0.1:1/'

async function tenant(
  options: Partial<SandboxOptions> = {},
  secrets: { FEISHU?: string; WECOM?: string } = {},
) {
  const sandbox = await listenSandbox({
    company,
    zone: 'Asia/Shanghai',
    now: () => new Date('2026-03-02T10:00:00Z'),
    feishu: { ...feishuSettings, webhookUrl: nowhere },
    wecom: { ...wecomSettings, webhookUrl: nowhere },
    ...options,
  })
  onTestFinished(sandbox.close)
  const { token, ...wecom } = wecomSettings
  const config: Config = {
    port: 0,
    host: '127.0.0.1',
    dataDir: '/nonexistent/liaodan',
    databaseUrl: undefined,
    publicUrl: undefined,
    zone: 'Asia/Shanghai',
    apiToken: 'token',
    logLevel: 'silent',
    rateFactor: 1,
    feishu: {
      ...feishuSettings,
      appSecret: secrets.FEISHU ?? feishuSettings.appSecret,
      baseUrl: sandbox.feishuBaseUrl,
    },
    wecom: {
      ...wecom,
      secret: secrets.WECOM ?? wecom.secret,
      callbackToken: token,
      baseUrl: sandbox.wecomBaseUrl,
    },
  }
  return { config, sandbox: sandbox.sandbox }
}

async function examined(config: Config) {
  const sections = await examine(config, testDeps())
  return { sections, text: reportOf(sections) }
}

test.each([
  ['over a socket', { encrypted: false, address: null }, 'fine'],
  ['on this machine', { encrypted: false, address: '127.0.0.1' }, 'fine'],
  ['from another machine in the clear', { encrypted: false, address: '10.0.0.7' }, 'advice'],
  ['from another machine, encrypted', { encrypted: true, address: '10.0.0.7' }, 'fine'],
])('the line to the database %s', (_, line, state) => {
  expect(checkLine(line).state).toBe(state)
})
