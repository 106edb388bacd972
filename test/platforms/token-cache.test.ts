import { afterEach, expect, test, vi } from 'vitest'
import { SendFailure } from '../../src/chat/platform.ts'
import { createTokenCache, type FreshToken, withToken } from '../../src/chat/token-cache.ts'

afterEach(() => vi.restoreAllMocks())

/** A token of two hours, renewed half an hour before; what is asked for after the first is answered by hand. */
async function inItsLastHalfHour() {
  let at = 0
  const renewals: PromiseWithResolvers<FreshToken>[] = []
  const fetchToken = () => {
    const renewal = Promise.withResolvers<FreshToken>()
    renewals.push(renewal)
    return renewal.promise
  }
  const tokens = createTokenCache(fetchToken, { now: () => new Date(at), renewBeforeMs: 30 * minute })
  const first = tokens.get()
  renewals[0]?.resolve({ token: 'old', lifeMs: 120 * minute })
  await first
  at = 91 * minute
  const pass = (ms: number) => {
    at += ms
  }
  return { tokens, renewals, pass }
}
const minute = 60_000
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('while a new token is long in coming, calls go out with the one that is good for half an hour yet', async () => {
  const { tokens, renewals } = await inItsLastHalfHour()
  expect(await Promise.all([tokens.get(), tokens.get()])).toEqual(['old', 'old'])
  expect(renewals).toHaveLength(2)
  renewals[1]?.resolve({ token: 'new', lifeMs: 120 * minute })
  await turn()
  expect(await tokens.get()).toBe('new')
})

test('one that could not be had is not asked for again for some seconds, while the old one lives', async () => {
  const { tokens, renewals, pass } = await inItsLastHalfHour()
  await tokens.get()
  renewals[1]?.reject(new SendFailure('temporary', 'timeout', 'no answer'))
  await turn()
  for (let call = 0; call < 3; call++) expect(await tokens.get()).toBe('old')
  expect(renewals).toHaveLength(2)
  pass(10_000)
  expect(await tokens.get()).toBe('old')
  expect(renewals).toHaveLength(3)
})

test('but at once where the old one is over, or was refused', async () => {
  const { tokens, renewals } = await inItsLastHalfHour()
  await tokens.get()
  renewals[1]?.reject(new SendFailure('temporary', 'timeout', 'no answer'))
  await turn()
  tokens.drop('old')
  const renewed = tokens.get()
  renewals[2]?.resolve({ token: 'new', lifeMs: 120 * minute })
  expect(await renewed).toBe('new')
})

test('a token that is given again though it was refused is no reason to give the message up', async () => {
  // With half an hour left Feishu gives the same one.
  const fetchToken = async () => ({ token: 'same', lifeMs: 120 * minute })
  const tokens = createTokenCache(fetchToken, { now: () => new Date(0), renewBeforeMs: 30 * minute })
  const used: string[] = []
  const call = async (token: string) => {
    used.push(token)
    throw new SendFailure('misconfigured', '40014', 'the token is not valid')
  }
  const answer = withToken(tokens, (code) => code === '40014', call)
  await expect(answer).rejects.toMatchObject({ kind: 'temporary', code: '40014' })
  expect(used).toEqual(['same'])
})

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
