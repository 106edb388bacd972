import { createHash } from 'node:crypto'

/** Ids of things that happen: unpredictable in the product, the same in every run of a seeded test. */
export type Ids = {
  hex(prefix: string, length?: number): string
  /** Nineteen digits, beyond what a JavaScript number holds, as WeCom's message ids are. */
  digits(): string
  bytes(count: number): Buffer
  number(): number
}

/** @param random gives numbers in [0, 1) */
export function createIds(random: () => number): Ids {
  const bytes = (count: number) =>
    Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)))
  return {
    bytes,
    number: random,
    hex: (prefix, length = 32) =>
      prefix +
      bytes(Math.ceil(length / 2))
        .toString('hex')
        .slice(0, length),
    digits: () => `7${Array.from({ length: 18 }, () => Math.floor(random() * 10)).join('')}`,
  }
}

/** Ids of things that are there from the start: made from their name, so that they survive a restart. */
export const fixedId = (prefix: string, name: string, length = 32): string =>
  prefix + createHash('sha256').update(name).digest('hex').slice(0, length)
