import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageEvent } from '../../bench/messages/events.ts'
import { movableClock } from '../../src/clock.ts'
import { startQueue } from '../../src/jobs/queue.ts'
import type { Row } from '../../src/jobs/schedule.ts'
import { createTimekeeper } from '../../src/jobs/timekeeper.ts'
import { line } from './support/audit.ts'
import { leadOf } from './support/company.ts'
import { createDriver, quantile, visit } from './support/driver.ts'
import { places, serverPlace } from './support/places.ts'
import { openIdOf } from './support/platform.ts'
import { aRun, expectWithin, full, type Run } from './support/run.ts'
import { aService, type FaultyService, feishuEnv } from './support/service.ts'

const people = 12
const races = full ? 1_000 : 25
const slots = full ? 200 : 60
const boots = full ? 20 : 6
/** In full as many as a p99 needs that is not one slow moment. */
const beside = full ? 400 : 30

describe.runIf('PostgreSQL' in (await places()))('three processes on one PostgreSQL', () => {
  const opened = {} as { run: Run; services: FaultyService[] }
  beforeAll(async () => {
    const run = await aRun(serverPlace, people)
    const env = { ...run.place.env, ...feishuEnv(run.platform.url) }
    const others = [await aService(env), await aService(env)]
    await Promise.all(others.map((service) => service.start()))
    opened.run = run
    opened.services = [run.service, ...others]
  })
  afterAll(async () => {
    await Promise.all((opened.services ?? []).map((service) => service.end()))
    await opened.run?.close()
  })

  it('every event to all of them has one effect', async () => {
    const { run, services } = opened
    const drivers = services.map((service) => createDriver(run.platform, service.webhook))
    const messages = Array.from({ length: 60 }, (_, index) =>
      visit(index % people, `allx${index % people}x${index}`),
    )
    await Promise.all(
      messages.map((message) => Promise.all(drivers.map((driver) => driver.deliver(message)))),
    )
    run.driver.accepted.push(...messages)
    await run.settled()
    line('every event to three processes', { events: messages.length, seen: run.platform.seen.size })
    expect(run.platform.seen.size).toBe(messages.length)
  })

  it('one claim has one winner', async () => {
    const { run, services } = opened
    const drivers = services.map((service) => createDriver(run.platform, service.webhook))
    for (let race = 0; race < races; race++) {
      await Promise.all(
        Array.from({ length: 6 }, (_, person) => {
          const claim = {
            kind: 'claim' as const,
            mark: `racex${person}x${race}`,
            person,
            text: `领取 ${leadOf(race)}`,
          }
          run.driver.accepted.push(claim)
          return (drivers[person % 3] as typeof run.driver).deliver(claim)
        }),
      )
    }
    await run.settled()
    const [row] = await run.place.read((query) =>
      query<{ leads: string; claims: string }>(
        `SELECT count(DISTINCT "leadId") AS leads, count(*) AS claims FROM "Ownership" WHERE reason = 'claim'`,
      ),
    )
    line('claim races', { races, claimants: 6, ...row })
    expect(row).toEqual({ leads: String(races), claims: String(races) })
  })

  it('a process that dies hands its work over within 30 s; one that stops and goes on changes nothing', async () => {
    const { run, services } = opened
    const [, second, third] = services as [FaultyService, FaultyService, FaultyService]
    let over = false
    const talking = run.driver.talk(people, 'handover', () => over, 20)
    await wait(1_000)
    second.pause()
    await third.end('SIGKILL')
    await wait(1_000)
    over = true
    await talking
    const handOverMs = await run.settled()
    await wait(1_000)
    second.goOn()
    await wait(500)
    await third.start()
    line('one process killed, one stopped beyond its lease', { 'all done after ms': handOverMs })
    expectWithin(handOverMs, 30_000)
  })

  it('a rolling restart under load loses nothing', async () => {
    const { run, services } = opened
    let over = false
    const drivers = services.map((service) => createDriver(run.platform, service.webhook))
    const talking = Promise.all(
      Array.from({ length: people }, async (_, person) => {
        for (let turn = 0; !over; turn++) {
          const message = visit(person, `rollingx${person}x${turn}`)
          // A balancer goes to the next one when one does not answer.
          for (let tried = 0; ; tried++) {
            const driver = drivers[(person + turn + tried) % 3] as typeof run.driver
            const event = messageEvent(message.mark, openIdOf(person), message.text)
            if ((await driver.post(event)) === 200) break
            await wait(20)
          }
          run.driver.accepted.push(message)
          await wait(150)
        }
      }),
    )
    const endings: (number | null)[] = []
    for (const service of services) {
      endings.push((await service.end('SIGTERM')).code)
      await service.start()
    }
    over = true
    await talking
    line('rolling restart', {
      messages: run.driver.accepted.filter(({ mark }) => mark.startsWith('rolling')).length,
      endings: endings.join('/'),
    })
    expect(endings).toEqual([0, 0, 0])
  })

  it('a message that always fails is put aside, is told of, can be tried again, and holds up nobody', async () => {
    const { run } = opened
    await run.settled()
    await run.place.read((query) => query(poison))
    const calm = await inTurn(run, 'calm')
    const bad = { ...visit(0, poisoned), kind: 'poison' as const }
    bad.text = bad.text.replace('谈了报价', '谈了毒药')
    await run.driver.deliver(bad)
    const behind = run.driver.answered(0, 'behind')
    const meanwhile = await inTurn(run, 'beside')
    const behindMs = await behind
    await run.settled()
    const [parked] = await run.place.read((query) =>
      query<{ id: string; error: string; attempts: number }>(
        `SELECT id, error, attempts FROM "Inbound" WHERE status = 'failed'`,
      ),
    )
    line('poison', {
      attempts: parked?.attempts,
      reason: parked?.error.slice(0, 80).replaceAll('\n', ' '),
      'behind it after ms': behindMs,
      'others p99 ms before': quantile(calm, 0.99),
      'others p99 ms meanwhile': quantile(meanwhile, 0.99),
    })
    expect(parked?.error).toContain('poison')
    const { problems } = await run.audited({ parked: new Set([bad.mark]) })
    expect(problems).toEqual([])

    await run.place.read((query) => query(`DROP TRIGGER poison ON "Visit"`))
    const again = await fetch(`${run.service.url}/api/v1/inbounds/${parked?.id}/retries`, {
      method: 'POST',
      headers: { authorization: 'Bearer token-of-the-faults', 'content-type': 'application/json' },
      body: '{}',
    })
    expect(again.status).toBeLessThan(300)
    await run.settled()
    const [handled] = await run.place.read((query) =>
      query<{ status: string }>(`SELECT status::text FROM "Inbound" WHERE id = $1`, [parked?.id]),
    )
    expect(handled?.status).toBe('handled')
  })

  it('each slot of the schedule is run once', async () => {
    const ran: string[] = []
    const clock = movableClock('Asia/Shanghai', new Date('2026-06-10T00:00:30+08:00'))
    const minutely: Row = {
      push: { name: 'race', run: async ({ now }) => void ran.push(now.toISOString()) },
      when: (_tx, { after, upTo }) => minutesIn(after, upTo),
      catchUp: 'same-day',
    }
    const databases = await Promise.all([1, 2, 3].map(() => opened.run.place.open()))
    const queues = await Promise.all(databases.map(({ queue }) => startQueue(queue, () => undefined)))
    const keepers = databases.map(({ db }, index) =>
      createTimekeeper(
        { db, queue: queues[index] as (typeof queues)[number], clock, log: { info() {}, error() {} } },
        [minutely],
      ),
    )
    // What was left for later has had its turn: from here on nobody works on anything but slots.
    await expect.poll(jobsOfOthers, { timeout: 120_000, interval: 500 }).toBe(0)
    await Promise.all(opened.services.map((service) => service.end()))
    await keepers[0]?.tick()
    await Promise.all(
      queues.map((queue, index) =>
        queue.work('push', (job) => keepers[index]?.work(job) ?? Promise.resolve(), 8),
      ),
    )
    for (let slot = 0; slot < slots; slot++) {
      clock.advance(60_000)
      await Promise.all(keepers.map((keeper) => keeper.tick()))
    }
    await queues[0]?.drain()
    line('slots raced for by three processes', { slots, ran: ran.length, different: new Set(ran).size })
    await Promise.all(queues.map((queue) => queue.stop()))
    await Promise.all(databases.map((database) => database.close()))
    expect(ran.length).toBe(slots)
    expect(new Set(ran).size).toBe(slots)
  })

  const jobsOfOthers = () =>
    opened.run.place.read(async (query) => {
      const [found] = await query<{ n: string }>(`SELECT count(*) AS n FROM pgboss.job
        WHERE name <> 'push' AND state IN ('created', 'retry', 'active')`)
      return Number(found?.n)
    })

  it('all of it once', async () => {
    const { counts, problems } = await opened.run.audited({ retried: new Set([poisoned]) })
    line('audit after three processes', counts)
    expect(problems).toEqual([])
  })
})

