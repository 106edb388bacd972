import { expect, test } from 'vitest'
import { isPassing } from '../../src/db/passing.ts'

const withCode = (code: string): Error => Object.assign(new Error('it did not work'), { code })

test.each([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENOSPC',
  '57P01',
])('%s passes, also where it is the cause of another error', (code) => {
  expect(isPassing(withCode(code))).toBe(true)
  expect(isPassing(new Error('not written', { cause: withCode(code) }))).toBe(true)
})

test.each(['ENOENT', 'EACCES', 'EISDIR', 'EROFS', 'ERR_INVALID_ARG_TYPE', '23505'])('%s does not', (code) => {
  expect(isPassing(withCode(code))).toBe(false)
})
