import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { movableClock } from '../../src/clock.ts'
import type { Database } from '../../src/db/open.ts'
import { type Push, tellInGroups } from '../../src/jobs/pushes/push.ts'
import { type Queue, startQueue } from '../../src/jobs/queue.ts'
import type { Row } from '../../src/jobs/schedule.ts'
import { dailyAt, workdaysAt } from '../../src/jobs/slots.ts'
import { sweep } from '../../src/jobs/sweep.ts'
import { createTimekeeper } from '../../src/jobs/timekeeper.ts'
import { testDatabase } from '../support/database.ts'

const zone = 'Asia/Shanghai'
const monday = (time: string) => new Date(`2026-06-08T${time}:00+08:00`)
const tuesday = (time: string) => new Date(`2026-06-09T${time}:00+08:00`)

let database: Database
let queue: Queue
let memberId: string
const logged: object[] = []
const log = { info: (fields: object) => logged.push(fields), error: (fields: object) => logged.push(fields) }

beforeAll(async () => {
  database = await testDatabase()
  queue = await startQueue(database.queue, (error) => logged.push({ error }))
})
afterAll(async () => {
  await queue.stop()
  await database.close()
})
beforeEach(async () => {
  const { db } = database
  await db.delivery.deleteMany()
  await db.scheduleRun.deleteMany()
  logged.length = 0
  const now = monday('08:00')
  const member = await db.member.create({ data: { name: '李娜', createdAt: now, updatedAt: now } })
  await db.identity.create({
    data: { platform: 'feishu', externalId: `ou_${member.id}`, memberId: member.id, createdAt: now },
  })
  memberId = member.id
})

const greeting = (name = 'greeting'): Push => ({
  name,
  async run(context) {
    await context.db.$transaction((tx) =>
      context.toMember(tx, memberId, { text: `现在是 ${context.now.toISOString()}` }),
    )
  },
})
const rows: Row[] = [{ push: greeting(), when: workdaysAt('08:30', '18:00'), catchUp: 'same-day' }]

const keeperAt = (start: Date, table = rows) => {
  const clock = movableClock(zone, start)
  return { clock, keeper: createTimekeeper({ db: database.db, queue, clock, log }, table) }
}

const failing = (error: Error): Push => ({ name: 'greeting', run: () => Promise.reject(error) })
const diskFull = Object.assign(new Error('No space left on device'), { code: '53100' })

/** Runs every claimed slot, as the queue's workers do. */
async function workAll(keeper: ReturnType<typeof createTimekeeper>) {
  const runs = await database.db.scheduleRun.findMany({ where: { status: 'queued' } })
  for (const run of runs) await keeper.work({ schedule: run.schedule, slot: run.slot.toISOString() })
}

const slots = async () =>
  (await database.db.scheduleRun.findMany({ orderBy: { slot: 'asc' } })).filter(
    (run) => run.note !== 'schedule begins',
  )
const deliveries = () => database.db.delivery.findMany({ orderBy: { slot: 'asc' } })

test('a slot is claimed once and reaches its target once, however many processes look and repeat', async () => {
  const { clock, keeper } = keeperAt(monday('08:29'))
  await keeper.tick()
  clock.set(monday('08:30'))
  const others = [1, 2, 3].map(() => keeperAt(monday('08:30')).keeper)
  await Promise.all([keeper, ...others].map((one) => one.tick()))
  await Promise.all([keeper, ...others].map((one) => one.work(job('08:30'))))
  await database.db.scheduleRun.updateMany({ data: { status: 'queued' } })
  await Promise.all(others.map((one) => one.work(job('08:30'))))
  expect(await slots()).toMatchObject([{ slot: monday('08:30'), status: 'done' }])
  expect(await deliveries()).toMatchObject([{ kind: 'push', status: 'queued', memberId }])
})

test('the first sight of a schedule runs nothing of the past', async () => {
  const { keeper } = keeperAt(monday('19:00'))
  await keeper.tick()
  await keeper.tick()
  expect(await slots()).toEqual([])
})

test('a slot missed while down is caught up on its day', async () => {
  const { clock, keeper } = keeperAt(monday('08:00'))
  await keeper.tick()
  clock.set(monday('17:00'))
  await keeper.tick()
  expect(await slots()).toMatchObject([{ slot: monday('08:30'), status: 'queued' }])
})

test('a slot of an earlier day is skipped and says so in the log', async () => {
  const { clock, keeper } = keeperAt(monday('17:00'))
  await keeper.tick()
  clock.set(tuesday('07:00'))
  await keeper.tick()
  expect(await slots()).toMatchObject([{ slot: monday('18:00'), status: 'skipped' }])
  expect(logged).toEqual([{ schedule: 'greeting', slots: [monday('18:00')] }])
})

