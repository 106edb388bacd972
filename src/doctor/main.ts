/** npm run doctor: is what the environment says right, and if not, how to mend it. Exit code 1 when it is not. */
import { systemClock } from '../clock.ts'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { examine } from './examine.ts'
import { isBroken, reportOf } from './report.ts'

const config = configOrExit()
const clock = systemClock(config.zone)
const log = { warn: () => undefined }
const sections = await examine(config, { now: clock.now, log, random: Math.random, timeoutMs: 8_000 })
console.log(reportOf(sections))
process.exit(isBroken(sections) ? 1 : 0)

function configOrExit(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.log(
      `✗ 配置：${error.message.replace(/^Configuration: /, '')}\n  → 每一项是什么，看 .env.example。`,
    )
    process.exit(1)
  }
}
