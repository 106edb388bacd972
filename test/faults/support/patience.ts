import { expect } from 'vitest'

export const full = process.env.FAULTS === 'full'

/** Until something is held to have stopped for good. Long: the machine may be busy with other things. */
export const patienceMs = 600_000

/** A mark that is a time holds for a machine of its own: it is asserted where the faults are run in full. */
export function expectWithin(ms: number, markMs: number): void {
  if (full) expect(ms).toBeLessThan(markMs)
}
