import { afterAll, beforeAll, expect, test } from 'vitest'
import { groupReachable } from '../../src/conversation/commands/bind-channel.ts'
import type { Turn } from '../../src/conversation/turn.ts'
import type { Database } from '../../src/db/open.ts'
import { testDatabase } from '../support/database.ts'
import { start } from '../support/world.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

/** The status of a group after the bot was thrown out, when that is heard so many seconds later. */
async function thrownOut(secondsAgo: number): Promise<string | undefined> {
  const { db } = database
  const externalId = `oc_${secondsAgo}`
  await db.channel.create({ data: { platform: 'feishu', externalId, name: '华东群', createdAt: start } })
  const inbound = { platform: 'feishu', chat: { id: externalId, kind: 'group' } }
  const saidAt = new Date(start.getTime() - secondsAgo * 1000)
  await groupReachable({ tx: db, now: start, saidAt, inbound } as unknown as Turn, false)
  return (await db.channel.findFirst({ where: { externalId } }))?.status
}

test('a group that the bot was thrown out of gets no more pushes', async () => {
  expect(await thrownOut(1)).toBe('unreachable')
})

test('but not when that is told again, minutes later: it may have been let in since', async () => {
  expect(await thrownOut(5 * 60)).toBe('active')
})
