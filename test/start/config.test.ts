import { expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../src/config.ts'
import { startProblem } from '../../src/start-problem.ts'

const feishu = {
  FEISHU_APP_ID: 'cli_1',
  FEISHU_APP_SECRET: 's',
  FEISHU_ENCRYPT_KEY: 'k',
  FEISHU_VERIFICATION_TOKEN: 't',
}
const wecom = {
  WECOM_CORP_ID: 'ww1',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 's',
  WECOM_CALLBACK_TOKEN: 't',
  WECOM_ENCODING_AES_KEY: 'a'.repeat(43),
}
const complaint = (env: Record<string, string>): string => {
  try {
    readConfig(env)
    return ''
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
}

test('nothing at all is the sandbox with what the table promises', () => {
  expect(readConfig({ DATABASE_URL: '', API_TOKEN: ' ' })).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    dataDir: './data',
    databaseUrl: undefined,
    zone: 'Asia/Shanghai',
    apiToken: undefined,
    feishu: undefined,
    wecom: undefined,
  })
})

test('either platform alone, or both; the addresses are the public ones, or what is given', () => {
  expect(readConfig(feishu)).toMatchObject({
    feishu: { baseUrl: 'https://open.feishu.cn' },
    wecom: undefined,
  })
  expect(readConfig(wecom)).toMatchObject({
    feishu: undefined,
    wecom: { agentId: 1000002, baseUrl: 'https://qyapi.weixin.qq.com' },
  })
  const both = readConfig({ ...feishu, ...wecom, FEISHU_BASE_URL: 'https://open.larksuite.com/' })
  expect(both.feishu?.baseUrl).toBe('https://open.larksuite.com')
  expect(both.wecom).toBeDefined()
})

test.each([
  ['PORT', 'abc'],
  ['PORT', '70000'],
  ['PORT', '80.5'],
  ['DATABASE_URL', 'mysql://db/x'],
  ['DATABASE_URL', 'postgresql://crm:pass#word@db/x'],
  ['DATABASE_URL', 'postgresql://crm:1#2@db/x'],
  ['DATABASE_URL', 'postgresql://crm:pass/word@db/x'],
  ['PUBLIC_URL', 'crm.example.com'],
  ['BUSINESS_TIMEZONE', 'Asia/Atlantis'],
  ['API_TOKEN', 'two words of some length'],
  ['API_READ_TOKEN', 'alone-of-enough-length'],
  ['LOG_LEVEL', 'loud'],
  ['OUTBOUND_RATE_FACTOR', '0'],
  ['FEISHU_BASE_URL', 'open.feishu.cn'],
  ['WECOM_BASE_URL', 'ftp://qyapi'],
  ['WECOM_AGENT_ID', 'first'],
  ['WECOM_ENCODING_AES_KEY', 'short'],
  ['LLM_BASE_URL', 'nowhere'],
  ['LLM_MASK', 'everything'],
  ['FEISHU_APPID', 'misspelt'],
])('%s=%s is named in one line', (name, value) => {
  const line = complaint({ [name]: value })
  expect(line).toMatch(/^Configuration: /)
  expect(line).not.toContain('\n')
  expect(line).toContain(`${name}: `)
})

test.each([
  'postgresql:///x?host=/var/run/postgresql',
  'postgresql://crm@/x',
  'postgresql://crm:pass%23word@[::1]:5433/x?sslmode=verify-full&sslrootcert=/etc/ca.pem',
])('%s is an address', (address) => {
  expect(readConfig({ DATABASE_URL: address }).databaseUrl).toBe(address)
})

test('a token that could be guessed is refused by its name', () => {
  const long = 'a'.repeat(16)
  const short = 'b'.repeat(15)
  expect(complaint({ API_TOKEN: short })).toBe('Configuration: API_TOKEN: is shorter than 16 characters')
  expect(complaint({ API_TOKEN: long, API_READ_TOKEN: short })).toBe(
    'Configuration: API_READ_TOKEN: is shorter than 16 characters',
  )
  expect(readConfig({ API_TOKEN: long }).apiToken).toBe(long)
})

