import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { businessDay, local, movableClock } from '../../src/clock.ts'
import { startQueue } from '../../src/jobs/queue.ts'
import type { Row } from '../../src/jobs/schedule.ts'
import { dailyAt, workdaysAt } from '../../src/jobs/slots.ts'
import { createTimekeeper } from '../../src/jobs/timekeeper.ts'
import { line } from './support/audit.ts'
import { visit } from './support/driver.ts'
import { places } from './support/places.ts'
import { full, usualPlaces } from './support/run.ts'
import { aStand, type Stand } from './support/stand.ts'

const minute = 60_000
const jumps = full ? 320 : 12

describe.each(Object.entries(await places()))('while the clock jumps, on %s', (name, makePlace) => {
  const opened = {} as { stand: Stand }
  let said = 0
  /** What each visit should count for, by its mark. */
  const meant = new Map<string, string>()
  beforeAll(async () => {
    opened.stand = await aStand(makePlace, { start: new Date('2026-06-29T23:40:00+08:00') })
    await opened.stand.app.timekeeper.tick()
  })
  afterAll(() => opened.stand?.close())

  /** Somebody says it when the platform's clock, which is right, shows `at`. */
  async function says(at: Date): Promise<number> {
    const { stand } = opened
    const person = said % stand.people
    const message = visit(person, `clockx${person}x${said}`)
    meant.set(message.mark, businessDay(at, 'Asia/Shanghai'))
    return stand.says(said++ % 2 ? 'feishu' : 'wecom', message, at)
  }

  it('backwards over midnight: each slot once, each visit on the day it was said', async () => {
    const { stand } = opened
    const { clock, app } = stand
    // The machine's clock, and what the platform's, which is right, shows at the same moment.
    const moments = [
      ['2026-06-30T00:31:00+08:00', '2026-06-30T00:31:00+08:00'],
      ['2026-06-29T23:51:00+08:00', '2026-06-30T00:01:00+08:00'],
      ['2026-06-30T00:35:00+08:00', '2026-06-30T00:33:00+08:00'],
      ['2026-06-29T23:58:00+08:00', '2026-06-30T00:05:00+08:00'],
      ['2026-06-30T00:03:00+08:00', '2026-06-29T23:56:00+08:00'],
      ['2026-07-01T00:07:00+08:00', '2026-06-30T23:58:00+08:00'],
      ['2026-06-30T23:55:00+08:00', '2026-07-01T00:04:00+08:00'],
      ['2026-07-01T00:40:00+08:00', '2026-07-01T00:40:00+08:00'],
    ] as const
    const statuses: number[] = []
    for (const [ours, theirs] of moments) {
      clock.set(new Date(ours))
      await app.timekeeper.tick()
      statuses.push(await says(new Date(theirs)))
      await stand.settled()
    }
    const runs = await runsOf(stand, 'broken-promises')
    line(`backwards over midnight and a month's end on ${name}`, {
      visits: statuses.length,
      runs: runs.join(' '),
    })
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(runs).toEqual(['2026-06-29T16:30:00.000Z', '2026-06-30T16:30:00.000Z'])
  })

  it.each([10, 60])(`${jumps} jumps of up to %i minutes under load: all is answered once`, async (most) => {
    const { stand } = opened
    let jumped = 0
    for (; jumped < jumps; jumped++) {
      const right = stand.clock.now()
      stand.clock.advance(Math.round((Math.random() * 2 - 1) * most) * minute)
      // The platform's clock stays right: within what clocks may differ, it says which day it is.
      const statuses = await Promise.all([
        ...Array.from({ length: 4 }, () => says(most === 10 ? right : stand.clock.now())),
        stand.app.timekeeper.tick().then(() => 200),
      ])
      expect(new Set(statuses)).toEqual(new Set([200]))
      stand.clock.set(new Date(right.getTime() + minute))
    }
    await stand.settled()
    line(`jumps of up to ${most} minutes on ${name}`, { jumps: jumped, visits: jumped * 4 })
  })

  it.each([
    ['2027-01-31', '2027-02-01'],
    ['2027-02-28', '2027-03-01'],
    ['2028-02-28', '2028-02-29'],
    ['2028-02-29', '2028-03-01'],
    ['2026-12-31', '2027-01-01'],
  ])('a visit said at the end of %s and one said at the beginning of %s', async (last, first) => {
    const { stand } = opened
    for (const [at, off] of [
      [`${last}T23:59:30+08:00`, 10],
      [`${first}T00:00:30+08:00`, -10],
    ] as const) {
      stand.clock.set(new Date(Date.parse(at) + off * minute))
      expect(await says(new Date(at))).toBe(200)
    }
    await stand.settled()
  })

  it('each visit counts for the day it was said, each slot was pushed once, and all adds up', async () => {
    const { stand } = opened
    const { counts, problems } = await stand.audited()
    const visits = await stand.query<{ content: string; day: Date }>(
      `SELECT content, "businessDay" AS day FROM "Visit"`,
    )
    const wrong = visits.filter(({ content, day }) => {
      const mark = /#(\w+)#/.exec(content)?.[1] ?? ''
      return meant.get(mark) !== new Date(day).toISOString().slice(0, 10)
    })
    line(`audit after jumps on ${name}`, { ...counts, 'wrong days': wrong.length })
    expect(problems).toEqual([])
    expect(wrong).toEqual([])
    expect(visits).toHaveLength(meant.size)
  })
})

