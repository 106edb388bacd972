import { expect, test } from 'vitest'
import { createDispatcher } from '../../src/jobs/dispatcher.ts'

test('who has more to say comes again after everybody who waits', async () => {
  const left = new Map([
    ['endless', 3],
    ['other', 1],
    ['third', 1],
  ])
  const done: string[] = []
  const dispatcher = createDispatcher({
    async next(work) {
      done.push(work)
      left.set(work, (left.get(work) ?? 0) - 1)
      return (left.get(work) ?? 0) > 0
    },
    async later() {},
    parallel: 1,
    log: { error() {} },
  })
  dispatcher.wake([...left.keys()])
  await dispatcher.idle()
  expect(done).toEqual(['endless', 'other', 'third', 'endless', 'endless'])
})

test('what had more to do when it was stopped is left to a job', async () => {
  const begun = Promise.withResolvers<void>()
  const over = Promise.withResolvers<void>()
  const left: string[] = []
  const dispatcher = createDispatcher({
    async next() {
      begun.resolve()
      await over.promise
      return true
    },
    async later(work) {
      left.push(work)
    },
    parallel: 1,
    log: { error() {} },
  })
  dispatcher.wake(['endless'])
  await begun.promise
  const stopped = dispatcher.stop()
  over.resolve()
  await stopped
  expect(left).toEqual(['endless'])
})

test('what fails is told in the log and gets a job', async () => {
  const left: string[] = []
  const told: unknown[] = []
  const dispatcher = createDispatcher({
    next: () => Promise.reject(new Error('the database is away')),
    async later(work) {
      left.push(work)
    },
    parallel: 1,
    log: { error: (fields, text) => told.push([fields, text]) },
  })
  dispatcher.wake(['broken'])
  await dispatcher.idle()
  expect(left).toEqual(['broken'])
  expect(told).toEqual([[{ err: new Error('the database is away') }, 'failed: gets a job']])
})

const turns = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

/** `talker` hangs until it is let go, and fails with `failure` if there is one. */
function aHangingTalker(failure?: Error) {
  const done: string[] = []
  const left: string[] = []
  const hanging = Promise.withResolvers<void>()
  const dispatcher = createDispatcher({
    async next(work) {
      if (work === 'talker') await hanging.promise
      done.push(work)
      if (work === 'talker' && failure) throw failure
      return false
    },
    async later(work) {
      left.push(work)
    },
    parallel: 24,
    log: { error() {} },
  })
  return { dispatcher, done, left, letGo: hanging.resolve }
}

test('who goes on talking while their message hangs keeps nobody else waiting, and is heard once more', async () => {
  const { dispatcher, done, letGo } = aHangingTalker()
  for (let n = 0; n < 24; n++) {
    dispatcher.wake(['talker'])
    await turns()
  }
  dispatcher.wake(['other'])
  await turns()
  expect(done).toEqual(['other'])
  letGo()
  await dispatcher.idle()
  expect(done).toEqual(['other', 'talker', 'talker'])
})

test('what came while a message hung that fails in the end is left to its job: no try is repeated at once', async () => {
  const { dispatcher, done, left, letGo } = aHangingTalker(new Error('the directory is away'))
  for (let n = 0; n < 3; n++) {
    dispatcher.wake(['talker'])
    await turns()
  }
  letGo()
  await dispatcher.idle()
  expect({ done, left }).toEqual({ done: ['talker'], left: ['talker'] })
})
