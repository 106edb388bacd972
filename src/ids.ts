import { randomFillSync } from 'node:crypto'
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
  randomFillSync(bytes)
  bytes.writeUIntBE(last, 0, 6)
  bytes.writeUInt16BE(0x7000 | count, 6)
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

const bytes = Buffer.alloc(16)
let last = 0
let count = 0
