/** Pseudo-random choices from a seed: the same seed tells the same story (mulberry32). */
export function createChance(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  const pick = <T>(from: readonly T[]): T => from[int(0, from.length - 1)] as T
  return {
    next,
    /** A whole number, both ends included. */
    int,
    pick,
    /** True with this probability. */
    happens: (probability: number): boolean => next() < probability,
    shuffled<T>(from: readonly T[]): T[] {
      const all = [...from]
      for (let last = all.length - 1; last > 0; last--) {
        const other = int(0, last)
        ;[all[last], all[other]] = [all[other] as T, all[last] as T]
      }
      return all
    },
    /** An id in the form of UUID 7, so that rows sort by when they were made. */
    idAt(at: Date): string {
      const time = at.getTime().toString(16).padStart(12, '0')
      const hex = (digits: number) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join('')
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`
    },
  }
}

export type Chance = ReturnType<typeof createChance>
