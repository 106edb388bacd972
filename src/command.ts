import type { Config } from './config.ts'
import { configOrExit, startProblem } from './start-problem.ts'

/** What an administrator types: prints what `work` returns, or in one line why it could not, and ends the process. */
export async function runCommand(work: (config: Config) => Promise<string>): Promise<never> {
  const config = configOrExit()
  try {
    console.log(await work(config))
  } catch (error) {
    console.error(startProblem(error, config))
    process.exit(1)
  }
  process.exit(0)
}
