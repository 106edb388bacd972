/**
 * Keeps an ailing platform from being called for nothing: after some failures in a row, or when it has said how
 * long it wants to be left alone, calls wait. Then one tries; the others follow one after another when it has
 * succeeded. While it has not they cost little, however many they are.
 */
export type Breaker = {
  /** Milliseconds after which to ask again, for each who asks a later moment; 0 lets this one through. */
  waitMs(): number
  /** The test under way: right after `waitMs` has let one through, whether that is it. */
  test(): Test | undefined
  succeeded(): void
  /** The test is over and told nothing of the platform (one person has had enough, no call was made): the next one tries. */
  answered(test?: Test): void
  /** `resetMs`: how long the platform wants to be left alone, where it said so. */
  failed(resetMs?: number): void
}

/** Which one: another is let through when one has not come back for long. */
export type Test = symbol

/** `now` in ms, from anywhere. */
export function createBreaker(now: () => number = () => performance.now()): Breaker {
  let inARow = 0
  let askedUntil = 0
  let closedUntil = 0
  let lastPlace = 0
  let testing: Test | undefined

  /** Also for a call that was under way when the platform asked to be left alone: that it did stands. */
  function open(): void {
    inARow = 0
    closedUntil = askedUntil
    testing = undefined
  }

  return {
    waitMs() {
      if (closedUntil > now()) {
        lastPlace = Math.max(closedUntil, lastPlace + spacingMs)
        return lastPlace - now()
      }
      // The one that is let through is the test; until it is back, the others wait.
      if (inARow >= tolerated) {
        closedUntil = now() + testMs
        testing = Symbol()
      }
      return 0
    },
    test: () => testing,
    succeeded: open,
    answered(test = testing) {
      if (!testing || test !== testing) return
      testing = undefined
      closedUntil = askedUntil
    },
    failed(resetMs = 0) {
      askedUntil = Math.max(askedUntil, now() + resetMs)
      // Of those that were under way together, and fail together, the first have closed it: the rest is no news.
      if (closedUntil > now() && !testing) {
        closedUntil = Math.max(closedUntil, askedUntil)
        return
      }
      inARow++
      testing = undefined
      const backOff = inARow >= tolerated ? Math.min(longestMs, 1000 * 2 ** (inARow - tolerated)) : 0
      closedUntil = Math.max(askedUntil, now() + backOff)
    },
  }
}

const tolerated = 5
/** The pace at which a platform takes messages from one app at most. */
const spacingMs = 20
const testMs = 12_000
const longestMs = 30_000
