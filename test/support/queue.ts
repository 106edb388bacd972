import { afterAll, beforeAll } from 'vitest'
import type { Database } from '../../src/db/open.ts'
import { type Queue, startQueue } from '../../src/jobs/queue.ts'
import { testDatabase } from './database.ts'

/** A database of this test file's own with its queue, from before its first test until after its last. */
export function withQueue(): Opened {
  const opened = {} as Opened
  beforeAll(async () => {
    opened.database = await testDatabase()
    opened.queue = await startQueue(opened.database.queue, () => undefined)
  })
  afterAll(async () => {
    await opened.queue.stop()
    await opened.database.close()
  })
  return opened
}

type Opened = { database: Database; queue: Queue }
