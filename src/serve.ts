import type { Logger } from 'pino'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { answerBackups } from './db/backup-request.ts'
import { createLog } from './log.ts'
import { configOrExit, startProblem } from './start-problem.ts'

/** Starts the service as the environment says, or ends the process with one line that says why not. */
export async function serve(): Promise<void> {
  const config = configOrExit()
  const log = createLog(config.logLevel)
  try {
    const hasPlatform = config.feishu !== undefined || config.wecom !== undefined
    const app = await (hasPlatform ? createApp(config, log) : startSandbox(config, log))
    log.info(`聊单 is ready: http://${config.host}:${app.port}/`)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(app.stop))
    if (!config.databaseUrl) await answerBackups(app.db, config.dataDir)
  } catch (error) {
    log.fatal(startProblem(error, config))
    log.debug({ err: error }, 'start failed')
    process.exit(1)
  }
}

/** What it needs is not even loaded beside a real platform. */
async function startSandbox(config: Config, log: Logger) {
  if (config.isProduction) throw new Error(noPlatform)
  const { startDemo } = await import('./demo.ts')
  return startDemo(config, log)
}

const noPlatform =
  "FEISHU_APP_ID, WECOM_CORP_ID: neither is set, and with NODE_ENV=production no sandbox starts: set a platform's variables"

async function stop(work: () => Promise<void>): Promise<void> {
  // A stuck connection may not keep the process: what was not finished is still in the queue.
  setTimeout(() => process.exit(1), 10_000).unref()
  await work()
  process.exit(0)
}
