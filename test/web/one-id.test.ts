import { afterAll, beforeAll, expect, test } from 'vitest'
import { feishuMessage, signedFeishu } from '../platforms/support/feishu-request.ts'
import { aService, type Service } from '../security/support/service.ts'
import { aMember } from '../support/world.ts'

const opened = {} as { service: Service }
beforeAll(async () => {
  const service = await aService()
  opened.service = service
  const member = await aMember(service.db, { name: '小李' })
  const identity = { platform: 'feishu', externalId: 'ou_u1', memberId: member.id }
  await service.db.identity.create({ data: { ...identity, createdAt: service.clock.now() } })
})
afterAll(() => opened.service.stop())

test('one id follows a message through the log: stored, handled, sent', async () => {
  answersSends({ code: 0, data: { message_id: 'om_sent' } })
  const { id } = await says('帮助', 'om_1')
  const [stored, handled, sent] = linesAbout(id)
  expect(stored).toMatchObject({ msg: 'inbound stored', platform: 'feishu' })
  expect(handled).toMatchObject({ msg: 'inbound handled', did: 'help', outcome: 'done' })
  const delivery = await opened.service.db.delivery.findFirstOrThrow({ where: { inboundId: id } })
  expect(handled?.deliveries).toEqual([delivery.id])
  expect(sent).toMatchObject({ msg: 'delivery sent', delivery: delivery.id })
})

test('an answer that the platform does not take is told under the same id, with the code', async () => {
  answersSends({ code: 230013, msg: 'no' })
  const { id } = await says('帮助', 'om_2')
  expect(linesAbout(id).at(-1)).toMatchObject({
    msg: 'delivery not taken',
    kind: 'unreachable',
    code: '230013',
  })
})

test('the figures count what was done, how it went out, and that the database answers', async () => {
  const figures = await (await fetch(`${opened.service.url}/metrics`)).text()
  expect(figures).toContain('liaodan_inbound_seconds_count{intent="help",outcome="done"} 2')
  expect(figures).toContain('liaodan_deliveries_total{platform="feishu",outcome="sent"} 1')
  expect(figures).toContain('liaodan_deliveries_total{platform="feishu",outcome="unreachable"} 1')
  expect(figures).toContain('liaodan_database_up 1')
})

test('a question is counted as asked, under the command that asks it', async () => {
  answersSends({ code: 0, data: { message_id: 'om_sent' } })
  const asked = await says('拜访了客户', 'om_3')
  expect(linesAbout(asked.id)).toContainEqual(
    expect.objectContaining({ outcome: 'asked', did: 'log_follow_up' }),
  )
})

const answersSends = (body: object) =>
  opened.service.platform.on('/open-apis/im/v1/messages', () => ({ body }))

async function says(text: string, message_id: string) {
  const { service } = opened
  const message = feishuMessage({ message_id, content: JSON.stringify({ text }) })
  const { headers, body } = signedFeishu(JSON.stringify(message))
  const options = { method: 'POST', headers: headers as Record<string, string>, body: new Uint8Array(body) }
  await fetch(`${service.url}/webhooks/feishu`, options)
  await service.app.queue.drain()
  return service.db.inbound.findFirstOrThrow({ where: { key: { contains: message_id } } })
}

const linesAbout = (inbound: string): Record<string, unknown>[] =>
  opened.service
    .log()
    .trim()
    .split(/\n+/)
    .map((line) => JSON.parse(line))
    .filter((line) => line.inbound === inbound)