test('a push that is not caught up is skipped minutes later', async () => {
  const { clock, keeper } = keeperAt(monday('08:00'), [{ ...(rows[0] as Row), catchUp: 'skip' }])
  await keeper.tick()
  clock.set(monday('08:40'))
  await keeper.tick()
  expect(await slots()).toMatchObject([{ slot: monday('08:30'), status: 'skipped' }])
})

test('a clock that jumps back over midnight runs no slot again', async () => {
  const { clock, keeper } = keeperAt(monday('08:00'))
  await keeper.tick()
  for (const at of [
    monday('08:31'),
    monday('08:20'),
    new Date('2026-06-07T23:58:00+08:00'),
    monday('08:32'),
  ]) {
    clock.set(at)
    await keeper.tick()
  }
  expect(await slots()).toHaveLength(1)
})

test('a failed run is tried again and ends done', async () => {
  let fails = true
  const moody: Push = {
    name: 'moody',
    async run(context) {
      if (fails) throw new Error('not today')
      await greeting('moody').run(context)
    },
  }
  const { clock, keeper } = keeperAt(monday('08:00'), [
    { push: moody, when: dailyAt('08:30'), catchUp: 'skip' },
  ])
  await keeper.tick()
  clock.set(monday('08:30'))
  await keeper.tick()
  const run = { schedule: 'moody', slot: monday('08:30').toISOString() }
  await expect(keeper.work(run)).rejects.toThrow('not today')
  expect(await slots()).toMatchObject([{ status: 'failed', note: 'not today' }])
  fails = false
  await keeper.work(run)
  expect(await slots()).toMatchObject([{ status: 'done', note: null }])
  expect(await deliveries()).toHaveLength(1)
})

test('a slot that fails while the database is away is found again when its job was given up', async () => {
  const { clock, keeper } = keeperAt(monday('08:00'), [{ ...(rows[0] as Row), push: failing(diskFull) }])
  await keeper.tick()
  clock.set(monday('08:30'))
  await keeper.tick()
  await expect(keeper.work(job('08:30'))).rejects.toThrow('No space left')
  await database.db.$executeRaw`UPDATE pgboss.job SET state = 'failed' WHERE name = 'push'`
  expect(await sweep(database.db, queue, monday('09:30'))).toBe(1)
  await keeperAt(monday('09:30')).keeper.work(job('08:30'))
  expect(await slots()).toMatchObject([{ status: 'done', note: null }])
  expect(await deliveries()).toHaveLength(1)
})

test('a slot that failed and whose last try found the database away is found again, too', async () => {
  const errors = [new Error('broken'), diskFull]
  const push: Push = { name: 'greeting', run: () => Promise.reject(errors.shift()) }
  const { clock, keeper } = keeperAt(monday('08:29'), [{ ...(rows[0] as Row), push }])
  await keeper.tick()
  clock.set(monday('08:30'))
  await keeper.tick()
  await database.db.$executeRaw`DELETE FROM pgboss.job`
  await expect(keeper.work(job('08:30'), { isLast: false })).rejects.toThrow('broken')
  expect(await slots()).toMatchObject([{ status: 'queued', note: 'broken' }])
  await expect(keeper.work(job('08:30'), { isLast: true })).rejects.toThrow('No space left')
  expect(await sweep(database.db, queue, monday('08:40'))).toBe(1)
})

test('so is one that failed and whose process died at the next try', async () => {
  const { clock, keeper } = keeperAt(monday('08:29'), [
    { ...(rows[0] as Row), push: failing(new Error('broken')) },
  ])
  await keeper.tick()
  clock.set(monday('08:30'))
  await keeper.tick()
  await expect(keeper.work(job('08:30'), { isLast: false })).rejects.toThrow('broken')
  await database.db.$executeRaw`UPDATE pgboss.job SET state = 'failed' WHERE name = 'push'`
  expect(await sweep(database.db, queue, monday('08:40'))).toBe(1)
})

test('one whose message cannot be made is reported, and everybody else has theirs', async () => {
  const { db } = database
  const others = await db.member.findMany({ where: { id: { not: memberId } }, take: 2 })
  const everybody = [memberId, ...others.map(({ id }) => id)].sort()
  const [odd = '', ...told] = everybody
  const push: Push = {
    name: 'greeting',
    run: (context) =>
      tellInGroups(context, everybody, (some) => {
        if (some.includes(odd)) throw new TypeError('no such stage')
        return some.map((id) => ({ memberId: id, message: { text: 'hello' } }))
      }),
  }
  const { clock, keeper } = keeperAt(monday('08:00'), [{ ...(rows[0] as Row), push }])
  await keeper.tick()
  clock.set(monday('08:30'))
  await keeper.tick()
  await keeper.work(job('08:30'))
  expect((await deliveries()).map((one) => one.memberId)).toEqual(told)
  expect(logged).toEqual([
    { alarm: 'not-told', push: 'greeting', member: odd, error: 'TypeError: no such stage' },
  ])
  const away: Push = {
    ...push,
    run: (context) => tellInGroups(context, everybody, () => Promise.reject(diskFull)),
  }
  const { keeper: later } = keeperAt(monday('08:30'), [{ ...(rows[0] as Row), push: away }])
  await expect(later.runNow('greeting')).rejects.toThrow('No space left')
})