// A time that is measured on a busy machine says nothing about the rate: the unit test of the limiter does.
describe.runIf(full && 'PostgreSQL' in (await places()))('the rates of a platform', () => {
  it('hold for three processes in total', async () => {
    const run = await aRun(serverPlace, people, { OUTBOUND_RATE_FACTOR: '1' })
    const env = { ...run.place.env, ...feishuEnv(run.platform.url), OUTBOUND_RATE_FACTOR: '1' }
    const others = [await aService(env), await aService(env)]
    await Promise.all(others.map((service) => service.start()))
    const drivers = [run.service, ...others].map((service) => createDriver(run.platform, service.webhook))
    const messages = Array.from({ length: 1_200 }, (_, index) =>
      visit(index % people, `ratex${index % people}x${index}`),
    )
    await Promise.all(messages.map((message, index) => drivers[index % 3]?.deliver(message)))
    run.driver.accepted.push(...messages)
    const { problems } = await run.audited()
    const sent = run.platform.sending()
    const perPerson = Array.from({ length: people }, (_, person) =>
      busiest(
        sent.filter(({ body }) => body.includes(`"${openIdOf(person)}"`)),
        1_000,
      ),
    )
    const figures = {
      second: busiest(sent, 1_000),
      minute: busiest(sent, 60_000),
      person: Math.max(...perPerson),
    }
    line('sent by three processes, at most', { messages: messages.length, ...figures })
    await Promise.all(others.map((service) => service.end()))
    await run.close()
    expect(problems).toEqual([])
    expect(figures.second).toBeLessThanOrEqual(50)
    expect(figures.minute).toBeLessThanOrEqual(1_000)
    expect(figures.person).toBeLessThanOrEqual(5)
  })
})

