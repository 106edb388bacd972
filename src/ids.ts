import { randomUUID } from 'node:crypto'
import { machineTime } from './clock.ts'

/**
 * An id as Prisma makes them (UUID version 7, RFC 9562), where the row must be known before it is written: in order
 * of time and, within this process, in order of making.
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

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

let last = 0
let count = 0
