import { z } from 'zod'

/** The only reader of the environment. Throws `ConfigError` naming every wrong or missing value in one line. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const parsed = environment.safeParse(given)
  const wrong = parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? []
  const problems = [...wrong, ...missingIn(given), ...unknownIn(given), ...tokensIn(given)]
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  const values = parsed.data
  return {
    isProduction: values.NODE_ENV === 'production',
    port: values.PORT,
    host: values.HOST,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    publicUrl: values.PUBLIC_URL?.replace(/\/$/, ''),
    zone: values.BUSINESS_TIMEZONE,
    apiToken: values.API_TOKEN,
    apiReadToken: values.API_READ_TOKEN,
    apiPrograms: values.API_PROGRAMS,
    apiPerMinute: values.API_REQUESTS_PER_MINUTE,
    proxies: values.PROXIES,
    logLevel: values.LOG_LEVEL,
    rateFactor: values.OUTBOUND_RATE_FACTOR,
    feishu: feishuOf(values),
    wecom: wecomOf(values),
    model: modelOf(values),
  }
}

export type Config = {
  /** No sandbox starts, however little is set. */
  isProduction?: boolean | undefined
  port: number
  host: string
  dataDir: string
  databaseUrl: string | undefined
  publicUrl: string | undefined
  zone: string
  apiToken: string | undefined
  apiReadToken?: string | undefined
  apiPrograms?: readonly ApiProgram[] | undefined
  /** What one caller of the API may ask in a minute; no limit if left out. */
  apiPerMinute?: number | undefined
  /** How many proxies stand in front, whose word for the address of who asks is believed. */
  proxies?: number | undefined
  logLevel: string
  /** Multiplies the platforms' documented rates: for load tests, and for plans with other limits. */
  rateFactor: number
  feishu: FeishuSettings | undefined
  wecom: WeComSettings | undefined
  /** A language model for what the offline reading does not understand; without it nothing leaves the machine. */
  model?: ModelSettings | undefined
}

/** A program with a token of its own, which ends with a day (`YYYY-MM-DD`) where it was given one. */
export type ApiProgram = { name: string; token: string; mayWrite: boolean; lastDay?: string }

export type ModelSettings = {
  baseUrl: string
  apiKey: string
  model: string
  /** What is hidden from it. */
  mask: readonly ('phones' | 'amounts' | 'names')[]
}

export type FeishuSettings = {
  appId: string
  appSecret: string
  encryptKey: string
  verificationToken: string
  baseUrl: string
}

export type WeComSettings = {
  corpId: string
  agentId: number
  secret: string
  callbackToken: string
  encodingAesKey: string
  baseUrl: string
}

export class ConfigError extends Error {
  override name = 'ConfigError'
  constructor(problems: string[]) {
    super(`Configuration: ${problems.join('; ')}`)
  }
}

const url = z.url({ protocol: /^https?$/, error: 'is not an http(s) address' })
/** Tokens and what people say go there: in the clear only where it never leaves this machine. */
const safeUrl = url.refine(
  (address) => /^https:|^http:\/\/(localhost|127\.[\d.]+|\[::1\])([:/]|$)/i.test(address),
  'must be an https address',
)
const zone = z.string().refine(isTimeZone, 'is not a time zone, such as Asia/Shanghai')

const notPort = 'is not a port number'
/** Who guesses is slowed down by each process for itself: the length has to do the rest. */
const token = z
  .string()
  .regex(/^\S+$/, 'has a space in it and could never be sent')
  .min(16, 'is shorter than 16 characters')

const program = '[a-z][a-z0-9-]{0,29}(?::read)?(?:@\\d{4}-\\d\\d-\\d\\d)?=[^\\s,]{16,}'
const programs = z
  .string()
  .regex(
    new RegExp(`^${program}(?:,${program})*$`),
    'is not a list such as erp=<token>,bi:read@2027-06-30=<token>, with tokens of 16 characters or more',
  )
  .transform((text) => text.split(',').map(programIn))
  .refine(
    (all) => all.every(({ lastDay }) => !lastDay || z.iso.date().safeParse(lastDay).success),
    'has a last day that no calendar knows',
  )

function programIn(text: string): ApiProgram {
  const [, name = '', read, lastDay, token = ''] = /^([^:@=]*)(:read)?(?:@([^=]*))?=(.*)$/.exec(text) ?? []
  return { name, token, mayWrite: !read, ...(lastDay ? { lastDay } : {}) }
}

