import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inbound } from '../../src/chat/inbound.ts'
import type { Database } from '../../src/db/open.ts'
import type { Tx } from '../../src/db/types.ts'
import { keepUpdateToken } from '../../src/jobs/open-turn.ts'
import { testDatabase } from '../support/database.ts'
import { start } from '../support/world.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const aTap = (more: { answerable?: true } = {}) =>
  ({
    platform: 'wecom',
    content: {
      kind: 'tap',
      act: 'x',
      args: {},
      values: {},
      messageId: 'd-1',
      updateToken: 'of the tap',
      ...more,
    },
  }) as unknown as Inbound

test('the code that a tap brings is kept with the part of the card that was tapped', async () => {
  const { db } = database
  const { id } = await db.delivery.create({
    data: {
      ...{ platform: 'wecom', target: { kind: 'user', id: 'u' }, kind: 'reply', message: { text: 'x' } },
      ...{
        createdAt: start,
        messageId: 'd-1',
        receipts: [{}, { messageId: 'd-1', updateToken: 'as it was sent' }],
      },
    },
  })
  await keepUpdateToken(db, aTap())
  const { receipts } = await db.delivery.findUniqueOrThrow({ where: { id } })
  expect(receipts).toEqual([{}, { messageId: 'd-1', updateToken: 'of the tap' }])
})

test('where the answer to the tap changes the card, no code is looked for or kept', async () => {
  const asked = new Proxy({}, { get: (_, name) => expect.fail(`asked for ${String(name)}`) }) as Tx
  await keepUpdateToken(asked, aTap({ answerable: true }))
})