test('programs have a name, a right and a token of their own each', () => {
  const [own, erp, bi] = ['a'.repeat(16), 'e'.repeat(16), 'b'.repeat(16)]
  expect(readConfig({ API_TOKEN: own, API_PROGRAMS: `erp=${erp},bi-2:read=${bi}` }).apiPrograms).toEqual([
    { name: 'erp', token: erp, mayWrite: true },
    { name: 'bi-2', token: bi, mayWrite: false },
  ])
  for (const list of [
    erp,
    `ERP=${erp}`,
    `erp=${erp.slice(1)}`,
    `erp:write=${erp}`,
    `erp=${erp},`,
    `erp=${erp} ,bi=${bi}`,
  ])
    expect(complaint({ API_TOKEN: own, API_PROGRAMS: list })).toMatch(
      /^Configuration: API_PROGRAMS: is not a list/,
    )
  for (const list of [`erp=${erp},bi=${erp}`, `erp=${erp},erp=${bi}`, `erp=${own}`, `writer=${erp}`])
    expect(complaint({ API_TOKEN: own, API_PROGRAMS: list })).toMatch(
      /^Configuration: API_PROGRAMS: needs an API_TOKEN/,
    )
  expect(complaint({ API_PROGRAMS: `erp=${erp}` })).toMatch(
    /^Configuration: API_PROGRAMS: needs an API_TOKEN/,
  )
  expect(complaint({ API_TOKEN: own, API_PROGRAMS: `erp=${erp.slice(1)}` })).not.toContain('eee')
})

test('the token of a program may end with a day', () => {
  const [own, erp, bi] = ['a'.repeat(16), 'e'.repeat(16), 'b'.repeat(16)]
  const given = (list: string) => ({ API_TOKEN: own, API_PROGRAMS: list })
  expect(readConfig(given(`erp@2027-06-30=${erp},bi:read@2028-02-29=${bi}`)).apiPrograms).toEqual([
    { name: 'erp', token: erp, mayWrite: true, lastDay: '2027-06-30' },
    { name: 'bi', token: bi, mayWrite: false, lastDay: '2028-02-29' },
  ])
  expect(complaint(given(`erp@2027-02-29=${erp}`))).toBe(
    'Configuration: API_PROGRAMS: has a last day that no calendar knows',
  )
  for (const list of [`erp@soon=${erp}`, `erp@2027-6-30=${erp}`, `erp@=${erp}`, `erp@2027-06-30:read=${erp}`])
    expect(complaint(given(list))).toMatch(/^Configuration: API_PROGRAMS: is not a list/)
  expect(complaint(given(`erp@2027-06-30=${erp},erp=${bi}`))).toMatch(/a name and a token of its own/)
})

test.each(Object.keys({ ...feishu, ...wecom }))('%s left out is missed', (name) => {
  const { [name]: _, ...rest } = { ...feishu, ...wecom } as Record<string, string>
  expect(complaint(rest)).toBe(`Configuration: ${name}: is missing`)
})

test('everything that is wrong is named at once', () => {
  const line = complaint({ PORT: 'x', FEISHU_APP_ID: 'cli_1', WECOM_SECRET: 's' })
  for (const name of ['PORT', 'FEISHU_APP_SECRET', 'FEISHU_ENCRYPT_KEY', 'WECOM_CORP_ID', 'WECOM_AGENT_ID'])
    expect(line).toContain(`${name}: `)
})

test.each([
  ['PORT', { code: 'EADDRINUSE', syscall: 'listen' }],
  ['HOST', { code: 'EADDRNOTAVAIL', syscall: 'listen' }],
  ['HOST', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
  ['DATA_DIR', { code: 'EEXIST', syscall: 'mkdir' }],
  ['DATABASE_URL', { code: 'ECONNREFUSED', syscall: 'connect' }, 'postgresql://db/x'],
  ['DATABASE_URL', { code: '3D000' }, 'postgresql://db/x'],
])('what only the start shows names %s', (name, failure, databaseUrl?: string) => {
  const error = Object.assign(new Error('as the system says it'), failure)
  expect(startProblem(error, { port: 3000, host: '127.0.0.1', databaseUrl })).toMatch(
    new RegExp(`^${name}: `),
  )
})
