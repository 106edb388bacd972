import { afterEach, expect, test, vi } from 'vitest'
import { SendFailure } from '../../src/chat/platform.ts'
import { withToken } from '../../src/chat/token-cache.ts'

afterEach(() => vi.restoreAllMocks())

/** Each step takes so long; the first token is refused. */
function calling(stepMs: number) {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const used: string[] = []
  const fresh = ['old', 'new']
  const tokens = {
    get: async () => {
      now += used.length === 0 ? 0 : stepMs
      return fresh[0] as string
    },
    drop: () => void fresh.shift(),
  }
  const call = async (token: string) => {
    now += stepMs
    used.push(token)
    if (token === 'old') throw new SendFailure('misconfigured', '40014', 'the token is not valid')
    return 'taken'
  }
  return { used, answer: withToken(tokens, (code) => code === '40014', call, 8_000) }
}

test('with a new token the call is made again, where the old one was refused within the time of a call', async () => {
  const { used, answer } = calling(3_900)
  expect(await answer).toBe('taken')
  expect(used).toEqual(['old', 'new'])
})

test('later it is left to the next try, so that no call is under way after twice that time', async () => {
  const { used, answer } = calling(4_100)
  await expect(answer).rejects.toMatchObject({ kind: 'temporary', code: 'timeout' })
  expect(used).toEqual(['old'])
})