const zones = [
  ['America/New_York', '2026-03-07', '2026-10-31'],
  ['Europe/Berlin', '2026-03-28', '2026-10-24'],
  // Half an hour, on the other half of the year.
  ['Australia/Lord_Howe', '2026-10-03', '2026-04-04'],
  // Midnight itself does not exist, or comes twice.
  ['Africa/Cairo', '2026-04-23', '2026-10-28'],
  ['America/Havana', '2026-03-07', '2026-10-31'],
] as const

describe.each(await usualPlaces())('days that have 23 or 25 hours, on %s', (_name, makePlace) => {
  it.each(full ? zones : zones.slice(2, 4))(
    'in %s each slot of the day comes once',
    async (zone, spring, autumn) => {
      const place = await makePlace(0)
      const database = await place.open()
      await database.migrate()
      const queue = await startQueue(database.queue, () => undefined)
      const ran: [string, Date][] = []
      const row = (name: string, when: Row['when']): Row => ({
        push: { name, run: async ({ now }) => void ran.push([name, now]) },
        when,
        catchUp: 'same-day',
      })
      const times = ['00:30', '02:15', '03:50', '18:00']
      const rows = [...times.map((time) => row(time, dailyAt(time))), row('work', workdaysAt('08:30'))]
      const clock = movableClock(zone)
      const keeper = createTimekeeper({ db: database.db, queue, clock, log: { info() {}, error() {} } }, rows)
      await queue.work('push', keeper.work, 1)
      let seen = 0
      for (const first of [spring, autumn].sort()) {
        const dawn = local(new Date(`${first}T12:00:00Z`), zone).startOf('day')
        clock.set(dawn.minus({ minutes: 1 }).toJSDate())
        await keeper.tick()
        await queue.drain()
        ran.length = 0
        for (let at = dawn; at < dawn.plus({ days: 3 }); at = at.plus({ minutes: 20 })) {
          clock.set(at.toJSDate())
          await keeper.tick()
          await queue.drain()
        }
        const slots = ran
          .filter(([name]) => name !== 'work')
          .map(([name, at]) => `${businessDay(at, zone)} ${name}`)
        seen += slots.length
        expect(slots.length).toBe(3 * times.length)
        expect(new Set(slots).size).toBe(3 * times.length)
      }
      line(`days of 23 and 25 hours in ${zone}`, { days: 6, slots: seen })
      await queue.stop()
      await database.close()
      await place.remove()
    },
  )
})

/** The slots of a schedule that were run to their end, in their order. */
async function runsOf(stand: Stand, schedule: string): Promise<string[]> {
  const runs = await stand.query<{ slot: Date }>(
    `SELECT slot FROM "ScheduleRun" WHERE schedule = $1 AND status = 'done' ORDER BY slot`,
    [schedule],
  )
  return runs.map(({ slot }) => new Date(slot).toISOString())
}
