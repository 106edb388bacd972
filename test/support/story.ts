import { pino } from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { movableClock } from '../../src/clock.ts'
import type { Config } from '../../src/config.ts'
import type { Where } from '../../src/sandbox/play.ts'
import type { TapDetails } from '../../src/sandbox/play-aim.ts'
import { createSandboxApp } from '../../src/sandbox-app.ts'
import { smallCompany } from './company.ts'
import { testDatabase } from './database.ts'

export const zone = 'Asia/Shanghai'
export const platforms = ['feishu', 'wecom'] as const

/**
 * The service, a small company and both pretend platforms, for the tests of one file. People talk over the
 * real wire protocols; whatever they do returns when everything it set off is done.
 */
export function stage(start = '2026-06-10T09:30:00+08:00', settings: () => Partial<Config> = () => ({})) {
  const opened = {} as { app: Awaited<ReturnType<typeof createSandboxApp>> }
  const clock = movableClock(zone, new Date(start))
  beforeAll(async () => {
    opened.app = await createSandboxApp(
      { ...config, ...settings() },
      pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
      {
        database: testDatabase(),
        company: smallCompany,
        clock,
        // Time passes when a story says so.
        ticking: false,
        sandbox: { limits: unlimited },
      },
    )
    await opened.app.queue.drain()
    // The schedules count from here on.
    await opened.app.timekeeper.tick()
  })
  afterAll(() => opened.app?.stop())
  return {
    clock,
    get app() {
      return opened.app
    },
    get db() {
      return opened.app.db
    },
    get sandbox() {
      return opened.app.sandbox
    },
    on: (platform: 'feishu' | 'wecom') => talk(() => opened.app, platform),
  }
}

export type Stage = ReturnType<typeof stage>

function talk(app: () => Awaited<ReturnType<typeof createSandboxApp>>, platform: 'feishu' | 'wecom') {
  const play = () => app().sandbox[platform]
  return {
    /** Says it and returns what the bot said to it, all in one text. */
    async says(who: string, words: string, where?: { in: { group: string } }): Promise<string> {
      const before = play().messagesTo(where?.in ?? who).length
      const heard = await play().say(who, words, where)
      if (heard.status !== 200) throw new Error(`the webhook answered ${heard.status}`)
      await app().queue.drain()
      return textsSince(where?.in ?? who, before)
    },
    /** Taps on the newest card that has it; returns the toast and what the bot said or changed. */
    async taps(who: string, label: string, details?: TapDetails) {
      const tapped = await play().tap(who, label, details)
      await app().queue.drain()
      return tapped
    },
    last: (where: Where) => play().lastMessage(where),
    messages: (where: Where) => play().messagesTo(where),
    play,
  }
  function textsSince(where: Where, count: number): string {
    return play()
      .messagesTo(where)
      .slice(count)
      .map((message) => message.text)
      .join('\n')
  }
}

const config = {
  port: 0,
  host: '127.0.0.1',
  dataDir: '',
  databaseUrl: undefined,
  publicUrl: undefined,
  zone,
  apiToken: 'story-token',
  logLevel: 'silent',
  rateFactor: 1e6,
  feishu: undefined,
  wecom: undefined,
}

/** Rates and deadlines have tests of their own; stories need not wait, nor hurry on a busy machine. */
const unlimited = {
  feishuApiPerSecond: Number.POSITIVE_INFINITY,
  feishuApiPerMinute: Number.POSITIVE_INFINITY,
  feishuTargetPerSecond: Number.POSITIVE_INFINITY,
  feishuPatchPerSecond: Number.POSITIVE_INFINITY,
  wecomApiPerMinute: Number.POSITIVE_INFINITY,
  wecomMemberPerMinute: Number.POSITIVE_INFINITY,
  wecomMemberPerHour: Number.POSITIVE_INFINITY,
  wecomWebhookPerMinute: Number.POSITIVE_INFINITY,
  patience: 20,
}
