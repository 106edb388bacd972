import { expect, test } from 'vitest'
import { platforms, stage } from '../support/story.ts'

const stood = stage()

// What was said is never thrown away, so nobody is told to stop: who talks without end waits behind themself.
test.each(platforms)('on %s who talks without end keeps nobody else waiting', async (platform) => {
  const endless = await store(platform, '李雷', 60)
  const other = await store(platform, '韩梅', 1)
  for (const conversation of [endless, other])
    await stood.db.$transaction((tx) => stood.app.queue.send(tx, 'handle-inbound', { conversation }))
  await stood.app.queue.drain()
  const handled = await stood.db.inbound.findMany({
    where: { conversation: { in: [endless, other] }, status: 'handled' },
    orderBy: { handledAt: 'asc' },
    select: { conversation: true },
  })
  expect(handled).toHaveLength(61)
  expect(handled.findIndex(({ conversation }) => conversation === other)).toBeLessThan(30)
})

test('somebody of whom the directory takes long to tell keeps nobody else waiting', async () => {
  const stranger = await store('feishu', 'ou_stranger', 1)
  const other = await store('feishu', '赵敏', 1)
  const told = stood.sandbox.faults.add({ match: '/contact/v3/users/', delayMs: 3_000 })
  const send = (conversation: string) =>
    stood.db.$transaction((tx) => stood.app.queue.send(tx, 'handle-inbound', { conversation }))
  await send(stranger)
  await expect.poll(() => stood.sandbox.faults.calls('/contact/v3/users/')).toBeGreaterThan(0)
  await send(other)
  await stood.app.queue.drain()
  told()
  const handled = await stood.db.inbound.findMany({
    where: { conversation: { in: [stranger, other] }, status: 'handled' },
    orderBy: { handledAt: 'asc' },
    select: { conversation: true },
  })
  expect(handled.map(({ conversation }) => conversation)).toEqual([other, stranger])
})

test('what is written so that reading it takes minutes is answered like anything else', async () => {
  const fill = (length: number) => (unit: string) => unit.repeat(length / unit.length)
  const long = fill(9_990)
  const said = [
    `给${long(' ')}x`,
    `坏账${long('，')}?`,
    `绑定${long(' ')}x`,
    `${long(' 1')}联系人`,
    `${long('加一个')}联系人`,
    `金额改成${long('1')}x`,
  ]
  const conversation = await store('wecom', '赵敏', said.length, said)
  await stood.db.$transaction((tx) => stood.app.queue.send(tx, 'handle-inbound', { conversation }))
  await stood.app.queue.drain()
  const rows = await stood.db.inbound.findMany({
    where: { conversation },
    select: { status: true },
  })
  expect(rows.map(({ status }) => status)).toEqual(said.map(() => 'handled'))
})

/** As if it had come in that often at once. Returns the conversation. */
async function store(
  platform: string,
  name: string,
  times: number,
  said: readonly string[] = [],
): Promise<string> {
  const known = await stood.db.identity.findFirst({ where: { platform, member: { name } } })
  const who = { externalId: known?.externalId ?? name }
  const conversation = `${platform}:direct:${who.externalId}`
  const at = stood.clock.now()
  const chat = { kind: 'direct', id: who.externalId }
  const bodies = Array.from({ length: times }, (_, index) => ({
    platform,
    key: `${name} ${index}`,
    sender: who.externalId,
    at: at.toISOString(),
    chat,
    content: { kind: 'text', text: said[index] ?? '我的客户' },
  }))
  await stood.db.inbound.createMany({
    data: bodies.map((body) => ({ platform, key: body.key, conversation, body, receivedAt: at })),
  })
  return conversation
}
