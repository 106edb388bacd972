import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { type App, type AppOptions, createApp } from './app.ts'
import { type MovableClock, movableClock } from './clock.ts'
import type { Config } from './config.ts'
import { menu } from './conversation/menu.ts'
import { examplesByEmployee } from './crm/accounts/example.ts'
import type { Db } from './db/types.ts'
import type { SandboxCompany } from './sandbox/company.ts'
import type { Sandbox } from './sandbox/index.ts'
import type { SandboxOptions } from './sandbox/options.ts'

/**
 * The service beside a pretend Feishu tenant and a pretend WeCom corp: what runs when no platform is
 * configured. The service reaches them over HTTP by its ordinary settings and does not know the difference.
 */
export async function createSandboxApp(config: Config, log: Logger, options: SandboxAppOptions) {
  // Only here: beside a real platform it would take up memory for nothing.
  const { createSandbox } = await import('./sandbox/index.ts')
  const { createExhibition } = await import('./gallery.ts')
  const clock = options.clock ?? movableClock(config.zone)
  const keys = sandboxKeys()
  let origin = ''
  let problems = ['the sandbox is being prepared']
  const admitted = Promise.withResolvers<void>()
  const sandbox = createSandbox({
    admitted: admitted.promise,
    company: options.company,
    zone: config.zone,
    now: clock.now,
    travel: (to) => travel(to),
    menu: menu.map(({ label, key }) => ({ label, key })),
    gallery: createExhibition(),
    examples: () => examplesByEmployee(app.db),
    feishu: { ...keys.feishu, webhookUrl: () => `${origin}/webhooks/feishu` },
    wecom: { ...keys.wecom, webhookUrl: () => `${origin}/webhooks/wecom` },
    ...options.sandbox,
  })
  const app = await createApp(config, log, {
    ...options,
    clock,
    problems: () => problems,
    async admit(db) {
      await options.admit?.({ db, sandbox })
      admitted.resolve()
    },
    middleware: [sandbox.middleware],
    openOnLoopback: true,
    settingsAt(port) {
      origin = `http://127.0.0.1:${port}`
      const { token, ...wecom } = keys.wecom
      return {
        feishu: { ...keys.feishu, baseUrl: `${origin}/sandbox/feishu` },
        wecom: { ...wecom, callbackToken: token, baseUrl: `${origin}/sandbox/wecom` },
      }
    },
  })
  const travel = async (to: Date): Promise<Date> => {
    await app.timekeeper.travel(clock, to)
    await options.moved?.(clock.now())
    return clock.now()
  }
  const stop = async () => {
    sandbox.close()
    await app.stop()
  }
  const running = { ...app, sandbox, clock, travel, stop }
  await options.prepare?.(running)
  problems = []
  return running
}

export type SandboxApp = Awaited<ReturnType<typeof createSandboxApp>>

export type SandboxAppOptions = Pick<AppOptions, 'database' | 'ticking'> & {
  company: SandboxCompany
  clock?: MovableClock
  sandbox?: Partial<SandboxOptions>
  /** Throws where the sandbox may not write into this database; see `AppOptions`. */
  admit?: (place: { db: Db; sandbox: Sandbox }) => Promise<void>
  /** Runs before the service is ready: gives the company its past. `queue.drain` waits for the directory. */
  prepare?: (app: Pick<App, 'db' | 'clock' | 'queue'> & { sandbox: Sandbox }) => Promise<void>
  /** Told where the clock is after it was set forward. */
  moved?: (now: Date) => Promise<void>
}

/**
 * New with each start: nobody else can know them, so nobody can forge what the pretend platforms send. The app and the
 * corp stay the same: people's ids are made from them, and by these ids the sandbox knows a database as its own.
 */
function sandboxKeys() {
  const secret = () => randomBytes(16).toString('hex')
  return {
    feishu: {
      appId: 'cli_5a4d0b0c00000001',
      appSecret: secret(),
      encryptKey: secret(),
      verificationToken: secret(),
    },
    wecom: {
      corpId: 'wwsandbox0000001',
      agentId: 1000002,
      secret: secret(),
      token: secret(),
      encodingAesKey: `${secret()}${secret()}`.slice(0, 43),
    },
  }
}
