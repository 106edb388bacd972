import { createHmac, timingSafeEqual } from 'node:crypto'
import { fieldProblem } from './problem.ts'

/** Opaque marks of a place in a list; one that was changed, or made for another list, is not taken. */
export function createCursors(secret: string) {
  const sign = (list: string, id: string) =>
    createHmac('sha256', `cursor ${secret}`).update(`${list} ${id}`).digest().subarray(0, 12)
  return {
    after: (list: string, id: string): string =>
      Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), sign(list, id)]).toString('base64url'),

    /** The id behind it. Throws `Problem`. */
    read(list: string, cursor: string): string {
      const bytes = Buffer.from(cursor, 'base64url')
      const id = uuidOf(bytes.subarray(0, 16).toString('hex'))
      const mark = bytes.subarray(16)
      if (
        bytes.length !== 28 ||
        bytes.toString('base64url') !== cursor ||
        !timingSafeEqual(mark, sign(list, id))
      )
        throw fieldProblem('cursor', 'is not one of this list')
      return id
    },
  }
}

export type Cursors = ReturnType<typeof createCursors>

const uuidOf = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
