import { createHash, randomUUID } from 'node:crypto'
import { machineTime } from './clock.ts'

/**
 * An id as Prisma makes them (UUID version 7, RFC 9562), where the row must be known before it is written: in order
 * of time and, within this process, in order of making (`goOnAfter`: and after those of an earlier one).
 */
export function newId(): string {
  const now = machineTime()
  count = now > last ? 0 : count + 1
  last = Math.max(last, now) + (count > 0xfff ? 1 : 0)
  count &= 0xfff
  const time = hex(last, 12)
  // Of a random id the last two groups, which begin with the variant; Node draws for many ids at once.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(count, 3)}-${randomUUID().slice(19)}`
}

/** Whatever is made from now on comes after this one, though our clock may be behind the one that it was made by. */
export function goOnAfter(id: string): void {
  const time = Number.parseInt(id.slice(0, 13).replace('-', ''), 16) + 1
  if (time <= last) return
  last = time
  count = 0
}

/** The same each time it is asked for, for what may follow an id once only. UUID version 8. */
export function idAfter(id: string): string {
  const digits = createHash('sha256').update(id).digest('hex')
  const groups = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
  ]
  return [...groups, digits.slice(20, 32)].join('-')
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

let last = 0
let count = 0
