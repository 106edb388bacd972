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
  const worker = workerOf(async () => {
    asked.resolve()
    await answer.promise
  })
  await hears(conversation)
  const running = worker.round(conversation)
  await asked.promise
  await worker.resume(conversation)
  expect(await db.inbound.count({ where: { status: 'pending' } })).toBe(1)
  answer.reject(new Refusal('unknown', '没找到你'))
  await running
  expect(await db.inbound.count({ where: { status: 'pending' } })).toBe(0)
})

test('who stays unknown after the directory was asked is asked for once in each try, and then put aside', async () => {
  const { db } = opened.database
  const conversation = 'wecom:direct:ZhangSan'
  let asked = 0
  const worker = workerOf(async () => {
    if (++asked > 20) throw new Refusal('unknown', '没完没了')
  })
  await hears(conversation)
  for (let attempt = 1; attempt <= 4; attempt++) {
    await expect(worker.round(conversation)).rejects.toThrow('unknown speaker')
    expect(asked).toBe(attempt)
  }
  await worker.round(conversation)
  expect(await db.inbound.findFirst({ where: { conversation } })).toMatchObject({ status: 'failed' })
})

const workerOf = (introduce: () => Promise<void>) =>
  createInboundWorker({
    ...{ db: opened.database.db, queue: opened.queue, clock: { now: () => start, zone } },
    ...{ names: createNames(), isAlone: false, together: { most: 8, lanes: 1 }, introduce },
    deliver() {},
    measure: { handled() {} },
    log: { info() {}, error() {} },
  })

async function hears(conversation: string): Promise<void> {
  const [platform = '', , sender] = conversation.split(':')
  const said = { platform, key: conversation, conversation }
  await opened.database.db.inbound.create({
    data: {
      ...{ ...said, receivedAt: start },
      body: {
        ...{ ...said, sender, at: start.toISOString() },
        ...{ chat: { kind: 'direct', id: 'oc_1' }, content: { kind: 'text', text: '你好' } },
      },
    },
  })
}
