import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

/** Starts the service on its own data folder or database and waits until it is ready. */
export async function startService(env: Record<string, string>): Promise<Started> {
  const began = performance.now()
  const port = await freePort()
  const child = spawnService({ LOG_LEVEL: 'error', ...env, PORT: String(port) }, 'inherit')
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`)
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready)
      return {
        url,
        stop: () => ended(child),
        pid: child.pid as number,
        readyMs: performance.now() - began,
      }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the service did not become ready')
}

/** The service, run as `npm start` runs it. */
export const spawnService = (env: Record<string, string>, output: 'inherit' | 'pipe'): ChildProcess =>
  spawn(process.execPath, ['--max-semi-space-size=4', 'src/main.ts'], {
    env: { ...process.env, MALLOC_TRIM_THRESHOLD_: '131072', ...env },
    stdio: ['ignore', output, output],
  })

export type Started = { url: string; stop(): Promise<void>; pid: number; readyMs: number }

/** Starts the floor and reads its port from its first line. */
export async function startFloor(api: string, databaseUrl: string | undefined, folder: string) {
  const args = ['bench/messages/floor.ts', api, ...(databaseUrl ? [databaseUrl] : [])]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, FLOOR_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data) => resolve(String(data))),
  )
  return {
    url: `http://127.0.0.1:${JSON.parse(line).port}`,
    stop: () => ended(child),
    pid: child.pid as number,
  }
}

/** Processor time that a process has used so far, in ms, where the system tells (Linux). */
export async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * msPerTick
}

const msPerTick = 10

/** Memory of a process, in MB, where the system tells (Linux). */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await exit
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
