import { expect, test } from 'vitest'
import { orEachAlone } from '../../src/jobs/batches.ts'

const tooLong = () =>
  Object.assign(new Error('Transaction API error: A query cannot be executed on an expired transaction.'), {
    code: 'P2028',
  })

test('some who take too long together for one transaction are each told alone, also behind one who takes too long alone', async () => {
  const told: string[] = []
  const left: string[] = []
  const work = async (some: string[]) => {
    if (some.includes('slow')) throw tooLong()
    told.push(...some)
  }
  await orEachAlone(['a', 'slow', 'b'], work, (one) => void left.push(one))
  expect(told).toEqual(['a', 'b'])
  expect(left).toEqual(['slow'])
})

test('a database that is away is away for each of them: nobody is told alone, nobody is left', async () => {
  const tried: string[][] = []
  const work = async (some: string[]) => {
    tried.push(some)
    throw Object.assign(new Error('No space left on device'), { code: '53100' })
  }
  const left = () => expect.fail('left')
  await expect(orEachAlone(['a', 'b'], work, left)).rejects.toThrow('No space left')
  expect(tried).toEqual([['a', 'b']])
})
