import type { ChildProcess } from 'node:child_process'
import { keys } from '../../../bench/messages/events.ts'
import { freePort, spawnService } from '../../../bench/messages/processes.ts'
import { patienceMs } from './patience.ts'

/** The service as a process of its own. The port stays the same over restarts, as the platform knows only one. */
export async function aService(env: Record<string, string>) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  let output = ''
  // A run that is broken off leaves nothing behind.
  process.once('exit', () => child?.kill('SIGKILL'))

  function launch(): ChildProcess {
    const started = spawnService({ LOG_LEVEL: 'warn', ...env, PORT: String(port) }, 'pipe')
    child = started
    for (const stream of [started.stdout, started.stderr])
      stream?.on('data', (data) => (output = (output + data).slice(-200_000)))
    return started
  }

  async function start(): Promise<number> {
    const began = performance.now()
    const started = launch()
    while (performance.now() - began < patienceMs) {
      if (started.exitCode !== null) throw new Error(`the service ended with ${started.exitCode}: ${output}`)
      if (started.signalCode !== null) return performance.now() - began
      if ((await ready()).status === 200) return performance.now() - began
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    throw new Error(`the service did not become ready: ${(await ready()).text}\n${output}`)
  }

  async function ready(): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(8_000) })
      return { status: response.status, text: await response.text() }
    } catch {
      return { status: 0, text: 'no answer' }
    }
  }

  /** Ends it and returns code and signal; `SIGKILL` leaves it no moment. */
  async function end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGTERM'): Promise<Ending> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return { code: null, ms: 0 }
    const began = performance.now()
    const exit = new Promise<number | null>((resolve) => child?.once('exit', resolve))
    child.kill(signal)
    return { code: await exit, ms: performance.now() - began }
  }

  return {
    url,
    webhook: `${url}/webhooks/feishu`,
    start,
    /** Begins to start, and does not wait for it. */
    launch,
    /** Milliseconds until it has ended by itself, and how: a start that is refused. */
    async refusal(): Promise<Ending> {
      const began = performance.now()
      const started = launch()
      const exit = new Promise<number | null>((resolve) => started.once('exit', resolve))
      return { code: await exit, ms: performance.now() - began }
    },
    ready,
    end,
    /** Milliseconds until ready again after a `kill -9`. */
    async killAndRestart(): Promise<number> {
      await end('SIGKILL')
      return start()
    },
    pause: () => child?.kill('SIGSTOP'),
    goOn: () => child?.kill('SIGCONT'),
    isRunning: () => child?.exitCode === null && child.signalCode === null,
    get pid() {
      return child?.pid as number
    },
    /** What it logged, the last 200 kB. */
    log: () => output,
  }
}

export type FaultyService = Awaited<ReturnType<typeof aService>>
export type Ending = { code: number | null; ms: number }

/** Settings that let the service talk to the pretend platform without its rates standing in the way. */
export const feishuEnv = (platformUrl: string): Record<string, string> => ({
  OUTBOUND_RATE_FACTOR: '100000',
  API_TOKEN: 'token-of-the-faults',
  FEISHU_APP_ID: keys.appId,
  FEISHU_APP_SECRET: keys.appSecret,
  FEISHU_ENCRYPT_KEY: keys.encryptKey,
  FEISHU_VERIFICATION_TOKEN: keys.verificationToken,
  FEISHU_BASE_URL: platformUrl,
})
