import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inbound, Tap } from '../../src/chat/inbound.ts'
import type { Part, Receipt } from '../../src/chat/platform.ts'
import type { Database } from '../../src/db/open.ts'
import type { Tx } from '../../src/db/types.ts'
import { keepUpdateToken } from '../../src/jobs/open-turn.ts'
import { createWeCom } from '../../src/platforms/wecom/index.ts'
import { testDeps } from '../platforms/support/deps.ts'
import { fakeServer } from '../platforms/support/fake-server.ts'
import { shortCard } from '../platforms/support/showcase.ts'
import { wecomConfig } from '../platforms/support/wecom-request.ts'
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

test('the code of a tap is not as old as the card: it changes one that was sent days ago', async () => {
  const { db } = database
  const receipt = { messageId: 'd-2', updateToken: 'as it was sent', updateTokenUntil: start.toISOString() }
  const person = { kind: 'user', id: 'u' } as const
  const sent = { ...{ createdAt: start, messageId: 'd-2' }, receipts: [receipt] }
  const { id } = await db.delivery.create({
    data: { platform: 'wecom', target: person, kind: 'reply', message: { text: 'x' }, ...sent },
  })
  const { content, ...tap } = aTap()
  await keepUpdateToken(db, { ...tap, content: { ...(content as Tap), messageId: 'd-2' } })
  const [kept] = (await db.delivery.findUniqueOrThrow({ where: { id } })).receipts as Receipt[]
  const fake = await fakeServer()
  fake.on('/cgi-bin/gettoken', () => ({ body: { errcode: 0, access_token: 't', expires_in: 7200 } }))
  fake.on('/cgi-bin/message/update_template_card', () => ({ body: { errcode: 0 } }))
  const wecom = createWeCom({ ...wecomConfig, baseUrl: fake.url }, { ...testDeps(), now: () => start })
  const [part] = wecom.render({ card: shortCard }, person, 'd-2')
  await wecom.update(kept as Receipt, person, part as Part).finally(fake.close)
  expect(fake.calls.at(-1)?.body).toContain('of the tap')
})
