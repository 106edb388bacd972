import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { line } from './support/audit.ts'
import { type Accepted, visit } from './support/driver.ts'
import { places } from './support/places.ts'
import { full } from './support/run.ts'
import { aStand, type Stand } from './support/stand.ts'
import { type Letter, letterOf, tapOf } from './support/wire.ts'

const hour = 3_600_000

describe.each(Object.entries(await places()))('what comes again, on %s', (name, makePlace) => {
  const opened = {} as { stand: Stand }
  beforeAll(async () => {
    opened.stand = await aStand(makePlace)
  })
  afterAll(() => opened.stand?.close())

  describe.each(['feishu', 'wecom'] as const)('from %s', (platform) => {
    /** As the platform tries again: the same message, signed anew. */
    const again = (message: Accepted, at: Date): Letter =>
      letterOf[platform]({ ...message, at }, opened.stand.clock.now())

    it('five times in sequence, eight times at once, after a restart, after eight hours: one effect', async () => {
      const { stand } = opened
      const at = stand.clock.now()
      const [inTurn, atOnce] = [visit(0, `${platform}turnx0x0`), visit(1, `${platform}oncex1x0`)]
      const statuses = [await stand.says(platform, inTurn, at)]
      for (let time = 1; time < 5; time++) statuses.push(await stand.post(again(inTurn, at)))
      stand.accepted.push(atOnce)
      statuses.push(...(await Promise.all(Array.from({ length: 8 }, () => stand.post(again(atOnce, at))))))
      await stand.restart()
      for (const message of [inTurn, atOnce]) statuses.push(await stand.post(again(message, at)))
      await stand.settled()
      stand.clock.advance(8 * hour)
      for (const message of [inTurn, atOnce]) statuses.push(await stand.post(again(message, at)))
      const counts = await countsOf(stand, `${platform}(turn|once)`)
      line(`the same event from ${platform} on ${name}`, { posted: statuses.length, ...counts })
      expect(new Set(statuses)).toEqual(new Set([200]))
      expect(counts).toEqual({ stored: 2, visits: 2, replies: 2 })
    })

    it('a captured request again, minutes and a day later, changes nothing; after a week it is no longer let in', async () => {
      const { stand } = opened
      const message = visit(2, `${platform}capturedx2x0`)
      const captured = letterOf[platform]({ ...message, at: stand.clock.now() })
      stand.accepted.push(message)
      const statuses = [await stand.post(captured)]
      for (const wait of [1 / 30, 1, 24, 8 * 24]) {
        await stand.settled()
        stand.clock.advance(wait * hour)
        statuses.push(await stand.post(captured))
      }
      await stand.restart()
      statuses.push(await stand.post(captured))
      const counts = await countsOf(stand, `${platform}captured`)
      line(`captured from ${platform} on ${name}`, { statuses: statuses.join('/'), ...counts })
      expect(statuses).toEqual([200, 200, 200, 200, 401, 401])
      expect(counts).toEqual({ stored: 1, visits: 1, replies: 1 })
    })

    it('a tap before the message it belongs to, an older message after a newer one: each is answered, none fails', async () => {
      const { stand } = opened
      const now = stand.clock.now()
      const [older, newer] = [visit(3, `${platform}olderx3x0`), visit(3, `${platform}newerx3x1`)]
      const taps = [
        { act: 'say', sentence: '我的客户' },
        { act: 'answer', about: 'amount', value: '3000' },
        { act: 'no-such-act' },
      ]
      const statuses: number[] = []
      for (const [index, value] of taps.entries())
        statuses.push(await stand.post(tapOf[platform](3, `${platform}tapx3x${index}`, value as never, now)))
      statuses.push(await stand.says(platform, newer, now))
      statuses.push(await stand.says(platform, older, new Date(now.getTime() - 10 * 60_000)))
      await stand.settled()
      const failed = await stand.query(`SELECT key FROM "Inbound" WHERE status <> 'handled'`)
      const counts = await countsOf(stand, `${platform}(older|newer)`)
      line(`out of order from ${platform} on ${name}`, {
        statuses: statuses.join('/'),
        failed: failed.length,
      })
      expect(new Set(statuses)).toEqual(new Set([200]))
      expect(failed).toEqual([])
      expect(counts).toEqual({ stored: 2, visits: 2, replies: 2 })
    })

    it('nothing of what is forged, stripped or garbled is stored, and all of it is refused alike', async () => {
      const { stand } = opened
      const before = await rows(stand)
      const good = letterOf[platform]({ ...visit(0, 'forgedx0x0'), at: stand.clock.now() })
      const refused: number[] = []
      for (const letter of forgeriesOf(platform, good)) refused.push(await stand.post(letter))
      const told = (await (await fetch(`${stand.url}/metrics`)).text()).matchAll(refusals(platform))
      const counted = [...told].reduce((sum, [, n]) => sum + Number(n), 0)
      line(`forged for ${platform} on ${name}`, { letters: refused.length, counted, rows: before })
      expect(new Set(refused)).toEqual(new Set([401]))
      expect(await rows(stand)).toBe(before)
      expect(stand.log()).not.toMatch(/forgedx|谈了报价/)
    })

    it.runIf(full)('2 to 20 times each, in sequence and at once, 200 messages', async () => {
      const { stand } = opened
      const statuses = new Map<number, number>()
      let posted = 0
      const bring = async (letter: Letter) => {
        const status = await stand.post(letter)
        posted++
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
      for (let count = 0; count < 200; count += 10) {
        await Promise.all(
          Array.from({ length: 10 }, async (_, index) => {
            const person = (count + index) % stand.people
            const message = visit(person, `${platform}manyx${person}x${count + index}`)
            const at = stand.clock.now()
            stand.accepted.push(message)
            const times = 2 + Math.floor(Math.random() * 19)
            for (let time = 0; time < times / 2; time++) await bring(again(message, at))
            await Promise.all(Array.from({ length: Math.floor(times / 2) }, () => bring(again(message, at))))
          }),
        )
      }
      await stand.settled()
      const counts = await countsOf(stand, `${platform}many`)
      line(`2 to 20 times from ${platform} on ${name}`, { posted, ...counts })
      expect([...statuses.keys()]).toEqual([200])
      expect(counts).toEqual({ stored: 200, visits: 200, replies: 200 })
    })
  })

  it('all of it once', async () => {
    const { counts, problems } = await opened.stand.audited()
    line(`audit after repeats on ${name}`, counts)
    expect(problems).toEqual([])
  })
})

/** Of the messages whose mark begins so: rows, effects and replies that somebody saw. */
async function countsOf(stand: Stand, marks: string) {
  await stand.settled()
  const [row] = await stand.query<Record<'stored' | 'visits' | 'replies', string>>(
    `SELECT count(DISTINCT i.id) AS stored,
      count(DISTINCT a.id) AS visits, count(DISTINCT d.id) FILTER (WHERE d.status = 'sent') AS replies
    FROM "Inbound" i LEFT JOIN "Audit" a ON a."inboundId" = i.id AND a.action = 'visit.create'
      LEFT JOIN "Delivery" d ON d."inboundId" = i.id AND d.kind = 'reply'
    WHERE i.key ~ $1`,
    [marks],
  )
  return Object.fromEntries(Object.entries(row ?? {}).map(([what, n]) => [what, Number(n)]))
}

const rows = async (stand: Stand): Promise<number> =>
  Number((await stand.query<{ n: string }>(`SELECT count(*) AS n FROM "Inbound"`))[0]?.n)

const refusals = (platform: string) =>
  new RegExp(`^liaodan_webhook_refused_total\\{platform="${platform}"[^}]*\\} (\\d+)`, 'gm')

function forgeriesOf(platform: 'feishu' | 'wecom', good: Letter): Letter[] {
  const at = new Date()
  const person = { ...visit(0, 'forgedx0x1'), at }
  const other = letterOf[platform](person)
  if (platform === 'wecom')
    return [
      { ...good, path: other.path },
      { ...good, path: good.path.replace(/msg_signature=\w{6}/, 'msg_signature=000000') },
      { ...good, path: good.path.replace(/msg_signature=\w+&?/, '') },
      { ...good, path: good.path.replace('nonce=n1', 'nonce=n2') },
      { ...good, body: other.body },
      { ...good, body: Buffer.from(good.body.toString().replace('ww_corp', 'ww_evil')) },
      { ...good, body: Buffer.from(good.body.toString().replace('1000002', '1000009')) },
    ]
  const { 'x-lark-signature': _, ...stripped } = good.headers
  return [
    { ...good, headers: other.headers },
    { ...good, headers: { ...good.headers, 'x-lark-signature': '0'.repeat(64) } },
    { ...good, headers: stripped },
    { ...good, headers: { ...good.headers, 'x-lark-request-nonce': 'other' } },
    { ...good, body: other.body },
    { ...good, body: Buffer.from('{"type":"event_callback","event":{}}') },
    { ...good, body: Buffer.concat([good.body, Buffer.from(' ')]) },
  ]
}
