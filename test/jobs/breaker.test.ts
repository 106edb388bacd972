import { expect, test } from 'vitest'
import { createBreaker } from '../../src/jobs/breaker.ts'

test('some failures in a row close it, longer each time, and one that succeeds opens it', () => {
  const { breaker, pass } = aBreaker()
  for (let failure = 0; failure < 4; failure++) breaker.failed()
  expect(breaker.waitMs()).toBe(0)
  breaker.failed()
  expect(breaker.waitMs()).toBe(1_000)
  pass(1_000)
  expect(breaker.waitMs()).toBe(0)
  breaker.failed()
  expect(breaker.waitMs()).toBe(2_000)
  pass(2_000)
  breaker.succeeded()
  expect(breaker.waitMs()).toBe(0)
})

test('what the platform asks for is kept, also after a single failure', () => {
  const { breaker, pass } = aBreaker()
  breaker.failed(60_000)
  expect(breaker.waitMs()).toBe(60_000)
  pass(60_000)
  expect(breaker.waitMs()).toBe(0)
})

test('while one tries, the others wait for it', () => {
  const { breaker, pass } = aBreaker()
  for (let failure = 0; failure < 5; failure++) breaker.failed()
  pass(1_000)
  expect(breaker.waitMs()).toBe(0)
  expect(breaker.waitMs()).toBeGreaterThan(10_000)
})

test('ten thousand who wait come back at fifty a second, again and again', () => {
  const { breaker, pass } = aBreaker()
  breaker.failed(30_000)
  const back = Array.from({ length: 10_000 }, () => breaker.waitMs())
  expect(back.slice(0, 3)).toEqual([30_000, 30_020, 30_040])
  expect(back.at(-1)).toBe(30_000 + 9_999 * 20)
  pass(30_000)
  breaker.failed(30_000)
  expect(breaker.waitMs()).toBe((back.at(-1) as number) - 30_000 + 20)
})

test('ten lines that are cut in one blip close it for a second, not for half a minute', () => {
  const { breaker, pass } = aBreaker()
  for (let failure = 0; failure < 10; failure++) breaker.failed()
  expect(breaker.waitMs()).toBe(1_000)
  pass(1_000)
  expect(breaker.waitMs()).toBe(0)
  breaker.failed()
  breaker.failed()
  expect(breaker.waitMs()).toBe(2_000)
})

test('what was under way when the platform asked to be left alone makes it forget nothing', () => {
  const { breaker, pass } = aBreaker()
  breaker.failed(60_000)
  breaker.succeeded()
  expect(breaker.waitMs()).toBe(60_000)
  for (let failure = 0; failure < 5; failure++) breaker.failed()
  breaker.failed(90_000)
  pass(60_000)
  expect(breaker.waitMs()).toBe(30_000)
})

test('only the test itself lets the next one try when it has told nothing', () => {
  const { breaker, pass } = aBreaker()
  expect([breaker.waitMs(), breaker.test()]).toEqual([0, undefined])
  for (let failure = 0; failure < 5; failure++) breaker.failed()
  pass(1_000)
  expect(breaker.waitMs()).toBe(0)
  const slow = breaker.test()
  pass(12_000)
  expect(breaker.waitMs()).toBe(0)
  const second = breaker.test()
  breaker.answered(slow)
  expect(breaker.waitMs()).toBeGreaterThan(0)
  breaker.answered(second)
  expect(breaker.waitMs()).toBe(0)
})

function aBreaker() {
  let time = 1_000_000
  const pass = (ms: number) => {
    time += ms
  }
  return { breaker: createBreaker(() => time), pass }
}

test('a person who has had enough neither opens it nor makes it forget, and the next one tries', () => {
  const { breaker, pass } = aBreaker()
  for (let call = 0; call < 4; call++) breaker.failed()
  breaker.answered()
  expect(breaker.waitMs()).toBe(0)
  breaker.failed()
  expect(breaker.waitMs()).toBeGreaterThan(0)
  breaker.answered()
  expect(breaker.waitMs()).toBeGreaterThan(0)
  pass(60_000)
  expect(breaker.waitMs()).toBe(0)
  expect(breaker.waitMs()).toBeGreaterThan(0)
  breaker.answered()
  expect(breaker.waitMs()).toBe(0)
  // That is the next test: the others wait until one is taken.
  expect(breaker.waitMs()).toBeGreaterThan(0)
  breaker.succeeded()
  expect([breaker.waitMs(), breaker.waitMs()]).toEqual([0, 0])
})
