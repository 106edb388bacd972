import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { patienceMs } from './patience.ts'

/** Resident, in MB; `NaN` where the system does not tell. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024)
}

/** Waits until the process has no more than so many MB: V8 gives back what it no longer needs after minutes of quiet. */
export async function memoryBack(pid: number, most: number): Promise<{ mb: number; ms: number }> {
  const began = performance.now()
  for (;;) {
    const mb = await memoryOf(pid)
    const ms = performance.now() - began
    if (!(mb > most) || ms > patienceMs) return { mb, ms }
    await wait(1_000)
  }
}