const environment = z.object({
  NODE_ENV: z.string().optional(),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, notPort)
    .transform(Number)
    .refine((port) => port <= 65535, notPort)
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is not a postgresql:// address')
    .refine(
      isServerAddress,
      'cannot be read: in its user and password write % as %25, # as %23, / as %2F, ? as %3F, @ as %40, : as %3A',
    )
    .optional(),
  PUBLIC_URL: url.optional(),
  BUSINESS_TIMEZONE: zone.default('Asia/Shanghai'),
  API_TOKEN: token.optional(),
  API_READ_TOKEN: token.optional(),
  API_PROGRAMS: programs.optional(),
  API_REQUESTS_PER_MINUTE: z.coerce.number('is not a number').int().positive().default(1200),
  PROXIES: z.coerce.number('is not a number').int().min(0).max(9).default(0),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'is not a log level')
    .default('info'),
  OUTBOUND_RATE_FACTOR: z.coerce
    .number('is not a number')
    .positive('is not more than 0')
    .max(1e6, 'is more than a million')
    .default(1),
  FEISHU_APP_ID: z.string().optional(),
  FEISHU_APP_SECRET: z.string().optional(),
  FEISHU_ENCRYPT_KEY: z.string().optional(),
  FEISHU_VERIFICATION_TOKEN: z.string().optional(),
  FEISHU_BASE_URL: safeUrl.default('https://open.feishu.cn'),
  WECOM_CORP_ID: z.string().optional(),
  WECOM_AGENT_ID: z
    .string()
    .regex(/^\d{1,12}$/, 'is not a number such as 1000002')
    .transform(Number)
    .optional(),
  WECOM_SECRET: z.string().optional(),
  WECOM_CALLBACK_TOKEN: z.string().optional(),
  WECOM_ENCODING_AES_KEY: z
    .string()
    .regex(/^[A-Za-z0-9]{43}$/, 'is not 43 letters and digits')
    .optional(),
  WECOM_BASE_URL: safeUrl.default('https://qyapi.weixin.qq.com'),
  LLM_BASE_URL: safeUrl.optional(),
  LLM_API_KEY: z.string().optional(),
  LLM_MODEL: z.string().optional(),
  LLM_MASK: z
    .string()
    .regex(
      /^(none|(phones|amounts|names)(,(phones|amounts|names))*)$/,
      'is none, or some of phones,amounts,names',
    )
    .default('phones,amounts,names'),
})
type Environment = z.infer<typeof environment>

/** Every variable that is read. */
export const variables: readonly string[] = Object.keys(environment.shape)

/** What belongs together: one alone is a mistake, none at all a choice. */
const groups = [
  // Without an Encrypt Key anybody could forge events.
  ['FEISHU_APP_ID', 'FEISHU_APP_SECRET', 'FEISHU_ENCRYPT_KEY', 'FEISHU_VERIFICATION_TOKEN'],
  ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_CALLBACK_TOKEN', 'WECOM_ENCODING_AES_KEY'],
  ['LLM_BASE_URL', 'LLM_API_KEY', 'LLM_MODEL'],
] as const

type Given = Record<string, string | undefined>

const missingIn = (given: Given): string[] =>
  groups.flatMap((names) => {
    const missing = names.filter((name) => given[name] === undefined)
    return missing.length === names.length ? [] : missing.map((name) => `${name}: is missing`)
  })

/** A misspelt key would quietly leave a platform out. */
const unknownIn = (given: Given): string[] =>
  Object.keys(given)
    .filter((name) => /^(FEISHU|WECOM|LLM)_/.test(name) && !variables.includes(name))
    .map((name) => `${name}: is not a variable of ours`)

/** The others go with the highest one: without it they would leave open who may write. */
const tokensIn = ({ API_TOKEN, API_READ_TOKEN, API_PROGRAMS }: Given): string[] => {
  const programs = API_PROGRAMS?.split(',').map(programIn) ?? []
  const names = new Set(['writer', 'reader', ...programs.map(({ name }) => name)])
  const tokens = new Set([API_TOKEN, API_READ_TOKEN, ...programs.map(({ token }) => token)])
  return [
    ...(API_READ_TOKEN && (!API_TOKEN || API_TOKEN === API_READ_TOKEN)
      ? ['API_READ_TOKEN: needs an API_TOKEN beside it, and another one']
      : []),
    ...(API_PROGRAMS && (!API_TOKEN || names.size < programs.length + 2 || tokens.size < programs.length + 2)
      ? ['API_PROGRAMS: needs an API_TOKEN beside it, and for each program a name and a token of its own']
      : []),
  ]
}

function feishuOf(values: Environment): FeishuSettings | undefined {
  if (!values.FEISHU_APP_ID) return undefined
  return {
    appId: values.FEISHU_APP_ID,
    appSecret: values.FEISHU_APP_SECRET as string,
    encryptKey: values.FEISHU_ENCRYPT_KEY as string,
    verificationToken: values.FEISHU_VERIFICATION_TOKEN as string,
    baseUrl: values.FEISHU_BASE_URL.replace(/\/$/, ''),
  }
}

function wecomOf(values: Environment): WeComSettings | undefined {
  if (!values.WECOM_CORP_ID) return undefined
  return {
    corpId: values.WECOM_CORP_ID,
    agentId: values.WECOM_AGENT_ID as number,
    secret: values.WECOM_SECRET as string,
    callbackToken: values.WECOM_CALLBACK_TOKEN as string,
    encodingAesKey: values.WECOM_ENCODING_AES_KEY as string,
    baseUrl: values.WECOM_BASE_URL.replace(/\/$/, ''),
  }
}

function modelOf(values: Environment): ModelSettings | undefined {
  if (!values.LLM_BASE_URL) return undefined
  return {
    baseUrl: values.LLM_BASE_URL.replace(/\/$/, ''),
    apiKey: values.LLM_API_KEY as string,
    model: values.LLM_MODEL as string,
    mask: values.LLM_MASK === 'none' ? [] : (values.LLM_MASK.split(',') as ModelSettings['mask']),
  }
}

/** The part behind a # would be dropped, and with it where to connect to. pg takes a user without a host. */
function isServerAddress(address: string): boolean {
  return !address.includes('#') && URL.canParse(address.replace('@/', '@localhost/'))
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
