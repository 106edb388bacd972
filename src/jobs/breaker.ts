/**
 * Keeps an ailing platform from being called for nothing: after some failures in a row, or when it has said how
 * long it wants to be left alone, calls wait. Then one tries; the others follow when it has succeeded.
 */
export type Breaker = {
  /** Milliseconds to wait before the next call; 0 lets this one through. */
  waitMs(): number
  succeeded(): void
  /** `resetMs`: how long the platform wants to be left alone, where it said so. */
  failed(resetMs?: number): void
}

/** `now` in ms, from anywhere. */
export function createBreaker(now: () => number = () => performance.now()): Breaker {
  let inARow = 0
  let closedUntil = 0
  return {
    waitMs() {
      const left = closedUntil - now()
      if (left > 0) return left
      // The one that is let through is the test; until it is back, the others wait.
      if (inARow >= tolerated) closedUntil = now() + testMs
      return 0
    },
    succeeded() {
      inARow = 0
      closedUntil = 0
    },
    failed(resetMs = 0) {
      inARow++
      const backOff = inARow >= tolerated ? Math.min(longestMs, 1000 * 2 ** (inARow - tolerated)) : 0
      closedUntil = Math.max(closedUntil, now() + Math.max(resetMs, backOff))
    },
  }
}

const tolerated = 5
const testMs = 12_000
const longestMs = 30_000
