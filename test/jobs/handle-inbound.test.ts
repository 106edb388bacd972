import { expect, test } from 'vitest'
import { createNames } from '../../src/conversation/names.ts'
import { Refusal } from '../../src/errors.ts'
import { createInboundWorker } from '../../src/jobs/handle-inbound.ts'
import { withQueue } from '../support/queue.ts'
import { start, zone } from '../support/world.ts'

const opened = withQueue()

test('a job does not wait for a conversation that is being worked off, as that may take minutes', async () => {
  const { db } = opened.database
  const conversation = 'feishu:direct:ou_stranger'
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  const worker = createInboundWorker({
    ...{ db, queue: opened.queue, clock: { now: () => start, zone }, names: createNames() },
    ...{ isAlone: false, together: { most: 8, lanes: 1 } },
    async introduce() {
      asked.resolve()
      await answer.promise
    },
    deliver() {},
    measure: { handled() {} },
    log: { info() {}, error() {} },
  })
  await db.inbound.create({
    data: {
      ...{ platform: 'feishu', key: 'm1', conversation, receivedAt: start },
      body: {
        ...{ platform: 'feishu', key: 'm1', conversation, sender: 'ou_stranger', at: start.toISOString() },
        ...{ chat: { kind: 'direct', id: 'oc_1' }, content: { kind: 'text', text: '你好' } },
      },
    },
  })
  const running = worker.round(conversation)
  await asked.promise
  await worker.resume(conversation)
  expect(await db.inbound.count({ where: { status: 'pending' } })).toBe(1)
  answer.reject(new Refusal('unknown', '没找到你'))
  await running
  expect(await db.inbound.count({ where: { status: 'pending' } })).toBe(0)
})
