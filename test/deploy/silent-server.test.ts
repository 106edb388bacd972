import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/db/open.ts'
import { isPassing } from '../../src/db/passing.ts'
import { type Queue, startQueue } from '../../src/jobs/queue.ts'
import { testDatabase } from '../support/database.ts'
import { aLine } from '../support/silent-line.ts'

const silentMs = 500

describe.runIf(process.env.TEST_ON === 'postgres')('a server that vanishes without a word', () => {
  let line: Awaited<ReturnType<typeof aLine>>
  let copy: Database
  let database: Database
  let queue: Queue | undefined
  const open = () =>
    openDatabase({ url: line.url, dataDir: '', onError: () => undefined, silentMs }) as Promise<Database>
  beforeAll(async () => {
    copy = await testDatabase()
    line = await aLine((copy.queue as { connectionString: string }).connectionString)
    database = await open()
  })
  afterAll(async () => {
    // Its connections cannot say goodbye otherwise.
    line.close()
    await queue?.stop()
    await database.close()
    await copy.close()
  })

  const answer = (tx: Pick<Database['db'], '$queryRaw'>, value: number) =>
    tx.$queryRaw<{ value: number }[]>`SELECT ${value}::int AS value`.then(([row]) => row?.value)

  test('is not waited for: what was under way fails as what only passes, and the rest goes on', async () => {
    const { db } = database
    let began = 0
    const transactions = Array.from({ length: 6 }, (_, value) =>
      db.$transaction(async (tx) => {
        await answer(tx, value)
        began++
        while (began < 7) await wait(5)
        return answer(tx, value)
      }),
    )
    while (began < 6) await wait(5)
    line.hush()
    began++
    const failed = await inTime(Promise.all(transactions.map((one) => one.catch((error: unknown) => error))))
    expect(failed.map(isPassing)).toEqual(transactions.map(() => true))
    const values = Array.from({ length: 40 }, (_, value) => value)
    const again = values.map((value) => db.$transaction((tx) => answer(tx, value)))
    expect(await inTime(Promise.all(again))).toEqual(values)
    expect(database.pool?.waitingCount).toBe(0)
  })

  test('nor by one that had been idle, nor by a queue', async () => {
    await answer(database.db, 1)
    queue = await startQueue(database.queue, () => undefined)
    line.hush()
    expect(await inTime(answer(database.db, 2).catch(isPassing))).toBe(true)
    expect(await inTime(answer(database.db, 3))).toBe(3)
    const { depth } = queue
    expect(await inTime(depth().catch(isPassing))).toBe(true)
    await expect.poll(() => depth().catch(() => [])).not.toEqual([])
  })

  test('who waits for the lock of another process is left to wait', async () => {
    const other = await open()
    const first = database.exclusively(() => wait(3 * silentMs))
    await wait(50)
    expect(await other.exclusively(async () => 'mine')).toBe('mine')
    await first
    await other.close()
  })
})

/** Long before the system itself would give the connection up. */
const inTime = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    wait(20 * silentMs, undefined, { ref: false }).then(() => {
      throw new Error('waits for the server that has vanished')
    }),
  ])
