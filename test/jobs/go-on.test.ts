import { afterEach, expect, test, vi } from 'vitest'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { Db } from '../../src/db/types.ts'
import { newId } from '../../src/ids.ts'
import { createLog } from '../../src/log.ts'
import { testDatabase } from '../support/database.ts'
import { start } from '../support/world.ts'

afterEach(() => vi.restoreAllMocks())

/** As an earlier process made it a moment ago, before the clock was put back. */
function idFromBefore(): string {
  const time = Number.parseInt(newId().slice(0, 13).replace('-', ''), 16) + 10
  const digits = time.toString(16).padStart(12, '0')
  const now = Date.now
  vi.spyOn(Date, 'now').mockImplementation(() => now() - 10_000)
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7fff-bfff-ffffffffffff`
}

const write: Record<string, (db: Db, id: string) => Promise<unknown>> = {
  Delivery: (db, id) =>
    db.delivery.create({
      data: {
        ...{ id, platform: 'feishu', target: { kind: 'user', id: 'ou_1' }, kind: 'reply' },
        ...{ message: { text: '好的' }, createdAt: start },
      },
    }),
  Inbound: (db, id) =>
    db.inbound.create({
      data: {
        id,
        platform: 'feishu',
        key: 'k',
        conversation: 'c',
        body: {},
        status: 'handled',
        receivedAt: start,
      },
    }),
  Audit: (db, id) =>
    db.audit.create({ data: { id, at: start, action: 'lead.claim', entityType: 'lead', entityId: newId() } }),
}

test.each(Object.entries(write))(
  'what is made after the clock was put back and the service started again is newer than any %s',
  async (_, writeOne) => {
    const database = await testDatabase()
    const id = idFromBefore()
    await writeOne(database.db, id)
    const config = readConfig({ PORT: '0', HOST: '127.0.0.1' })
    const app = await createApp(config, createLog('silent'), {
      database: Promise.resolve(database),
      ticking: false,
    })
    const made = [newId(), newId(), newId()]
    expect([id, ...made].toSorted()).toEqual([id, ...made])
    await app.stop()
  },
)
