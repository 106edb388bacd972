import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { line } from './support/audit.ts'
import { quantile, visit } from './support/driver.ts'
import { places } from './support/places.ts'
import { full } from './support/run.ts'
import { aStand, type Stand } from './support/stand.ts'

const people = 8
const others = full ? 400 : 20

describe.each(Object.entries(await places()))('what can never succeed, on %s', (name, makePlace) => {
  const opened = {} as { stand: Stand }
  beforeAll(async () => {
    opened.stand = await aStand(makePlace, { people })
    await opened.stand.app.db.$executeRawUnsafe(refuseInDatabase)
    await opened.stand.app.db.$executeRawUnsafe(whenPoisoned)
  })
  afterAll(() => opened.stand?.close())

  it.each(['feishu', 'wecom'] as const)(
    'a poison message from %s is put aside with its reason, told of, and holds up nobody',
    async (platform) => {
      const { stand } = opened
      const mark = `${platform}poisonx0x0`
      const calm = await inTurn(stand, platform, 'calm')
      const bad = { ...visit(0, mark), text: visit(0, mark).text.replace('报价', '毒药') }
      expect(await stand.says(platform, bad)).toBe(200)
      const behind = visit(0, `${platform}behindx0x0`)
      expect(await stand.says(platform, behind)).toBe(200)
      const beside = await inTurn(stand, platform, 'beside')
      await stand.settled()
      const parked = (await stand.api('GET', '/inbounds?status=failed')).items
      const audited = await stand.audited({ parked: new Set([mark]) })
      line(`poison from ${platform} on ${name}`, {
        parked: parked.length,
        attempts: parked[0]?.attempts,
        reason: parked[0]?.error?.slice(0, 60).replaceAll('\n', ' '),
        'others answered': calm.length + beside.length,
        'others p99, calm': quantile(calm, 0.99),
        'and meanwhile': quantile(beside, 0.99),
        problems: audited.problems.length,
      })
      expect(audited.problems).toEqual([])
      expect(parked).toHaveLength(1)
      expect(parked[0]?.error).toContain('poison')
      // What was said after it in the same chat has been worked off.
      expect(await visitsOf(stand, behind.mark)).toBe(1)

      await stand.app.db.$executeRawUnsafe(`ALTER TABLE "Visit" DISABLE TRIGGER poison`)
      expect((await stand.api('POST', `/inbounds/${parked[0]?.id}/retries`)).status).toBe(202)
      await stand.settled()
      await stand.app.db.$executeRawUnsafe(`ALTER TABLE "Visit" ENABLE TRIGGER poison`)
      expect((await stand.api('GET', '/inbounds?status=failed')).items).toEqual([])
      expect(await visitsOf(stand, mark)).toBe(1)
      // Once handled there is nothing left to try again.
      expect((await stand.api('POST', `/inbounds/${parked[0]?.id}/retries`)).status).toBe(404)
      forget(stand, mark)
    },
  )

  it.each([
    ['feishu', 230028],
    ['wecom', 44004],
  ] as const)(
    'a reply that %s always refuses is put aside, and goes out when it is tried again',
    async (platform, code) => {
      const { stand } = opened
      const message = visit(1, `${platform}refusedx1x0`)
      const before = stand.platform.sending().length
      stand.platform.fails(({ body }) => (body.includes(message.mark) ? { code } : undefined))
      expect(await stand.says(platform, message)).toBe(200)
      await inTurn(stand, platform, 'still')
      await stand.settled()
      const failed = (await stand.api('GET', '/deliveries?status=failed')).items
      const tries = stand.platform
        .sending()
        .slice(before)
        .filter(({ body }) => body.includes(message.mark))
      line(`refused by ${platform} on ${name}`, {
        failed: failed.length,
        tries: tries.length,
        reason: failed[0]?.error,
      })
      expect(failed).toHaveLength(1)
      expect(failed[0]?.error).toContain(String(code))
      // It is no use to ask again what was refused for good.
      expect(tries).toHaveLength(1)
      expect(await visitsOf(stand, message.mark)).toBe(1)

      stand.platform.fails()
      expect((await stand.api('POST', `/deliveries/${failed[0]?.id}/retries`)).status).toBe(202)
      await stand.settled()
      expect((await stand.api('GET', '/deliveries?status=failed')).items).toEqual([])
    },
  )

  it('all of it once', async () => {
    const { counts, problems } = await opened.stand.audited()
    line(`audit after what can never succeed on ${name}`, counts)
    expect(problems).toEqual([])
  })
})

/** How long each of some other people waits for an answer, one after the other. */
async function inTurn(stand: Stand, platform: 'feishu' | 'wecom', run: string): Promise<number[]> {
  const waits: number[] = []
  for (let count = 0; count < others; count++) {
    const person = 2 + (count % (people - 2))
    const message = visit(person, `${platform}${run}x${person}x${count}`)
    const reply = stand.platform.reply(message.mark)
    const began = performance.now()
    expect(await stand.says(platform, message)).toBe(200)
    await Promise.race([reply, wait(60_000, undefined, { ref: false })])
    waits.push(performance.now() - began)
  }
  return waits
}

const visitsOf = async (stand: Stand, mark: string): Promise<number> => {
  const [row] = await stand.query<{ n: string }>(
    `SELECT count(*) AS n FROM "Visit" WHERE content LIKE '%' || $1 || '%'`,
    [mark],
  )
  return Number(row?.n)
}

/** Its person has been told twice: that it was put aside, and the receipt after it was tried again. */
function forget(stand: Stand, mark: string): void {
  stand.accepted.splice(
    stand.accepted.findIndex((one) => one.mark === mark),
    1,
  )
}

const refuseInDatabase = `CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'poison'; END $$`
const whenPoisoned = `CREATE TRIGGER poison BEFORE INSERT ON "Visit" FOR EACH ROW
  WHEN (NEW.content LIKE '%毒药%') EXECUTE FUNCTION poison()`
