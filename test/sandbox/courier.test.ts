import { expect, onTestFinished, test, vi } from 'vitest'
import { createCourier } from '../../src/sandbox/courier.ts'
import { start } from './support.ts'

test('Feishu tries an event again after 15 s, 5 min, 1 h and 6 h, and then no more', async () => {
  const { sandbox, service } = await start()
  const waits = vi.spyOn(globalThis, 'setTimeout')
  onTestFinished(() => void waits.mockRestore())
  service.answerWith({ status: 503, body: '' })
  await sandbox.feishu.say('小李', '在吗')
  for (let count = 0; count < 5; count++) await sandbox.feishu.retryNow()
  const seconds = waits.mock.calls.map(([, ms]) => (ms ?? 0) / 1000).filter((wait) => wait >= 15)
  expect(seconds).toEqual([15, 300, 3600, 21_600])
  expect(service.received).toHaveLength(5)
})

test('an answer after the deadline is none', async () => {
  const { service } = await start()
  const courier = createCourier([], () => true, 1)
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  service.next(async () => {
    await held
    return { status: 200, body: '{}' }
  })
  const letter = {
    id: '1',
    request: () => ({ url: service.url, method: 'POST' }),
    deadlineMs: 30,
    retried: true,
  }
  expect(await courier.deliver(letter)).toEqual({ status: 0, body: 'TimeoutError' })
  release()
})

test('a service that is not there is no failure of the sandbox', async () => {
  const { sandbox } = await start({
    feishu: {
      appId: 'cli_a',
      appSecret: 's',
      encryptKey: 'k',
      verificationToken: 'v',
      webhookUrl: 'http://127.0.0.1:1/webhooks/feishu',
    },
  })
  expect((await sandbox.feishu.say('小李', '在吗')).status).toBe(0)
  expect(sandbox.feishu.waiting()).toBe(1)
})
