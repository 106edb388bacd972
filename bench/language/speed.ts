import type { Context } from '../../src/conversation/understand/index.ts'
import { understand } from '../../src/conversation/understand/index.ts'
import { readExamples } from './judge.ts'
import { manyAccounts } from './many.ts'
import { contextsOf, readWorld } from './world.ts'

/** Milliseconds a sentence takes, and what the index of so many accounts weighs. */
export type Speed = {
  sentences: number
  p50: number
  p99: number
  max: number
  heapMegabytes: number
  residentMegabytes: number
  buildSeconds: number
}

/** `now` in milliseconds and `memory` in bytes are handed in, as everywhere. Resident memory also counts
 * the nursery that V8 grows while it builds, and keeps for what comes. */
export function speed(
  examples: string | URL,
  world: string | URL,
  accounts: number,
  now: () => number,
  memory: () => Memory,
): Speed {
  const small = readWorld(world)
  const sentences = readExamples(examples)
  warm(contextsOf(small), sentences)
  const before = memory()
  const began = now()
  const contextOf = contextsOf(small, manyAccounts(accounts))
  const buildSeconds = (now() - began) / 1000
  const after = memory()
  const times: number[] = []
  for (let round = 0; round < 10; round++) {
    for (const { text, speaker } of sentences) {
      for (const context of [contextOf(speaker), seesAll(contextOf(speaker))]) {
        const start = now()
        understand(text, context)
        times.push(now() - start)
      }
    }
  }
  times.sort((a, b) => a - b)
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] as number
  return {
    sentences: times.length,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    heapMegabytes: (after.heap - before.heap) / 1e6,
    residentMegabytes: (after.resident - before.resident) / 1e6,
    buildSeconds,
  }
}

const seesAll = (context: Context): Context => ({ ...context, sees: 'all' })

/** Dictionary and compiled patterns belong to every process, not to this index. */
function warm(
  contextOf: (speaker: string) => Context,
  sentences: readonly { text: string; speaker: string }[],
): void {
  for (const { text, speaker } of sentences) understand(text, contextOf(speaker))
}

export type Memory = { heap: number; resident: number }