describe.runIf('PostgreSQL' in (await places()))('an empty PostgreSQL', () => {
  it(`is set up by processes that start at once, ${boots} times`, async () => {
    let healthy = 0
    for (let boot = 0; boot < boots / 2; boot++) {
      const run = await emptyRun()
      const services = await Promise.all([aService(run.env), aService(run.env)])
      await Promise.all(services.map((service) => service.start()))
      healthy += services.filter((service) => service.isRunning()).length
      await Promise.all(services.map((service) => service.end()))
      await run.remove()
    }
    line('boots on an empty database, two at once', { boots, healthy })
    expect(healthy).toBe(boots)
  })
})

async function emptyRun() {
  const place = await serverPlace(0)
  return { env: { ...place.env, ...feishuEnv('http://127.0.0.1:9') }, remove: place.remove }
}

/** How long each of some people waits for an answer, one after the other. */
async function inTurn(run: Run, name: string): Promise<number[]> {
  const waits: number[] = []
  for (let count = 0; count < beside; count++)
    waits.push(await run.driver.answered(1 + (count % (people - 1)), name))
  return waits
}

/** The most that went out within any window of this length. */
function busiest(calls: { at: number }[], windowMs: number): number {
  const starts = calls.map(({ at }) => at).sort((a, b) => a - b)
  let first = 0
  let most = 0
  for (const [last, at] of starts.entries()) {
    while ((starts[first] as number) <= at - windowMs) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

function minutesIn(after: Date, upTo: Date): Date[] {
  const first = Math.floor(after.getTime() / 60_000 + 1) * 60_000
  const count = Math.max(0, Math.floor((upTo.getTime() - first) / 60_000) + 1)
  return Array.from({ length: count }, (_, index) => new Date(first + index * 60_000))
}

const poisoned = 'poisonx0x0'
const poison = `CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'poison'; END $$;
  CREATE TRIGGER poison BEFORE INSERT ON "Visit" FOR EACH ROW WHEN (NEW.content LIKE '%毒药%') EXECUTE FUNCTION poison()`
