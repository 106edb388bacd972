import { describe, expect, test } from 'vitest'
import type { Card } from '../../src/chat/card.ts'
import type { Target } from '../../src/chat/message.ts'
import type { Platform } from '../../src/chat/platform.ts'
import { createFeishu } from '../../src/platforms/feishu/index.ts'
import { createWeCom } from '../../src/platforms/wecom/index.ts'
import { testDeps } from '../platforms/support/deps.ts'
import { poolCard, questionCard, quietCard, shortCard, showcase } from '../platforms/support/showcase.ts'
import { feishuSettings, type Received, start, wecomSettings } from './support.ts'

// The service's own platforms, spoken to by the sandbox: what one side says, the other takes.

const cards: [string, Card][] = Object.entries({ showcase, shortCard, quietCard, questionCard, poolCard })

async function open() {
  const world = await start({ limits: { feishuTargetPerSecond: Infinity, wecomMemberPerMinute: Infinity } })
  const deps = { ...testDeps(), now: () => world.clock.now }
  const feishu = createFeishu({ ...feishuSettings, baseUrl: world.feishu.base }, deps)
  const { token, ...settings } = wecomSettings
  const wecom = createWeCom({ ...settings, callbackToken: token, baseUrl: world.wecom.base }, deps)
  return { ...world, ours: { feishu, wecom } }
}

/** What our platform reads out of a webhook that the sandbox sent. */
const read = (platform: Platform, { method, url, headers, body }: Received) =>
  platform.receive({
    method,
    query: new URL(url, 'http://service').searchParams,
    headers: headers as Record<string, string>,
    body: Buffer.from(body),
  }).inbounds

describe('our Feishu', () => {
  test.each(cards)('sends the card %s and changes it', async (_, card) => {
    const { ours, sandbox } = await open()
    const target: Target = { kind: 'user', id: sandbox.feishu.openId('小李') }
    for (const part of ours.feishu.render({ card }, target, 'd-1')) {
      const receipt = await ours.feishu.send(target, part, 'd-1')
      if (part.kind === 'card') await ours.feishu.update(receipt, target, part)
    }
    expect(sandbox.feishu.lastMessage('小李')).toMatchObject({ changed: true })
    expect(sandbox.feishu.lastMessage('小李').text).toContain(card.title)
  })

  test('reads what is said and tapped', async () => {
    const { ours, sandbox, service } = await open()
    const target: Target = { kind: 'user', id: sandbox.feishu.openId('小李') }
    await sandbox.feishu.say('小李', '拜访 华联超市')
    const [part] = ours.feishu.render({ card: poolCard }, target, 'd-1')
    if (!part) throw new Error('nothing rendered')
    await ours.feishu.send(target, part, 'd-1')
    const label = sandbox.feishu.lastMessage('小李').buttons[0] as string
    const { status } = await sandbox.feishu.tap('小李', label)
    expect(status).toBe(200)
    const [said, tapped] = service.received.map((heard) => read(ours.feishu, heard)[0])
    expect(said).toMatchObject({
      sender: target.id,
      content: { kind: 'text', text: '拜访 华联超市', toBot: true },
    })
    expect(tapped).toMatchObject({ sender: target.id, content: { kind: 'tap' } })
  })

  test('reads the company', async () => {
    const { ours, sandbox } = await open()
    const departments = await ours.feishu.directory.departments()
    expect(departments.map((one) => one.name)).toEqual(expect.arrayContaining(['销售部', '华东区', '财务部']))
    const members = await ours.feishu.directory.members()
    expect(members).toHaveLength(6)
    const id = sandbox.feishu.openId('小李')
    expect(await ours.feishu.directory.member(id)).toMatchObject({
      employeeNo: 'E003',
      mobile: '13800000003',
      active: true,
    })
    await sandbox.company.leave('小李')
    expect((await ours.feishu.directory.member(id))?.active ?? false).toBe(false)
  })
})

describe('our WeCom', () => {
  test.each(cards)('sends the card %s and changes it', async (_, card) => {
    const { ours, sandbox } = await open()
    const target: Target = { kind: 'user', id: sandbox.wecom.userid('小李') }
    for (const part of ours.wecom.render({ card }, target, 'd-1')) {
      const receipt = await ours.wecom.send(target, part, `d-1/${part.kind}`)
      if (receipt.updateToken) await ours.wecom.update(receipt, target, part)
    }
    const said = sandbox.wecom.messagesTo('小李').map((message) => message.text)
    expect(said.join('\n')).toContain(card.title)
  })

  test.each(cards)('pushes the card %s into groups', async (_, card) => {
    const { ours, sandbox } = await open()
    const made = await ours.wecom.createGroup?.('华东群', 'E002', ['E002', 'E003'], 'east1')
    for (const target of [made as Target, { kind: 'chat', id: 'east-hook', via: 'webhook' } as const]) {
      for (const part of ours.wecom.render({ card }, target, 'd-1'))
        await ours.wecom.send(target, part, 'd-1')
    }
    for (const group of ['华东群', '华东战报']) {
      expect(
        sandbox.wecom
          .messagesTo({ group })
          .map((message) => message.text)
          .join('\n'),
      ).toContain(card.title)
    }
  })

  test('reads what is said and tapped', async () => {
    const { ours, sandbox, service } = await open()
    const target: Target = { kind: 'user', id: 'E003' }
    await sandbox.wecom.say('小李', '拜访 华联超市')
    for (const part of ours.wecom.render({ card: shortCard }, target, 'd-1'))
      await ours.wecom.send(target, part, 'd-1')
    const label = sandbox.wecom.lastMessage('小李').buttons[0] as string
    await sandbox.wecom.tap('小李', label)
    const [said, tapped] = service.received.map((heard) => read(ours.wecom, heard)[0])
    expect(said).toMatchObject({ sender: 'E003', content: { kind: 'text', text: '拜访 华联超市' } })
    expect(tapped).toMatchObject({ sender: 'E003', content: { kind: 'tap' } })
  })

  test('reads the company', async () => {
    const { ours } = await open()
    expect(await ours.wecom.directory.departments()).toHaveLength(4)
    expect(await ours.wecom.directory.members()).toHaveLength(5)
    expect(await ours.wecom.directory.member('E002')).toMatchObject({
      employeeNo: 'E002',
      leads: [expect.any(String)],
    })
    expect(await ours.wecom.directory.member('E999')).toBeNull()
  })
})
