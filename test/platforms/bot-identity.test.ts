import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFeishu } from '../../src/platforms/feishu/index.ts'
import { testDeps } from './support/deps.ts'
import { type Fake, fakeServer } from './support/fake-server.ts'
import { feishuConfig, feishuMessage, signedFeishu } from './support/feishu-request.ts'

const INFO = '/open-apis/bot/v3/info'
const other = { key: '@_user_1', id: { open_id: 'ou_other' }, mentioned_type: 'bot', name: '别的机器人' }
const said = signedFeishu(
  JSON.stringify(
    feishuMessage({
      chat_type: 'group',
      chat_id: 'oc_g',
      content: '{"text":"@_user_1 公海"}',
      mentions: [other],
    }),
  ),
)

/** The first call loads the SDK, which takes its time on a busy machine. */
const PATIENT = { timeout: 15_000 }

let fake: Fake
beforeEach(async () => {
  fake = await fakeServer()
  fake.on('/open-apis/auth/v3/tenant_access_token/internal', () => ({
    body: { code: 0, tenant_access_token: 't-1', expire: 7200 },
  }))
})
afterEach(() => fake.close())

const asked = () => fake.calls.filter((call) => call.path === INFO).length

test('the bot asks once who it is, without making the webhook wait, and then knows itself', async () => {
  fake.on(INFO, () => ({ body: { code: 0, bot: { open_id: 'ou_bot' } } }))
  const feishu = createFeishu({ ...feishuConfig, baseUrl: fake.url }, testDeps())
  const heard = () => feishu.receive(said).inbounds[0]?.content
  expect(heard()).toMatchObject({ toBot: true })
  await vi.waitFor(() => expect(heard()).toMatchObject({ toBot: false }), PATIENT)
  heard()
  expect(asked()).toBe(1)
})

test('when it cannot learn that, it says so in the log and asks again five minutes later', async () => {
  fake.on(INFO, () => ({ status: 500, body: 'x' }))
  const deps = testDeps()
  const feishu = createFeishu({ ...feishuConfig, baseUrl: fake.url }, deps)
  feishu.receive(said)
  await vi.waitFor(() => expect(deps.logged).toHaveLength(1), PATIENT)
  feishu.receive(said)
  deps.at.ms += 5 * 60_000
  feishu.receive(said)
  await vi.waitFor(() => expect(deps.logged).toHaveLength(2), PATIENT)
  expect(asked()).toBe(2)
})