test('a schedule whose times cannot be told keeps neither the others nor what waits from their time', async () => {
  const broken: Row = {
    push: { ...greeting(), name: 'broken' },
    when() {
      throw new Error('no such day')
    },
    catchUp: 'skip',
  }
  const { clock, keeper } = keeperAt(monday('07:00'), [broken, ...rows])
  await keeper.runNow('greeting', new Date('2026-06-07T22:30:00+08:00'))
  await keeper.tick()
  clock.set(monday('08:30'))
  await keeper.tick()
  expect(await slots()).toMatchObject([{ schedule: 'greeting', slot: monday('08:30'), status: 'queued' }])
  expect(await deliveries()).toMatchObject([{ status: 'queued' }])
  expect(logged).toMatchObject([{ schedule: 'broken', err: { message: 'no such day' } }])
})

test('a run by hand adds nothing to a slot that was pushed; another moment is its own', async () => {
  const { clock, keeper } = keeperAt(monday('08:29'))
  await keeper.tick()
  clock.set(monday('08:30'))
  await keeper.tick()
  await workAll(keeper)
  expect(await keeper.runNow('greeting', monday('08:30'))).toMatchObject({ deliveries: 0 })
  expect(await keeper.runNow('greeting', monday('08:31'))).toMatchObject({ deliveries: 1 })
  expect(await deliveries()).toHaveLength(2)
  await expect(keeper.runNow('nothing')).rejects.toThrow('没有叫')
})

test('what is pushed at night waits for the morning', async () => {
  const { clock, keeper } = keeperAt(monday('22:30'))
  await keeper.runNow('greeting')
  expect(await deliveries()).toMatchObject([{ status: 'waiting', notBefore: tuesday('08:00') }])
  clock.set(tuesday('07:59'))
  await keeper.tick()
  expect(await deliveries()).toMatchObject([{ status: 'waiting' }])
  clock.set(tuesday('08:00'))
  await keeper.tick()
  expect(await deliveries()).toMatchObject([{ status: 'queued' }])
})

test('travelling stops at every slot, in order, and at the end of the night', async () => {
  const { clock, keeper } = keeperAt(monday('17:00'))
  const seen: string[] = []
  const watching: Queue = { ...queue, drain: async () => void (await workAll(keeper2)) }
  const witness: Push = {
    name: 'witness',
    async run(context) {
      expect(clock.now().getTime() - context.now.getTime()).toBeLessThan(5_000)
      seen.push(context.now.toISOString())
    },
  }
  const keeper2 = createTimekeeper({ db: database.db, queue: watching, clock, log }, [
    { push: witness, when: workdaysAt('08:30', '18:00'), catchUp: 'same-day' },
  ])
  await keeper.runNow('greeting', monday('22:30'))
  await keeper2.travel(clock, new Date('2026-06-15T12:00:00+08:00'))
  const days = ['08', '09', '10', '11', '12', '15'].map((day) => `2026-06-${day}`)
  const expected = days.flatMap((day) => [`${day}T00:30:00.000Z`, `${day}T10:00:00.000Z`]).slice(1, -1)
  expect(seen).toEqual(expected)
  expect(await deliveries()).toMatchObject([{ status: 'queued' }])
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(Date.parse('2026-06-15T12:00:00+08:00'))
})

test('travelling leaves out what is not caught up', async () => {
  const { clock, keeper } = keeperAt(monday('17:00'), [{ ...(rows[0] as Row), catchUp: 'skip' }])
  await keeper.travel(clock, tuesday('12:00'))
  await keeper.tick()
  expect(await slots()).toMatchObject([{ status: 'skipped' }, { status: 'skipped' }])
  expect(await deliveries()).toEqual([])
})

const job = (time: string) => ({ schedule: 'greeting', slot: monday(time).toISOString() })

test('a clock that is put back by an hour stops nobody from looking at it', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const { clock, keeper } = keeperAt(monday('08:29'))
  const ticking = keeper.start()
  const slots = () => database.db.scheduleRun.count({ where: { schedule: 'greeting', status: 'queued' } })
  const began = () => database.db.scheduleRun.count({ where: { schedule: 'greeting' } })
  await vi.waitUntil(async () => (await began()) === 1, { timeout: 60_000 })
  clock.set(monday('07:29'))
  vi.advanceTimersByTime(1_000)
  clock.set(monday('08:31'))
  await vi.waitUntil(
    async () => {
      vi.advanceTimersByTime(1_000)
      return (await slots()) === 1
    },
    { timeout: 60_000 },
  )
  await ticking.stop()
  vi.useRealTimers()
  expect(await slots()).toBe(1)
})
