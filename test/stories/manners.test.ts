import { describe, expect, test } from 'vitest'
import type { Say } from '../../src/sandbox/view.ts'
import { platforms, stage } from '../support/story.ts'
import { anAccount } from '../support/world.ts'

describe.each(platforms)('manners on %s', (platform) => {
  const story = stage()
  const chat = story.on(platform)
  const inbounds = () => story.db.inbound.count()

  test.each<[string, Say]>([
    ['a picture', { kind: 'image' }],
    ['a file', { kind: 'file', name: '报价单.xlsx' }],
    ['a place', { kind: 'location', label: '杭州东站', latitude: 30.29, longitude: 120.21 }],
    ['a sticker', { kind: 'sticker' }],
  ])('%s gets one friendly line', async (_, said) => {
    const before = chat.messages('李雷').length
    await chat.play().say('李雷', said)
    await story.app.queue.drain()
    const [answer, ...more] = chat.messages('李雷').slice(before)
    expect(answer?.text).toContain('用一句话告诉我就行')
    expect(more).toEqual([])
  })

  test.runIf(platform === 'feishu').each([true, false])(
    'a picture posted in a group is answered when the bot is mentioned with it: %s',
    async (mention) => {
      const group = { group: '华东区作战群' }
      const before = chat.messages(group).length
      const content = { title: '', content: [[{ tag: 'img', image_key: 'img_v3_1' }]] }
      await story.sandbox.feishu.sayRaw('李雷', { type: 'post', content, mention }, group)
      await story.app.queue.drain()
      const answers = chat
        .messages(group)
        .slice(before)
        .filter(({ from }) => from.kind === 'bot')
      expect(answers.map(({ text }) => text.includes('用一句话告诉我就行'))).toEqual(mention ? [true] : [])
    },
  )

  test('the menu says what its button stands for', async () => {
    await chat.play().pressMenu('李雷', 'tasks')
    await story.app.queue.drain()
    expect(chat.last('李雷').text).toContain('我的任务')
  })

  test('who opens the chat for the first time is greeted, and not again', async () => {
    await chat.play().enter('赵敏')
    await story.app.queue.drain()
    const greeting = chat.messages('赵敏')
    expect(greeting[0]?.text).toContain('我能帮你做什么')
    await chat.play().enter('赵敏')
    await story.app.queue.drain()
    expect(chat.messages('赵敏')).toHaveLength(greeting.length)
  })

  test('help speaks of one’s own customers, so that its examples can be sent as they stand', async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '韩梅' } })
    const { id: accountId } = await anAccount(story.db, { name: '宁波东海水产有限公司', ownerId })
    await story.db.contact.create({
      data: { accountId, name: '陆敏', createdAt: story.clock.now(), updatedAt: story.clock.now() },
    })
    const help = await chat.says('韩梅', '帮助')
    expect(help).toContain('拜访 东海水产 谈了报价，周五再联系陆敏')
    expect(help).not.toContain('华联')
    expect(await chat.says('韩梅', '拜访 东海水产 谈了报价，周五再联系陆敏')).toContain('已记录')
    const leading = await chat.says('王芳', '帮助')
    expect(leading).toMatch(/给韩梅派任务：周三前回访东海水产/)
  })

  test('a sentence that means nothing to us is answered with what would', async () => {
    expect(await chat.says('李雷', '今天天气不错')).toContain('这句我没看懂')
  })

  test('the platform may repeat an event: the payment is one', async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId })
    const { eventId } = await chat.play().say('李雷', '华联超市 回款 3万')
    await story.app.queue.drain()
    const before = chat.messages('李雷').length
    for (let time = 0; time < 3; time++) {
      const again = await chat.play().resend(eventId as string)
      expect(again.status).toBe(200)
    }
    await story.app.queue.drain()
    expect(await story.db.payment.count()).toBe(1)
    expect(chat.messages('李雷')).toHaveLength(before)
  })

  test.each(['a forged', 'an unencrypted', 'a mangled', 'an oversized'])(
    '%s request is turned away, writes nothing and tells nothing',
    async (kind) => {
      const before = await inbounds()
      const answer = await fetch(...spoilt(kind))
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      expect(await answer.text()).not.toMatch(/李雷|华联|stack|at .*\.ts/)
      expect(await inbounds()).toBe(before)
    },
  )

  test('who was frozen is told so in one line, and can do nothing', async () => {
    await story.db.member.updateMany({ where: { name: '韩梅' }, data: { status: 'frozen' } })
    const acts = await story.db.audit.count()
    expect(await chat.says('韩梅', '新线索 昆山开源五金有限公司 张工')).toBe('你的账号已停用，请联系管理员。')
    expect(await story.db.lead.count()).toBe(0)
    expect(await story.db.audit.count()).toBe(acts)
  })

  test('everything that was received has been answered for', async () => {
    expect(await story.db.inbound.count({ where: { NOT: { status: 'handled' } } })).toBe(0)
    expect(await story.db.delivery.count({ where: { status: 'failed' } })).toBe(0)
  })

  /** What the platform would send, spoilt in one way. */
  function spoilt(kind: string): [url: string, request: RequestInit] {
    const { url, body, headers } = genuine()
    const sent = (body: string): [string, RequestInit] => [url, { method: 'POST', headers, body }]
    if (kind === 'a forged') return sent(body.replace(/[B-Y]/, 'Z'))
    if (kind === 'an oversized') return sent(body + ' '.repeat(1024 * 1024 + 1))
    if (kind === 'a mangled') return sent(body.slice(0, body.length / 2))
    return sent(platform === 'feishu' ? '{"event":{"message":{}}}' : '<xml><Content>公海</Content></xml>')
  }

  function genuine(): { url: string; body: string; headers: Record<string, string> } {
    const { feishu, wecom } = story.sandbox
    if (platform === 'wecom') return wecom.encryptAndSign({ MsgType: 'text', Content: '公海' })
    const url = `http://127.0.0.1:${story.app.port}/webhooks/feishu`
    return { url, ...feishu.encryptAndSign({ schema: '2.0', header: {}, event: {} }) }
  }
})

describe('groups on feishu', () => {
  const story = stage()
  const chat = story.on('feishu')
  const group = { group: '华东区作战群' }

  test('the bot says who it is when it comes in', async () => {
    const { feishu } = story.sandbox
    await feishu.removeBot(group.group, '王芳')
    await feishu.addBot(group.group, '王芳')
    await story.app.queue.drain()
    expect(chat.last(group).text).toContain('大家好，我是聊单')
    expect(chat.last(group).text).toContain('绑定群')
  })

  test('it answers when it is mentioned and keeps quiet otherwise', async () => {
    const before = chat.messages(group).length
    await chat.play().say('李雷', '公海里有什么', { in: group, mention: false })
    await story.app.queue.drain()
    expect(chat.messages(group)).toHaveLength(before)
    expect(await chat.says('李雷', '今日排行榜', { in: group })).toContain('榜')
  })

  test('nobody else’s business is shown to everybody: the customer comes in private', async () => {
    const { id: ownerId } = await story.db.member.findFirstOrThrow({ where: { name: '李雷' } })
    await anAccount(story.db, { name: '杭州华联超市有限公司', ownerId, address: '莫干山路 868 号' })
    expect(await chat.says('李雷', '看看华联超市', { in: group })).not.toContain('莫干山路')
    expect(chat.last('李雷').text).toContain('莫干山路')
  })
})
