import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Turn } from '../../src/conversation/turn.ts'
import type { Database } from '../../src/db/open.ts'
import type { DeliveryStatus } from '../../src/db/types.ts'
import { flushOutbox } from '../../src/jobs/outbox.ts'
import type { Queue } from '../../src/jobs/queue.ts'
import { testDatabase } from '../support/database.ts'
import { start, zone } from '../support/world.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const subject = 'lead:1'

async function aCard(group: string, status: DeliveryStatus): Promise<string> {
  const { id } = await database.db.delivery.create({
    data: {
      ...{
        platform: 'feishu',
        target: { kind: 'chat', id: group, via: 'chat' },
        kind: 'push',
        subject,
        status,
      },
      ...{ message: { text: '线索' }, createdAt: start },
    },
  })
  return id
}

/** Somebody says something else, after which every card about the lead is to show how it stands. */
const theirTurn = () =>
  ({
    ...{ tx: database.db, now: start, zone, rules: { quiet: { from: '22:00', to: '08:00' } }, popup: null },
    ...{
      member: { id: 'm' },
      inbound: { id: 'i', platform: 'feishu', sender: 'ou_1', content: { kind: 'text' } },
    },
    outbox: [{ message: { text: '已领取' }, to: { kind: 'copies', subject } }],
  }) as unknown as Turn

test('what was never shown in a chat is not changed there: the newest card is the one that was', async () => {
  const shown = await aCard('both', 'sent')
  for (const status of ['failed', 'lapsed'] as const) {
    await aCard('both', status)
    await aCard(`only ${status}`, status)
  }
  const held = await aCard('held', 'waiting')
  const said = await flushOutbox({} as Queue, theirTurn())
  expect(said.map(({ updatesId }) => updatesId).toSorted()).toEqual([shown, held].toSorted())
})
